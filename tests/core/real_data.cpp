#include "tests/core/real_data.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace waymark::core::test {
namespace {

std::vector<std::string> cells(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> found;
  std::istringstream in{line + ','};
  for (std::string cell; std::getline(in, cell, ',');) {
    if (cell.size() > 1 && cell.starts_with('"') && cell.ends_with('"')) {
      cell = cell.substr(1, cell.size() - 2);
    }
    found.push_back(cell);
  }
  return found;
}

}  // namespace

std::filesystem::path real_data(const std::string& folder) {
  const char* root = std::getenv("WAYMARK_REAL_DATA");
  return root == nullptr ? std::filesystem::path{} : std::filesystem::path{root} / folder;
}

std::vector<Row> read_csv(const std::filesystem::path& file) {
  std::ifstream in{file};
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error{file.string() + " cannot be read"};
  const auto header = cells(line);
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const auto values = cells(line);
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = i < values.size() ? values[i] : "";
  }
  return rows;
}

}  // namespace waymark::core::test
