#include "daemon/core/forecast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "daemon/core/regression.hpp"
#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

using Dated = std::span<const DatedNumber>;

std::string decimal(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

// From the latest split on, then by window and start.
Dated window_of(Dated figures, const ForecastRules& rules) {
  const auto from = [&](auto first) {
    const auto begin = std::ranges::find_if(figures, first);
    figures = figures.subspan(static_cast<std::size_t>(begin - figures.begin()));
  };
  for (const auto split : rules.splits) {
    const auto after = [&](const DatedNumber& figure) { return figure.period.first_day() >= split; };
    if (std::ranges::any_of(figures, after)) from(after);
  }
  if (rules.since) from([&](const DatedNumber& figure) { return figure.period >= *rules.since; });
  if (rules.window > 0 && figures.size() > rules.window) figures = figures.last(rules.window);
  return figures;
}

void refuse(Forecast& forecast, Refusal refusal, std::string reason) {
  forecast.refusal = refusal;
  forecast.reason = std::move(reason);
}

std::string too_few(std::size_t count, std::string_view what, const Forecast& forecast) {
  auto reason = std::to_string(count) + ' ' + std::string{what} + (count == 1 ? "" : "s");
  if (forecast.from) reason += " from " + forecast.from->label() + " on";
  return reason + (count == 1 ? " is" : " are") + " fewer than the " + std::to_string(Forecast::fewest) +
         " that a forecast takes";
}

bool shape_is_wrong(Forecast& forecast, std::span<const double> residuals) {
  forecast.runs_p_value = runs_p_value(residuals);
  return forecast.runs_p_value < Forecast::runs_level;
}

void along_a_line(Forecast& forecast, Dated figures, const ForecastTask& task, bool robustly) {
  const auto count = figures.size();
  forecast.points = static_cast<std::uint32_t>(count);
  if (count < Forecast::fewest) return refuse(forecast, Refusal::too_few, too_few(count, "figure", forecast));
  std::vector<double> numbers(3 * count);
  const auto x = std::span{numbers}.first(count);
  const auto y = std::span{numbers}.subspan(count, count);
  const auto residuals = std::span{numbers}.last(count);
  const auto origin = figures.front().period.ordinal();
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = figures[i].period.ordinal() - origin;
    y[i] = figures[i].value;
  }
  const auto line = *least_squares(x, y);
  for (std::size_t i = 0; i < count; ++i) residuals[i] = y[i] - line.at(x[i]);
  if (shape_is_wrong(forecast, residuals)) {
    auto reason = "the figures keep to one side of a straight line for too long (runs test, p = " +
                  decimal(forecast.runs_p_value) + ')';
    return refuse(forecast, Refusal::not_a_line, std::move(reason));
  }
  std::vector<double> ahead;
  for (auto period = task.first; period <= task.due; period = period.plus(1))
    ahead.push_back(period.ordinal() - origin);
  forecast.prediction = predict(line, ahead);
  if (!robustly) return;
  const auto robust = theil_sen(x, y);
  for (const double at : ahead) forecast.robust += robust.intercept + robust.slope * at;
  forecast.trend_p_value = mann_kendall(y).p_value;
}

// The test of each season's own figures, added up (Hirsch, Slack and Smith, 1982).
double seasonal_trend(Dated figures, std::int32_t season) {
  double s = 0;
  double variance = 0;
  std::vector<double> own;
  for (std::int32_t position = 0; position < season; ++position) {
    own.clear();
    for (const auto& figure : figures) {
      if (figure.period.ordinal() % season == position) own.push_back(figure.value);
    }
    if (own.size() < 2) continue;
    const auto test = mann_kendall(own);
    s += test.s;
    variance += test.variance;
  }
  if (s == 0 || variance <= 0) return 1;
  return std::erfc((std::abs(s) - 1) / std::sqrt(variance) / std::sqrt(2.0));
}

const DatedNumber* at(Dated figures, Period period) {
  const auto found = std::ranges::lower_bound(figures, period, {}, &DatedNumber::period);
  return found == figures.end() || found->period != period ? nullptr : &*found;
}

// The value a whole number of years before, and how many.
struct Anchor {
  double value = 0;
  std::uint32_t years = 0;
};
std::optional<Anchor> anchor_of(Dated figures, Period period) {
  for (std::uint32_t years = 1; period > figures.front().period; ++years) {
    period = period.year_before();
    if (const auto* figure = at(figures, period)) return Anchor{figure->value, years};
  }
  return std::nullopt;
}

void by_season(Forecast& forecast, Dated figures, const ForecastTask& task) {
  const auto season = task.due.ordinal() - task.due.year_before().ordinal();
  const auto length = figures.back().period.ordinal() - figures.front().period.ordinal() + 1;
  forecast.method =
      length >= 3 * season ? ForecastMethod::seasonal_differences : ForecastMethod::same_period_last_year;
  std::vector<double> changes;
  for (const auto& figure : figures) {
    if (const auto* before = at(figures, figure.period.year_before()))
      changes.push_back(figure.value - before->value);
  }
  const auto count = changes.size();
  forecast.points = static_cast<std::uint32_t>(count);
  if (count < Forecast::fewest) {
    constexpr std::string_view what = "comparison with the same period a year before";
    auto reason = count == 1
                      ? too_few(count, what, forecast)
                      : std::to_string(count) + " comparisons with the same period a year before from " +
                            forecast.from->label() + " on are fewer than the " +
                            std::to_string(Forecast::fewest) + " that a forecast takes";
    return refuse(forecast, Refusal::too_few, std::move(reason));
  }

  const auto n = static_cast<double>(count);
  double mean = 0;
  for (const double change : changes) mean += change;
  mean /= n;
  std::vector<double> residuals(changes);
  double squares = 0;
  for (auto& residual : residuals) {
    residual -= mean;
    squares += residual * residual;
  }
  if (shape_is_wrong(forecast, residuals)) {
    return refuse(
        forecast, Refusal::not_a_line,
        "the change from a year before is not steady: it keeps to one side of its mean for too long "
        "(runs test, p = " +
            decimal(forecast.runs_p_value) + ')');
  }
  double central = 0;
  double years = 0;
  for (auto period = task.first; period <= task.due; period = period.plus(1)) {
    const auto anchor = anchor_of(figures, period);
    if (!anchor) {
      return refuse(forecast, Refusal::too_few,
                    "there is no figure of an earlier year for " + period.label());
    }
    central += anchor->value;
    years += anchor->years;
  }
  // Each year ahead adds a change of its own; the error of their mean is common to all of them.
  forecast.prediction = {central + years * mean,
                         std::sqrt(squares / (n - 1)) * std::sqrt(years + years * years / n), n - 1};
  forecast.robust = central + years * median(changes);
  forecast.trend_p_value = seasonal_trend(figures, season);
}

}  // namespace

Quantiles::Pair Quantiles::of(double degrees_of_freedom) {
  if (degrees_of_freedom != degrees_of_freedom_) {
    degrees_of_freedom_ = degrees_of_freedom;
    last_ = {student_t(0.80, degrees_of_freedom), student_t(0.95, degrees_of_freedom)};
  }
  return last_;
}

Forecast forecast(std::span<const DatedNumber> figures, const ForecastTask& task, const ForecastRules& rules,
                  Quantiles& quantiles) {
  Forecast result{.due = task.due};
  if (task.first > task.due || (!figures.empty() && figures.back().period >= task.due)) {
    refuse(result, Refusal::reported, task.due.label() + " has been reported");
    return result;
  }
  figures = window_of(figures, rules);
  if (!figures.empty()) {
    result.from = figures.front().period;
    result.to = figures.back().period;
  }
  const auto broken = std::find_if(figures.begin() + (figures.empty() ? 0 : 1), figures.end(),
                                   [](const DatedNumber& figure) { return figure.breaks; });
  if (broken != figures.end()) {
    refuse(result, Refusal::break_in_series,
           "the series breaks at " + broken->period.label() + ", and no rebase date splits it there");
  } else if (rules.seasonal && !figures.empty() && task.due.year_before() < task.due.plus(-1)) {
    by_season(result, figures, task);
  } else {
    along_a_line(result, figures, task, rules.robust);
  }
  if (result.refused()) return result;
  result.prediction.central += task.known;
  result.robust += task.known;
  const auto [likely, wide] = quantiles.of(result.prediction.degrees_of_freedom);
  result.likely = result.prediction.interval(likely);
  result.wide = result.prediction.interval(wide);
  return result;
}

Forecast forecast(std::span<const DatedNumber> figures, const ForecastTask& task,
                  const ForecastRules& rules) {
  Quantiles quantiles;
  return forecast(figures, task, rules, quantiles);
}

std::string_view word(ForecastMethod method) {
  static constexpr Words<ForecastMethod, 3> all{
      {{ForecastMethod::line, "line"},
       {ForecastMethod::same_period_last_year, "same_period_last_year"},
       {ForecastMethod::seasonal_differences, "seasonal_differences"}}};
  return word_of(all, method);
}

Outlook outlook(double probability) {
  if (probability >= 0.8) return Outlook::likely;
  return probability <= 0.2 ? Outlook::unlikely : Outlook::uncertain;
}

std::string_view word(Outlook outlook) {
  static constexpr Words<Outlook, 3> all{
      {{Outlook::likely, "likely"}, {Outlook::uncertain, "uncertain"}, {Outlook::unlikely, "unlikely"}}};
  return word_of(all, outlook);
}

std::string_view words(Outlook outlook) {
  static constexpr Words<Outlook, 3> all{{{Outlook::likely, "Likely to be met"},
                                          {Outlook::uncertain, "Uncertain to be met"},
                                          {Outlook::unlikely, "Unlikely to be met"}}};
  return word_of(all, outlook);
}

std::string_view word(Refusal refusal) {
  static constexpr Words<Refusal, 5> all{{{Refusal::none, "none"},
                                          {Refusal::reported, "reported"},
                                          {Refusal::too_few, "too_few"},
                                          {Refusal::break_in_series, "break_in_series"},
                                          {Refusal::not_a_line, "not_a_line"}}};
  return word_of(all, refusal);
}

}  // namespace waymark::core
