#pragma once

#include <string>
#include <string_view>

namespace waymark::csv {

// The longest name that file systems allow, in bytes.
inline constexpr std::size_t longest_name = 255;

// `spend.csv`, `spend.2.csv`, `spend.3.csv`, ...; shortened where it would be too long.
[[nodiscard]] std::string numbered(const std::string& name, int number);
// `spend.csv.errors.csv`; of a name too long for that, its beginning and a digest of the whole.
[[nodiscard]] std::string errors_name(const std::string& name);
[[nodiscard]] bool is_errors_name(std::string_view name);

}  // namespace waymark::csv
