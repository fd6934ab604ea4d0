#include "daemon/present/analysis_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/present/words.hpp"

namespace waymark::present {

namespace {

constexpr std::size_t most_said = 3;  // of the signals in a text alternative; the page lists them all

const core::Indicator& indicator_of(const core::Scoreboard& board, const core::CommitmentResult& result) {
  return board.plan->indicators[board.indicators[result.indicator].indicator];
}

std::string interval(const core::Prediction::Interval& between, const core::Indicator& indicator) {
  return fmt::format("from {} to {}", computed(between.lower, indicator), computed(between.upper, indicator));
}

// `6 quarters`
std::string periods(std::size_t count, core::PeriodKind kind) {
  return plural(count, noun(kind));
}

std::string points_of(const core::Forecast& forecast, core::PeriodKind kind) {
  const auto span = fmt::format("{} to {}", forecast.from->label(), forecast.to->label());
  switch (forecast.method) {
    case core::ForecastMethod::line:
      return fmt::format("A straight line through {}, {}.", plural(forecast.points, "figure"), span);
    case core::ForecastMethod::same_period_last_year:
      return fmt::format(
          "Each {} compared with the same one a year before, {}, {}: seasonal differences, though there are "
          "less "
          "than three full years.",
          noun(kind), plural(forecast.points, "comparison"), span);
    case core::ForecastMethod::seasonal_differences:
      return fmt::format(
          "Seasonal differences: each {} compared with the same one a year before, {}, three full years or "
          "more "
          "({}).",
          noun(kind), plural(forecast.points, "comparison"), span);
  }
  std::abort();
}

std::string cause(core::ControlSignal signal) {
  switch (signal.cause) {
    case core::SpecialCause::none: return "no signal";
    case core::SpecialCause::outside_limits:
      return signal.high ? "above the upper limit" : "below the lower limit";
    case core::SpecialCause::trend:
      return signal.high ? "seven or more figures in a row, each higher"
                         : "seven or more figures in a row, each lower";
    case core::SpecialCause::two_of_three:
      return signal.high ? "two of three figures near the upper limit"
                         : "two of three figures near the lower limit";
    case core::SpecialCause::shift:
      return signal.high ? "seven or more figures in a row above the mean"
                         : "seven or more figures in a row below the mean";
  }
  std::abort();
}

std::string what_it_says(core::Variation variation) {
  switch (variation) {
    case core::Variation::common_cause: return "no signal: it moves as it always has";
    case core::Variation::improvement_high: return "an improvement: it is higher than chance explains";
    case core::Variation::improvement_low: return "an improvement: it is lower than chance explains";
    case core::Variation::concern_high: return "a concern: it is higher than chance explains";
    case core::Variation::concern_low: return "a concern: it is lower than chance explains";
    case core::Variation::neutral_high: return "a change: it is higher than chance explains";
    case core::Variation::neutral_low: return "a change: it is lower than chance explains";
  }
  std::abort();
}

}  // namespace

std::string computed(double value, const core::Indicator& indicator) {
  // Pence say nothing beside thousands of pounds.
  const bool whole = indicator.unit == core::Unit::gbp && std::abs(value) >= 1000;
  const auto decimal = core::Decimal::from_double(value, whole ? std::uint8_t{0} : indicator.decimals);
  return decimal ? core::amount(*decimal, indicator.unit) : fmt::format("{:.6g}", value);
}

std::string chance(double probability) {
  if (probability < 0.01) return "under 1%";
  if (probability > 0.99) return "over 99%";
  return fmt::format("{}%", std::lround(probability * 100));
}

std::string describe_forecast(const core::Scoreboard& board, const core::CommitmentResult& result) {
  const auto& forecast = *result.forecast;
  if (forecast.refused()) return fmt::format("No forecast: {}.", forecast.reason);
  const auto& indicator = indicator_of(board, result);
  auto text = fmt::format("Forecast for {}: {}, with 80% probability {} and with 95% {}.",
                          forecast.due.label(), computed(forecast.prediction.central, indicator),
                          interval(forecast.likely, indicator), interval(forecast.wide, indicator));
  if (forecast.probability) {
    text += fmt::format(" By it the target is met with a probability of {}.", chance(*forecast.probability));
  }
  return text;
}

std::string describe_method(const core::Scoreboard& board, const core::CommitmentResult& result) {
  const auto& forecast = *result.forecast;
  if (forecast.refused()) return {};
  const auto& indicator = indicator_of(board, result);
  auto text = points_of(forecast, indicator.frequency);
  text += fmt::format(" By the median instead of the mean (Theil-Sen) it would be {}.",
                      computed(forecast.robust, indicator));
  const auto p = forecast.trend_p_value < 0.001 ? std::string{"p under 0.001"}
                                                : fmt::format("p = {:.3f}", forecast.trend_p_value);
  text += fmt::format(" That there is a trend at all is {} (Mann-Kendall, {}).",
                      forecast.trend_p_value < 0.05 ? "clear" : "not clear", p);
  return text + " It holds as long as things go on as they did.";
}

std::string describe_acceleration(const core::Scoreboard& board, const core::CommitmentResult& result) {
  if (!result.acceleration || !result.target) return {};
  const auto& needed = *result.acceleration;
  const auto& indicator = indicator_of(board, result);
  const auto goal =
      fmt::format("To meet {} in {}, the {} to come", core::amount(result.target->value, indicator.unit),
                  result.target->period.label(), periods(needed.periods, needed.kind));
  const std::string_view each = needed.periods == 1 ? "" : " each on average";
  if (needed.adds_up) {
    auto text = fmt::format("{} must add {}{}", goal, core::amount(needed.needed, indicator.unit), each);
    if (needed.so_far)
      text += fmt::format("; so far it was {}", core::amount(*needed.so_far, indicator.unit));
    return text + '.';
  }
  const auto change = [&](core::Decimal value) {
    const auto size = core::difference(value, indicator.unit);
    if (value.zero()) return std::string{"nothing"};
    return fmt::format("{} {}", value.mantissa < 0 ? "a fall of" : "a rise of", size);
  };
  auto text = fmt::format("{} must bring {}{}", goal, change(needed.needed), each);
  if (needed.so_far) text += fmt::format("; since the baseline it was {}", change(*needed.so_far));
  return text + '.';
}

std::vector<SignalRun> signals(const core::ControlChart& chart) {
  std::vector<SignalRun> runs;
  std::size_t group = 0;
  for (std::size_t i = 0; i < chart.periods.size(); ++i) {
    const auto& groups = chart.limits.groups;
    const bool starts = group + 1 < groups.size() && groups[group + 1].first == i;
    if (starts) ++group;
    const auto signal = chart.limits.signals[i];
    if (signal.cause == core::SpecialCause::none) continue;
    const bool goes_on = !runs.empty() && !starts && i > 0 && runs.back().last == chart.periods[i - 1] &&
                         runs.back().signal == signal;
    if (goes_on) {
      runs.back().last = chart.periods[i];
    } else {
      runs.push_back({chart.periods[i], chart.periods[i], signal});
    }
  }
  return runs;
}

std::string describe(const SignalRun& run) {
  const auto when = run.first == run.last ? run.first.label()
                                          : fmt::format("{} to {}", run.first.label(), run.last.label());
  return fmt::format("{}: {}", when, cause(run.signal));
}

std::string caveats(const core::ControlChart& chart, const core::Indicator& indicator) {
  std::string text;
  const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
  const auto& group = chart.group();
  if (chart.discrete) {
    add(fmt::format("Each point is what one {} added, not the year to date.", noun(indicator.frequency)));
  }
  if (group.trial()) {
    add(fmt::format("Trial limits: they rest on {}, fewer than {}.", plural(group.baseline, "figure"),
                    core::ControlGroup::enough));
  }
  if (!group.varies)
    add("The figures that the limits come from do not vary, so that nothing is called a signal.");
  return text;
}

std::string describe(const core::ControlChart& chart, const core::Indicator& indicator) {
  const auto& group = chart.group();
  auto text = fmt::format("Control chart of {}, {} to {}: mean {}, limits {} to {}",
                          plural(chart.periods.size(), "figure"), chart.periods.front().label(),
                          chart.periods.back().label(), computed(group.mean, indicator),
                          computed(group.lower, indicator), computed(group.upper, indicator));
  if (chart.limits.groups.size() > 1) text += fmt::format(" since {}", chart.periods[group.first].label());
  text += '.';
  const auto runs = signals(chart);
  const auto shown = std::min(runs.size(), most_said);
  std::vector<std::string> said;
  said.reserve(shown);
  for (auto run = runs.end() - static_cast<std::ptrdiff_t>(shown); run != runs.end(); ++run)
    said.push_back(describe(*run));
  if (said.empty()) {
    text += " No signals.";
  } else if (shown < runs.size()) {
    text += fmt::format(" {} signals, of which the latest: {}.", runs.size(), fmt::join(said, "; "));
  } else {
    text += fmt::format(" {}: {}.", shown == 1 ? "Signal" : "Signals", fmt::join(said, "; "));
  }
  text += fmt::format(" The latest figure, {} in {}, shows {}.",
                      core::amount(chart.values.back(), indicator.unit), chart.periods.back().label(),
                      what_it_says(chart.limits.variation));
  if (chart.target && chart.limits.assurance) {
    text += fmt::format(" Left as it is, it {} {}.", uncapitalised(core::words(*chart.limits.assurance)),
                        core::amount(*chart.target, indicator.unit));
  }
  return text;
}

}  // namespace waymark::present
