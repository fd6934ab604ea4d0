#include "daemon/core/backtest.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "daemon/core/analysis.hpp"

namespace waymark::core {
namespace {

const Figure* at(std::span<const Figure> figures, Period period) {
  const auto found = std::ranges::lower_bound(figures, period, {}, &Figure::period);
  const bool there = found != figures.end() && found->period == period && found->flag != Flag::forecast &&
                     !found->coverage.partial();
  return there ? &*found : nullptr;
}

std::optional<bool> met(const Backtest& test, Decimal goal, Decimal value) {
  switch (test.indicator.polarity) {
    case Polarity::higher: return value >= goal;
    case Polarity::lower: return value <= goal;
    case Polarity::range:
      if (const auto* band = std::get_if<BandTolerance>(&test.commitment.tolerance))
        return value >= band->low && value <= band->high;
      return std::nullopt;
    case Polarity::neutral: return std::nullopt;
  }
  return std::nullopt;
}

// The latest figure that is a whole number of years older.
const Figure* last_year(std::span<const Figure> known, Period due) {
  for (auto period = due.year_before(); !known.empty() && period >= known.front().period;) {
    if (const auto* figure = at(known, period)) return figure;
    const auto before = period.year_before();
    if (before >= period) return nullptr;
    period = before;
  }
  return nullptr;
}

double squared(double probability, bool happened) {
  const double off = probability - (happened ? 1 : 0);
  return off * off;
}

void judge(const Backtest& test, const Forecast& forecast, const Figure& outcome, std::optional<Decimal> goal,
           std::span<const Figure> known, BacktestScore& score) {
  const auto value = outcome.value.number();
  ++score.forecasts;
  if (value >= forecast.likely.lower && value <= forecast.likely.upper) ++score.within_80;
  if (value >= forecast.wide.lower && value <= forecast.wide.upper) ++score.within_95;
  const auto* before = last_year(known, outcome.period);
  if (!goal || !forecast.probability || before == nullptr) return;
  const auto happened = met(test, *goal, outcome.value);
  const auto as_before = met(test, *goal, before->value);
  if (!happened || !as_before) return;
  ++score.judged;
  score.squares += squared(*forecast.probability, *happened);
  score.squares_of_last_year += squared(*as_before ? 1 : 0, *happened);
}

}  // namespace

std::optional<double> BacktestScore::brier() const {
  if (judged == 0) return std::nullopt;
  return squares / judged;
}

std::optional<double> BacktestScore::brier_of_last_year() const {
  if (judged == 0) return std::nullopt;
  return squares_of_last_year / judged;
}

BacktestScore& BacktestScore::operator+=(const BacktestScore& other) {
  forecasts += other.forecasts;
  within_80 += other.within_80;
  within_95 += other.within_95;
  for (std::size_t i = 0; i < refused.size(); ++i) refused[i] += other.refused[i];
  judged += other.judged;
  squares += other.squares;
  squares_of_last_year += other.squares_of_last_year;
  return *this;
}

BacktestScore backtest(const Backtest& test, std::span<const std::int32_t> horizons) {
  if (!test.commitment.forecast)
    throw std::logic_error{test.commitment.id.text + " declares no forecast to test"};
  BacktestScore score;
  Quantiles quantiles;
  for (const auto& [origin, known] : test.known) {
    for (const auto horizon : horizons) {
      const auto due = origin.plus(horizon);
      const auto* outcome = at(test.outcomes, due);
      if (outcome == nullptr) continue;
      const auto goal = test.goal(origin, due);
      const auto forecast =
          forecast_of(test.commitment, test.indicator, {due, goal.value_or(Decimal{})}, known, quantiles);
      if (forecast.refused()) {
        ++score.refused.at(static_cast<std::size_t>(forecast.refusal));
      } else {
        judge(test, forecast, *outcome, goal, known, score);
      }
    }
  }
  return score;
}

std::span<const std::int32_t> usual_horizons(PeriodKind kind) {
  static constexpr std::array<std::int32_t, 4> days{1, 91, 182, 364};
  static constexpr std::array<std::int32_t, 4> weeks{1, 13, 26, 52};
  static constexpr std::array<std::int32_t, 4> months{1, 3, 6, 12};
  static constexpr std::array<std::int32_t, 3> quarters{1, 2, 4};
  static constexpr std::array<std::int32_t, 2> years{1, 2};
  switch (kind) {
    case PeriodKind::day: return days;
    case PeriodKind::week: return weeks;
    case PeriodKind::month: return months;
    case PeriodKind::quarter: return quarters;
    case PeriodKind::financial_year:
    case PeriodKind::calendar_year: return years;
  }
  return years;
}

}  // namespace waymark::core
