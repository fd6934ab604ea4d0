// The core alone: a scoreboard from scratch, and the parsing that every CSV row pays for.

#include <array>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "daemon/core/evaluate.hpp"

namespace {

using namespace waymark::core;

constexpr std::chrono::sys_days as_of = std::chrono::year{2024} / 7 / 16;

struct Input {
  std::shared_ptr<Plan> plan = std::make_shared<Plan>();
  History history;
};

// One commitment for each stored series; monthly figures up to May 2024.
Input input(int commitments, int periods) {
  Input input;
  auto& plan = *input.plan;
  plan.authority = {"E07000125"};
  const auto latest = Period::containing(PeriodKind::month, std::chrono::year{2024} / 5 / 1);
  for (int i = 0; i < commitments; ++i) {
    const auto name = std::to_string(i);
    plan.indicators.push_back({.id = {"indicator_" + name},
                               .title = "Indicator " + name,
                               .unit = Unit::percent,
                               .polarity = Polarity::lower,
                               .scopes = {{"service_" + std::to_string(i % 8)}}});
    const auto& indicator = plan.indicators.back();
    plan.commitments.push_back({.id = {"commitment_" + name},
                                .title = "Commitment " + name,
                                .indicator = indicator.id,
                                .scope = indicator.scopes.front(),
                                .baseline = DatedValue{latest.plus(-24), {877, 2}},
                                .target = DatedValue{latest.plus(24), {75, 1}},
                                .tolerance = PointsTolerance{{5, 1}}});
    Series series{.key = {plan.authority, indicator.id, indicator.scopes.front()}};
    for (int p = 0; p < periods; ++p) {
      const Decimal value{780 + (i * 31 + p * 17) % 120, 2};
      series.observations.push_back({.period = latest.plus(p - periods + 1), .value = value});
    }
    input.history.add(std::move(series));
  }
  return input;
}

void evaluate_plan(benchmark::State& state, int commitments, int periods) {
  const auto made = input(commitments, periods);
  const Calendar calendar;
  for (auto _ : state) {
    auto board = evaluate(made.plan, made.history, as_of, calendar);
    benchmark::DoNotOptimize(board.counts);
  }
  state.SetItemsProcessed(state.iterations() * commitments);
}
BENCHMARK_CAPTURE(evaluate_plan, 10000x120, 10'000, 120)
    ->Name("evaluate/10000x120")
    ->Unit(benchmark::kMillisecond);

void parse_periods(benchmark::State& state, PeriodKind kind, std::array<std::string, 4> texts) {
  std::size_t i = 0;
  for (auto _ : state) {
    auto period = parse_period(texts[i++ % texts.size()], kind);
    benchmark::DoNotOptimize(period);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(parse_periods, iso_month, PeriodKind::month, {"2023-04", "2019-12", "2020-01", "2024-07"});
BENCHMARK_CAPTURE(parse_periods, iso_date, PeriodKind::month,
                  {"2023-04-30", "2019-12-01", "2020-01-31", "2024-07-16"});
BENCHMARK_CAPTURE(parse_periods, year, PeriodKind::financial_year,
                  {"2023/24", "2019/20", "2020-21", "2024/25"});
BENCHMARK_CAPTURE(parse_periods, quarter, PeriodKind::quarter,
                  {"2023/24 Q3", "Q1 2019/20", "2020-21 Q4", "2024/25Q2"});
BENCHMARK_CAPTURE(parse_periods, day_first, PeriodKind::month,
                  {"30/04/2023", "01/12/2019", "31-Jan-20", "16 July 2024"});

void parse_decimals(benchmark::State& state) {
  const std::array<std::string, 4> texts{"8.29", "1234567.50", "-0.5", "153"};
  std::size_t i = 0;
  for (auto _ : state) {
    auto value = Decimal::parse(texts[i++ % texts.size()]);
    benchmark::DoNotOptimize(value);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(parse_decimals);

}  // namespace
