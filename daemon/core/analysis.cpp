#include "daemon/core/analysis.hpp"

#include <algorithm>

namespace waymark::core {
namespace {

// Reported, complete, and what each period added of a measure that starts again each April.
std::vector<Figure> comparable(const Indicator& indicator, const std::vector<Figure>& figures) {
  std::vector<Figure> chosen;
  chosen.reserve(figures.size());
  for (const auto& figure : figures) {
    if (figure.flag != Flag::forecast && !figure.coverage.partial()) chosen.push_back(figure);
  }
  return indicator.aggregation == Aggregation::cumulative ? discrete(chosen) : chosen;
}

Period first_of_year(Period period) {
  const auto year = Period::containing(PeriodKind::financial_year, period.last_day());
  return Period::containing(period.kind(), year.first_day());
}

bool judged(Polarity polarity) {
  return polarity == Polarity::higher || polarity == Polarity::lower;
}

// That the value will be where the promise wants it.
std::optional<double> probability(const Commitment& commitment, Polarity polarity, const DatedValue& target,
                                  const Prediction& prediction) {
  switch (polarity) {
    case Polarity::higher: return 1 - prediction.probability_at_most(target.value.number());
    case Polarity::lower: return prediction.probability_at_most(target.value.number());
    case Polarity::range:
      if (const auto* band = std::get_if<BandTolerance>(&commitment.tolerance)) {
        return prediction.probability_at_most(band->high.number()) -
               prediction.probability_at_most(band->low.number());
      }
      return std::nullopt;
    case Polarity::neutral: return std::nullopt;
  }
  return std::nullopt;
}

constexpr std::uint8_t pence = 2;

std::uint8_t finer(const Indicator& indicator, Decimal target, Decimal latest) {
  const auto most = std::max({indicator.decimals, target.scale, latest.scale});
  if (indicator.unit == Unit::gbp) return std::min(most, pence);
  return static_cast<std::uint8_t>(std::min(most + 1, 9));
}

std::optional<Decimal> each_of(std::optional<Decimal> total, std::int32_t count, std::uint8_t digits) {
  if (!total || count <= 0) return std::nullopt;
  const auto each = Decimal::quotient(*total, {count, 0}, 0, digits);
  // Pence say nothing beside thousands of pounds; of other units, thousands need no digits either.
  return each && each->magnitude() >= Decimal{1000, 0} ? each->rounded(0) : each;
}

// Parts of the due period, or of the year it is in, that have been reported, in order.
struct Progress {
  Decimal sum;
  Period last;
  Period end;  // the last one there will be
  std::int32_t reported = 0;
};

std::optional<Progress> of_year_to_date(const Figure& latest, Period due) {
  if (first_of_year(latest.period) != first_of_year(due))
    return Progress{{}, first_of_year(due).plus(-1), due};
  const auto reported = latest.period.ordinal() - first_of_year(due).ordinal() + 1;
  return Progress{latest.value, latest.period, due, reported};
}

// What the due period is summed from.
std::optional<Progress> of_finer(const Plan& plan, const IndicatorIndex& index, const FromCoarser& formula,
                                 const Scope& scope, Period due, FigureReader& reader) {
  const auto position = index.find(formula.finer);
  if (!position || plan.indicators[*position].aggregation != Aggregation::flow) return std::nullopt;
  const auto kind = plan.indicators[*position].frequency;
  const auto first = Period::containing(kind, due.first_day());
  Progress progress{{}, first.plus(-1), Period::containing(kind, due.last_day())};
  for (const auto& figure : reader.read(formula.finer, scope).figures) {
    if (figure.period < first || figure.period > progress.end || figure.flag == Flag::forecast) continue;
    // A gap would be taken for nothing spent.
    if (figure.period != progress.last.plus(1) || figure.coverage.partial()) return std::nullopt;
    const auto sum = add(progress.sum, figure.value);
    if (!sum) return std::nullopt;
    progress.sum = *sum;
    progress.last = figure.period;
    ++progress.reported;
  }
  return progress;
}

}  // namespace

std::shared_ptr<const ControlChart> control_chart(const SpcDeclaration& declared, const Indicator& indicator,
                                                  const std::vector<Figure>& figures) {
  const auto points = comparable(indicator, figures);
  if (points.empty()) return nullptr;
  auto chart = std::make_shared<ControlChart>();
  chart->target = declared.target;
  chart->discrete = indicator.aggregation == Aggregation::cumulative;
  std::vector<double> values;
  std::vector<std::size_t> starts;
  values.reserve(points.size());
  auto next = declared.rebases.begin();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto passed = std::ranges::find_if(
        next, declared.rebases.end(), [&](const Rebase& r) { return r.date > points[i].period.first_day(); });
    if (passed != next && i > 0) {
      starts.push_back(i);
      chart->rebases.push_back(*(passed - 1));
    }
    next = passed;
    chart->periods.push_back(points[i].period);
    chart->values.push_back(points[i].value);
    values.push_back(points[i].value.number());
  }
  ControlRules rules{.polarity = indicator.polarity,
                     .screening = declared.screening,
                     .fixed_baseline = declared.baseline,
                     .starts = starts};
  if (declared.target) rules.target = declared.target->number();
  chart->limits = control_limits(values, rules);
  return chart;
}

Forecast forecast_of(const Commitment& commitment, const Indicator& indicator, const DatedValue& target,
                     const std::vector<Figure>& figures, Quantiles& quantiles) {
  std::vector<DatedNumber> numbers;
  for (const auto& figure : comparable(indicator, figures)) {
    numbers.push_back({figure.period, figure.value.number(), figure.flag == Flag::break_in_series});
  }
  ForecastTask task{target.period, target.period};
  if (indicator.aggregation == Aggregation::cumulative) {
    task.first = first_of_year(target.period);
    for (const auto& figure : figures) {
      if (figure.flag == Flag::forecast || figure.period < task.first || figure.period > target.period)
        continue;
      task.known = figure.value.number();
      task.first = figure.period.plus(1);
    }
  }
  std::vector<std::chrono::sys_days> splits;
  if (const auto* declared = indicator.spc_at(commitment.scope)) {
    for (const auto& rebase : declared->rebases) splits.push_back(rebase.date);
  }
  const auto& declared = *commitment.forecast;
  auto result = forecast(
      numbers, task,
      {.seasonal = declared.seasonal, .window = declared.window, .since = declared.since, .splits = splits},
      quantiles);
  if (!result.refused()) {
    result.probability = probability(commitment, indicator.polarity, target, result.prediction);
  }
  return result;
}

std::optional<Acceleration> acceleration(const Commitment& commitment, const Plan& plan,
                                         const IndicatorIndex& index, const Indicator& indicator,
                                         const Figure& latest, std::chrono::sys_days as_of,
                                         FigureReader& reader) {
  const auto target = commitment.target_on(as_of);
  if (!target || !judged(indicator.polarity) || latest.period >= target->period) return std::nullopt;
  const auto digits = finer(indicator, target->value, latest.value);

  std::optional<Progress> progress;
  if (indicator.aggregation == Aggregation::cumulative) {
    progress = of_year_to_date(latest, target->period);
  } else if (const auto* formula = std::get_if<FromCoarser>(&indicator.formula)) {
    progress = of_finer(plan, index, *formula, commitment.scope, target->period, reader);
  }
  if (progress) {
    const auto left = progress->end.ordinal() - progress->last.ordinal();
    const auto needed = each_of(subtract(target->value, progress->sum), left, digits);
    if (!needed || needed->mantissa <= 0) return std::nullopt;
    return Acceleration{.needed = *needed,
                        .so_far = each_of(progress->sum, progress->reported, digits),
                        .periods = static_cast<std::uint32_t>(left),
                        .kind = progress->end.kind(),
                        .adds_up = true};
  }

  const bool met =
      indicator.polarity == Polarity::higher ? latest.value >= target->value : latest.value <= target->value;
  const auto left = target->period.ordinal() - latest.period.ordinal();
  const auto needed = each_of(subtract(target->value, latest.value), left, digits);
  if (met || !needed) return std::nullopt;
  Acceleration result{
      .needed = *needed, .periods = static_cast<std::uint32_t>(left), .kind = latest.period.kind()};
  if (commitment.baseline) {
    result.so_far = each_of(subtract(latest.value, commitment.baseline->value),
                            latest.period.ordinal() - commitment.baseline->period.ordinal(), digits);
  }
  return result;
}

}  // namespace waymark::core
