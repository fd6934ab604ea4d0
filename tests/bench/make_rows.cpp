// Writes a CSV file of long rows for benchmarks, or the configuration that collects such files:
//
//   make_rows FILE [--rows N] [--skip N] [--seed N] [--order period|key|shuffled] [--rewritten]
//   make_rows --configuration FOLDER

#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/bench/rows.hpp"

int main(int argc, char** argv) {
  using waymark::bench::Order;
  CLI::App app{"Long rows for benchmarks"};
  waymark::bench::Rows rows;
  std::string file, folder;
  app.add_option("file", file, "where to write the rows");
  app.add_option("--configuration", folder, "write waymark.toml and plan.toml into this folder");
  app.add_option("--rows", rows.count, "how many");
  app.add_option("--skip", rows.skip, "begin behind so many rows");
  app.add_option("--seed", rows.seed, "of the figures and of the shuffling");
  const std::map<std::string, Order> orders{
      {"period", Order::period}, {"key", Order::key}, {"shuffled", Order::shuffled}};
  app.add_option("--order", rows.order, "of the rows")->transform(CLI::CheckedTransformer(orders));
  app.add_flag("--rewritten", rows.rewritten, "the same figures in other words");
  CLI11_PARSE(app, argc, argv);
  try {
    if (!folder.empty()) waymark::bench::write_configuration(folder);
    if (!file.empty()) waymark::bench::write_rows(file, rows);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
