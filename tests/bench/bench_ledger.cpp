// The ledger alone: rows made in memory, so that what is measured is sorting, comparing and storing. Ten
// million figures of 5,000 series; WAYMARK_BENCH_ROWS takes another number.

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "daemon/ledger/open.hpp"
#include "daemon/ledger/writer.hpp"

namespace {

using namespace waymark;

constexpr std::uint32_t series_count = 5000;
constexpr std::size_t batch_rows = 65'536;

std::uint64_t row_count() {
  std::uint64_t rows = 10'000'000;
  if (const char* text = std::getenv("WAYMARK_BENCH_ROWS"); text != nullptr) {
    std::from_chars(text, text + std::string_view(text).size(), rows);
  }
  return rows;
}

const core::AuthorityCode authority{"E07000125"};

core::SeriesKey key(std::uint32_t series) {
  return {authority,
          {"indicator_" + std::to_string(series / 50)},
          {"service/team_" + std::to_string(series % 50)}};
}

core::BatchRow row(std::uint64_t number) {
  core::BatchRow made;
  made.series = static_cast<std::uint32_t>(number % series_count);
  made.period =
      core::Period(core::PeriodKind::month, static_cast<std::int32_t>(number / series_count)).code();
  made.mantissa = static_cast<std::int64_t>(number * 2654435761U % 1'000'000);
  made.scale = 2;
  made.row = static_cast<std::uint32_t>(number + 2);
  return made;
}

// Rows [first, end), in the order that `at` gives their numbers.
template <class At>
core::RowCounts record(ledger::Writer& writer, std::uint64_t first, std::uint64_t end, const At& at) {
  static std::uint8_t content = 0;
  core::Origin origin;
  origin.collector.text = "bench";
  origin.path = "figures.csv";
  origin.digest.emplace().fill(++content);
  const auto recording = writer.begin(origin);
  core::Batch batch;
  for (std::uint32_t series = 0; series < series_count; ++series) batch.series.push_back(key(series));
  for (auto number = first; number < end; ++number) {
    batch.rows.push_back(row(at(number)));
    if (batch.rows.size() == batch_rows) {
      recording->add(std::move(batch));
      batch = {};
    }
  }
  recording->add(std::move(batch));
  return recording->finish({.read = end - first}).counts;
}

std::uint64_t in_order(std::uint64_t number) {
  return number;
}

ledger::Clock clock_for_bench() {
  return [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
}

const std::filesystem::path& folder() {
  static const auto made = [] {
    const char* where = std::getenv("WAYMARK_BENCH_DIR");
    auto path = (where != nullptr ? std::filesystem::path(where) : std::filesystem::temp_directory_path()) /
                ("waymark-bench-ledger-" + std::to_string(getpid()));
    std::filesystem::create_directories(path);
    return path;
  }();
  return made;
}

void remove_ledger(const std::filesystem::path& file) {
  for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(file.string() + suffix);
}

// The ledger of `row_count()` figures that the other cases start from.
const std::filesystem::path& filled() {
  static const auto made = [] {
    auto file = folder() / "filled.db";
    ledger::Writer writer(file, clock_for_bench());
    record(writer, 0, row_count(), in_order);
    return file;
  }();
  return made;
}

void report(benchmark::State& state, std::uint64_t rows) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MB"] = static_cast<double>(usage.ru_maxrss) / 1024;
  state.counters["rows"] =
      benchmark::Counter(static_cast<double>(rows), benchmark::Counter::kIsIterationInvariantRate);
}

void new_ledger(benchmark::State& state) {
  const auto file = folder() / "new.db";
  std::uintmax_t bytes = 0;
  for (auto _ : state) {
    {
      ledger::Writer writer(file, clock_for_bench());
      record(writer, 0, row_count(), in_order);
    }
    state.PauseTiming();
    bytes = std::filesystem::file_size(file);
    remove_ledger(file);
    state.ResumeTiming();
  }
  report(state, row_count());
  state.counters["bytes_per_figure"] = static_cast<double>(bytes) / static_cast<double>(row_count());
}

void unchanged(benchmark::State& state) {
  ledger::Writer writer(filled(), clock_for_bench());
  for (auto _ : state) {
    if (record(writer, 0, row_count(), in_order).unchanged != row_count())
      state.SkipWithError("not unchanged");
  }
  report(state, row_count());
}

void unchanged_shuffled(benchmark::State& state) {
  std::vector<std::uint32_t> order(row_count());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::shuffle(order, std::mt19937(1));
  ledger::Writer writer(filled(), clock_for_bench());
  for (auto _ : state) {
    const auto counts = record(writer, 0, row_count(), [&](auto number) { return order[number]; });
    if (counts.unchanged != row_count()) state.SkipWithError("not unchanged");
  }
  report(state, row_count());
}

// Another month for each series, in a ledger that is opened and closed.
void next_month(benchmark::State& state) {
  static auto next = (row_count() + series_count - 1) / series_count * series_count;
  (void)filled();
  for (auto _ : state) {
    ledger::Writer writer(filled(), clock_for_bench());
    record(writer, next, next + series_count, in_order);
    next += series_count;
  }
  report(state, series_count);
}

void history_tail(benchmark::State& state) {
  (void)filled();
  for (auto _ : state) {
    const auto opened = ledger::open_to_read(filled());
    benchmark::DoNotOptimize(opened->view({})->history(authority, ledger::Window{14}));
  }
  report(state, series_count);
}

void open_writer(benchmark::State& state) {
  (void)filled();
  for (auto _ : state) ledger::Writer writer(filled(), clock_for_bench());
}

struct RemoveFolder {
  ~RemoveFolder() { std::filesystem::remove_all(folder()); }
} remove_folder_at_end;

BENCHMARK(new_ledger)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK(unchanged)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK(history_tail)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(open_writer)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(next_month)->Unit(benchmark::kMillisecond)->Iterations(5)->UseRealTime();
BENCHMARK(unchanged_shuffled)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

}  // namespace
