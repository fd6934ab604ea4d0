#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace waymark::csv {

// As many bytes of a file as tell its kind.
inline constexpr std::size_t kind_bytes = 1024;

// What a file is that is no table of text, and what to do: `an Excel workbook: save it as CSV`. None: it may
// be one. `head`: its first bytes.
[[nodiscard]] std::optional<std::string> other_kind(std::string_view head);

}  // namespace waymark::csv
