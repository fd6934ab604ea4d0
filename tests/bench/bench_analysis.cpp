// Control charts and forecasts of 100,000 series of 120 months; bench_analysis.py does the same with NumPy.

#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "daemon/core/forecast.hpp"
#include "daemon/core/spc.hpp"

namespace {

using namespace waymark::core;

constexpr std::size_t points = 120;

// The same digits in any language: a slope and scatter without a pattern that repeats within a series.
double value(std::uint64_t series, std::uint64_t point) {
  auto x = (series * points + point + 1) * 6364136223846793005ULL + 1442695040888963407ULL;
  x ^= x >> 33U;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33U;
  return 100 + 0.05 * static_cast<double>(point) + static_cast<double>(x >> 40U) / 1677721.6;
}

struct Input {
  std::vector<double> values;
  std::vector<DatedNumber> dated;
  std::size_t series;

  explicit Input(std::size_t count) : series(count) {
    const auto first = Period::containing(PeriodKind::month, std::chrono::year{2014} / 4 / 1);
    values.reserve(count * points);
    for (std::size_t s = 0; s < count; ++s) {
      for (std::size_t p = 0; p < points; ++p) {
        values.push_back(value(s, p));
        dated.push_back({first.plus(static_cast<std::int32_t>(p)), values.back()});
      }
    }
  }
  [[nodiscard]] std::span<const double> of(std::size_t s) const {
    return std::span{values}.subspan(s * points, points);
  }
  [[nodiscard]] std::span<const DatedNumber> dated_of(std::size_t s) const {
    return std::span{dated}.subspan(s * points, points);
  }
};

void charts(benchmark::State& state) {
  const Input input(static_cast<std::size_t>(state.range(0)));
  double upper = 0;
  double signals = 0;
  for (auto _ : state) {
    upper = signals = 0;
    for (std::size_t s = 0; s < input.series; ++s) {
      const auto chart = control_limits(input.of(s), {.polarity = Polarity::lower, .target = 103});
      upper += chart.groups.front().upper;
      for (const auto& signal : chart.signals) signals += signal.cause == SpecialCause::none ? 0 : 1;
    }
    benchmark::DoNotOptimize(upper);
  }
  state.counters["upper_limits"] = upper;
  state.counters["signals"] = signals;
}

void forecasts(benchmark::State& state, bool robust) {
  const Input input(static_cast<std::size_t>(state.range(0)));
  const auto due = input.dated.back().period.plus(12);
  double central = 0;
  double refused = 0;
  for (auto _ : state) {
    central = refused = 0;
    Quantiles quantiles;
    for (std::size_t s = 0; s < input.series; ++s) {
      const auto made = forecast(input.dated_of(s), {due, due}, {.robust = robust}, quantiles);
      if (made.refused()) {
        ++refused;
      } else {
        central += made.prediction.central + made.prediction.probability_at_most(103);
      }
    }
    benchmark::DoNotOptimize(central);
  }
  state.counters["central"] = central;
  state.counters["refused"] = refused;
}

void chart_and_forecast(benchmark::State& state) {
  const Input input(static_cast<std::size_t>(state.range(0)));
  const auto due = input.dated.back().period.plus(12);
  for (auto _ : state) {
    Quantiles quantiles;
    double sum = 0;
    for (std::size_t s = 0; s < input.series; ++s) {
      sum += control_limits(input.of(s), {.polarity = Polarity::lower, .target = 103}).groups.front().upper;
      const auto made = forecast(input.dated_of(s), {due, due}, {.robust = false}, quantiles);
      if (!made.refused()) sum += made.prediction.probability_at_most(103);
    }
    benchmark::DoNotOptimize(sum);
  }
}

BENCHMARK(charts)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forecasts, least_squares, false)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forecasts, with_theil_sen_and_mann_kendall, true)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(chart_and_forecast)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
