// The CSV collector alone: its rows go nowhere. Ten million long rows; WAYMARK_BENCH_ROWS takes another
// number.

#include <cstdint>
#include <cstdlib>
#include <expected>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include <benchmark/benchmark.h>

#include "collectors/csv/file_source.hpp"
#include "collectors/csv/read.hpp"
#include "tests/bench/rows.hpp"

namespace {

namespace bench = waymark::bench;
namespace core = waymark::core;
namespace cells = waymark::cells;
namespace csv = waymark::csv;

class Nowhere final : public core::Recording {
 public:
  std::uint64_t rows = 0;
  void add(core::Batch batch) override {
    rows += batch.rows.size();
    if (!batch.rejects.empty()) throw std::runtime_error(batch.rejects.front().reason);
  }
  core::Finished finish(const core::Ending&) override { return {}; }
  core::Finished abandon(const core::Rejection&) override { return {}; }
};

// One file for all benchmarks of the program.
const std::filesystem::path& file() {
  static const struct Made {
    Made() : path(std::filesystem::temp_directory_path() / fmt::format("waymark-bench-{}.csv", getpid())) {
      bench::Rows rows;
      if (const char* count = std::getenv("WAYMARK_BENCH_ROWS")) rows.count = std::stoull(count);
      bench::write_rows(path, rows);
    }
    ~Made() {
      std::error_code ignored;
      std::filesystem::remove(path, ignored);
    }
    Made(const Made&) = delete;
    Made& operator=(const Made&) = delete;
    std::filesystem::path path;
  } made;
  return made.path;
}

std::expected<csv::File, std::string> open() {
  const auto folder = csv::Directory::open(file().parent_path(), ::geteuid());
  if (!folder) return std::unexpected(folder.error());
  return csv::File::open(*folder, file().filename().string());
}

csv::Settings settings() {
  auto plan = std::make_shared<core::Plan>();
  for (std::uint32_t i = 0; i < bench::services; ++i) {
    plan->scopes.push_back({{fmt::format("area_{}/team_{:02}", i % 7, i)}, {}});
  }
  for (std::uint32_t i = 0; i < bench::indicators; ++i) {
    core::Indicator indicator;
    indicator.id.text = fmt::format("measure_{:02}", i);
    indicator.unit = core::Unit::gbp;
    indicator.frequency = core::PeriodKind::day;
    for (const auto& titled : plan->scopes) indicator.scopes.push_back(titled.scope);
    plan->indicators.push_back(indicator);
  }
  csv::Settings settings;
  settings.plan = plan;
  settings.columns = {
      .indicator = {"Indicator"}, .value = {"Value"}, .scope = {"Service"}, .period = {.whole = {"Period"}}};
  return settings;
}

// Splits, reads and checks every cell.
void parse(benchmark::State& state, bool with_digest) {
  const auto configured = settings();
  const auto opened = open();
  if (!opened) throw std::runtime_error(opened.error());
  for (auto _ : state) {
    Nowhere nowhere;
    cells::Sink sink(nowhere, {}, std::chrono::sys_days{std::chrono::days{60'000}});
    csv::FileSource source(*opened, with_digest, {});
    const auto result = csv::read_csv(source, configured, sink, {});
    if (result.end != csv::ReadEnd::complete) throw std::runtime_error(result.error);
    state.counters["rows"] = static_cast<double>(nowhere.rows);
    state.counters["rows/s"] =
        benchmark::Counter(static_cast<double>(nowhere.rows), benchmark::Counter::kIsRate);
  }
  state.SetBytesProcessed(
      static_cast<std::int64_t>(opened->state().size * static_cast<std::uint64_t>(state.iterations())));
}

void csv_parse_alone(benchmark::State& state) {
  parse(state, false);
}
void csv_parse_and_digest(benchmark::State& state) {
  parse(state, true);
}

void csv_digest(benchmark::State& state) {
  const auto opened = open();
  if (!opened) throw std::runtime_error(opened.error());
  for (auto _ : state) benchmark::DoNotOptimize(csv::digest(*opened, {}));
}

BENCHMARK(csv_parse_alone)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(csv_parse_and_digest)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(csv_digest)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
