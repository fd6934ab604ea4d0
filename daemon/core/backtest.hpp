#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "daemon/core/evaluate.hpp"

// How good forecasts would have been (docs/analysis.md).
namespace waymark::core {

struct BacktestScore {
  std::uint32_t forecasts = 0;                 // made, and the figure came
  std::uint32_t within_80 = 0, within_95 = 0;  // of them, how many figures lay in the interval
  std::array<std::uint32_t, 5> refused{};      // by Refusal
  std::uint32_t judged = 0;                    // had a goal to meet and a year before to compare with
  double squares = 0;                          // of probability less outcome, over the judged ones
  double squares_of_last_year = 0;             // of "same as last year" instead

  // Mean squared error of the probability: 0 is always sure and right, 0.25 a coin.
  [[nodiscard]] std::optional<double> brier() const;
  [[nodiscard]] std::optional<double> brier_of_last_year() const;
  BacktestScore& operator+=(const BacktestScore& other);
};

struct Backtest {
  const Commitment& commitment;  // declares the forecast
  const Indicator& indicator;
  const std::map<Period, std::vector<Figure>>& known;  // what was known when the figure of that period came
  std::span<const Figure> outcomes;                    // what is known now, ascending
  // What the due period's figure had to meet, by what was known at the origin; nothing: not judged.
  std::function<std::optional<Decimal>(Period origin, Period due)> goal;
};

// Forecasts from each origin to each so many periods ahead.
[[nodiscard]] BacktestScore backtest(const Backtest& test, std::span<const std::int32_t> horizons);
// One period, a quarter, half a year and a year ahead, as far as they are different; of years one and two.
[[nodiscard]] std::span<const std::int32_t> usual_horizons(PeriodKind kind);

}  // namespace waymark::core
