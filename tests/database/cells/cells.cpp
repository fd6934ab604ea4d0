// Prints every cell that a driver gives for a query, as the collector gets it: `cells SOURCE QUERY`. SOURCE
// is a TOML file with one [[source]]. NULL is printed as such, columns of bytes are named in the first line.

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "collectors/database/driver.hpp"
#include "config/configuration_parts.hpp"

namespace {

int fail(const std::string& message) {
  std::cerr << message << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace waymark;
  if (argc != 3) return fail("cells SOURCE QUERY");
  config::Diagnostics diagnostics;
  auto document = config::Document::load(argv[1], diagnostics);
  if (!document) return fail(diagnostics.text());
  auto root = document->root();
  const auto sources = config::read_sources(root);
  if (!diagnostics.ok()) return fail(diagnostics.text());
  const auto query = database::Query::read(argv[2]);
  if (!query) return fail(query.error());
  const database::Limits limits{.deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1},
                                .stop = {}};
  const auto connection = database::connect(sources.at(0), limits);
  if (!connection) return fail(connection.error().message);
  const auto rows = (*connection)->ask(*query, std::nullopt);
  if (!rows) return fail(rows.error().message);
  const auto& columns = (*rows)->columns();
  for (const auto& column : columns) std::cout << column.name << (column.bytes ? ":bytes" : "") << "\t";
  std::cout << "\n";
  std::vector<std::string_view> cells(columns.size());
  while (true) {
    const auto more = (*rows)->next(cells);
    if (!more) return fail(more.error().message);
    if (!*more) return 0;
    for (const auto cell : cells)
      std::cout << (cell.data() == nullptr ? std::string_view{"NULL"} : cell) << "\t";
    std::cout << "\n";
  }
}
