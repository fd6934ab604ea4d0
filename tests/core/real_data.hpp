#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

// Reference files outside the repository.
namespace waymark::core::test {

// The folder of that name below WAYMARK_REAL_DATA; empty when that is not set.
[[nodiscard]] std::filesystem::path real_data(const std::string& folder);

using Row = std::map<std::string, std::string>;  // by column
// Plain CSV: a header, commas, no quotes around commas. Throws when it cannot be read.
[[nodiscard]] std::vector<Row> read_csv(const std::filesystem::path& file);

}  // namespace waymark::core::test
