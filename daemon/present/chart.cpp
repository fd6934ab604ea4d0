#include "daemon/present/chart.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/core/evaluate.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/words.hpp"

namespace waymark::present {

namespace {

constexpr std::uint8_t drawn_decimals = 6;
constexpr std::int32_t most_points = 120;  // of a trajectory; a straight line needs no more
constexpr std::size_t most_listed = 4;     // figures said one by one

std::string said(core::Decimal value, core::Period period, core::Unit unit) {
  return fmt::format("{} in {}", core::amount(value, unit), period.label());
}

std::size_t gaps(std::span<const core::Figure> figures) {
  const auto periods = figures.back().period.ordinal() - figures.front().period.ordinal() + 1;
  return static_cast<std::size_t>(periods) - figures.size();
}

std::string said(std::span<const core::Figure> figures, core::Unit unit) {
  if (figures.empty()) return "No figure yet.";
  std::string text;
  if (figures.size() <= most_listed) {
    std::vector<std::string> items;
    items.reserve(figures.size());
    for (const auto& f : figures) items.push_back(said(f.value, f.period, unit));
    text = join(items);
  } else {
    const auto by_value = [](const core::Figure& a, const core::Figure& b) { return a.value < b.value; };
    const auto lowest = std::ranges::min_element(figures, by_value);
    const auto highest = std::ranges::max_element(figures, by_value);
    text =
        fmt::format("{} figures, from {} to {}; lowest {}, highest {}", figures.size(),
                    said(figures.front().value, figures.front().period, unit),
                    said(figures.back().value, figures.back().period, unit),
                    said(lowest->value, lowest->period, unit), said(highest->value, highest->period, unit));
  }
  if (const auto missing = gaps(figures); missing > 0)
    text += fmt::format("; no figure for {}", plural(missing, "period"));
  return text + '.';
}

}  // namespace

Chart chart_of(const core::Indicator& indicator, std::span<const core::Figure> figures) {
  Chart chart;
  chart.title = indicator.title;
  chart.unit = indicator.unit;
  chart.actual.assign(figures.begin(), figures.end());
  return chart;
}

Chart chart_of(const core::Commitment& commitment, const core::Indicator& indicator,
               std::span<const core::Figure> figures, std::chrono::sys_days as_of) {
  auto chart = chart_of(indicator, figures);
  if (const auto* band = std::get_if<core::BandTolerance>(&commitment.tolerance)) {
    chart.band = {band->low, band->high};
    return chart;
  }
  if (indicator.polarity == core::Polarity::neutral) return chart;
  chart.target = commitment.target_on(as_of);
  chart.example_target = commitment.example_target;
  if (!chart.target) return chart;
  if (commitment.target && (commitment.target->value != chart.target->value ||
                            commitment.target->period != chart.target->period)) {
    chart.original = commitment.target;
  }
  chart.stairs = commitment.trajectory.shape == core::TrajectoryShape::step ||
                 (commitment.trajectory.shape == core::TrajectoryShape::milestones &&
                  !commitment.trajectory.interpolate);

  const auto due = chart.target->period;
  const auto first = commitment.baseline ? std::min(due, commitment.baseline->period)
                     : figures.empty()   ? due
                                         : std::min(due, figures.front().period);
  const auto stride = std::max(1, (due.ordinal() - first.ordinal() + 1) / most_points);
  if (!figures.empty()) chart.expected = core::expected_beside(commitment, figures.back(), as_of);
  for (auto ordinal = first.ordinal();; ordinal = std::min(ordinal + stride, due.ordinal())) {
    const core::Period period{due.kind(), ordinal};
    if (const auto value = core::expected(commitment, period, as_of, drawn_decimals)) {
      chart.trajectory.push_back({period, *value});
    }
    if (ordinal >= due.ordinal()) break;
  }
  return chart;
}

Chart with_forecast(Chart chart, const core::Scoreboard& board, const core::CommitmentResult& result) {
  if (!result.forecast) return chart;
  const auto& forecast = *result.forecast;
  chart.forecast_words = describe_forecast(board, result);
  if (!forecast.refused()) {
    chart.forecast = {forecast.due, forecast.prediction.central, forecast.likely, forecast.wide};
  }
  return chart;
}

std::string text_alternative(const Chart& chart) {
  auto text = said(chart.actual, chart.unit);
  if (chart.expected) {
    text += fmt::format(" Expected for {}: {}.", chart.actual.back().period.label(),
                        core::amount(*chart.expected, chart.unit));
  }
  if (chart.band) {
    text += fmt::format(" Aimed for: {} to {}.", core::amount(chart.band->first, chart.unit),
                        core::amount(chart.band->second, chart.unit));
  }
  if (chart.target) {
    text += fmt::format(" Target: {} for {}{}.", core::amount(chart.target->value, chart.unit),
                        chart.target->period.label(), chart.example_target ? " (example target)" : "");
  }
  if (chart.original) {
    text += fmt::format(" Target as first agreed: {} for {}.",
                        core::amount(chart.original->value, chart.unit), chart.original->period.label());
  }
  if (!chart.forecast_words.empty()) text += ' ' + chart.forecast_words;
  return text;
}

}  // namespace waymark::present
