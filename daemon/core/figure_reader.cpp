#include "daemon/core/figure_reader.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "daemon/core/combine.hpp"

namespace waymark::core {
namespace {

std::string place(const Scope& scope) {
  return scope.whole() ? "the whole council" : scope.path;
}

Figures failed(std::string problem) {
  return {.figures = {}, .problem = std::move(problem)};
}

// Period by period over several lists; a list without a figure for a period leaves the result partial.
Figures merge(const std::vector<const Figures*>& lists, Combination how, const Indicator& result) {
  std::map<Period, Parts> periods;
  for (const auto* list : lists) {
    for (const auto& figure : list->figures) {
      auto& parts = periods.try_emplace(figure.period, Parts{figure.period, {}, {0, 0}}).first->second;
      parts.figures.push_back(&figure);
      parts.coverage.have += figure.coverage.have;
      parts.coverage.of += figure.coverage.of;
    }
  }
  Figures merged;
  for (auto& [period, parts] : periods) {
    parts.coverage.of += static_cast<std::uint32_t>(lists.size() - parts.figures.size());
    auto figure = combine(how, parts, result);
    if (!figure) return failed(figure.error());
    if (*figure) merged.figures.push_back(**figure);
  }
  if (merged.figures.empty()) {
    const auto with_problem =
        std::ranges::find_if(lists, [](const auto* list) { return !list->problem.empty(); });
    if (with_problem != lists.end()) merged.problem = (*with_problem)->problem;
  }
  return merged;
}

const Figure* without_parts(const Figures& figures) {
  const auto found = std::ranges::find_if(figures.figures, [](const Figure& f) { return !f.parts; });
  return found == figures.figures.end() ? nullptr : &*found;
}

std::chrono::sys_days middle(Period period) {
  return period.first_day() + (period.last_day() - period.first_day()) / 2;
}

// The periods of a finer kind within a coarser one. A week lies where its Thursday lies, as ISO 8601 has it.
std::uint32_t sub_periods(Period coarse, PeriodKind finer) {
  auto first = Period::containing(finer, coarse.first_day());
  if (middle(first) < coarse.first_day()) first = first.plus(1);
  auto last = Period::containing(finer, coarse.last_day());
  if (middle(last) > coarse.last_day()) last = last.plus(-1);
  return static_cast<std::uint32_t>(last.ordinal() - first.ordinal() + 1);
}

bool last_of(Period coarse, Period fine) {
  return middle(fine.plus(1)) > coarse.last_day();
}

bool longer(PeriodKind coarse, PeriodKind fine) {
  const auto rank = [](PeriodKind kind) {
    return kind == PeriodKind::calendar_year ? PeriodKind::financial_year : kind;
  };
  return rank(coarse) > rank(fine);
}

}  // namespace

IndicatorIndex::IndicatorIndex(const Plan& plan) {
  positions_.reserve(plan.indicators.size());
  for (std::uint32_t i = 0; i < plan.indicators.size(); ++i)
    positions_.emplace(plan.indicators[i].id.text, i);
}

std::optional<std::uint32_t> IndicatorIndex::find(const IndicatorId& id) const {
  const auto found = positions_.find(id.text);
  if (found == positions_.end()) return std::nullopt;
  return found->second;
}

std::vector<Scope> rolled_up_from(const Indicator& indicator, const Scope& scope) {
  if (!indicator.roll_up || std::ranges::find(indicator.scopes, scope) != indicator.scopes.end()) return {};
  std::vector<Scope> children;
  for (const auto& reported : indicator.scopes) {
    if (scope.contains(reported)) children.push_back(reported);
  }
  std::ranges::sort(children);
  std::vector<Scope> outermost;
  for (const auto& child : children) {
    if (std::ranges::none_of(children, [&](const Scope& other) { return other.contains(child); })) {
      outermost.push_back(child);
    }
  }
  return outermost;
}

const Figures& FigureReader::read(const IndicatorId& indicator, const Scope& scope) {
  SeriesKey key{plan_.authority, indicator, scope};
  if (const auto known = computed_.find(key); known != computed_.end()) return known->second;
  if (depth_ >= deepest_formula)
    throw std::logic_error{"the formula of " + indicator.text + " refers to itself"};
  ++depth_;
  const auto position = index_.find(indicator);
  Figures figures = position ? compute(plan_.indicators[*position], scope)
                             : failed("there is no indicator " + indicator.text + " in the plan");
  --depth_;
  return computed_.emplace(std::move(key), std::move(figures)).first->second;
}

Figures FigureReader::compute(const Indicator& indicator, const Scope& scope) {
  if (const auto children = rolled_up_from(indicator, scope); !children.empty())
    return roll_up(indicator, children);
  if (const auto* formula = std::get_if<FromRatio>(&indicator.formula))
    return ratio_of(indicator, *formula, scope);
  if (const auto* formula = std::get_if<FromSum>(&indicator.formula))
    return sum_of(indicator, *formula, scope);
  if (const auto* formula = std::get_if<FromCoarser>(&indicator.formula))
    return coarser_of(indicator, *formula, scope);
  return stored(indicator, scope);
}

Figures FigureReader::stored(const Indicator& indicator, const Scope& scope) const {
  const auto* series = history_.find({plan_.authority, indicator.id, scope});
  if (series == nullptr) {
    if (std::ranges::find(indicator.scopes, scope) != indicator.scopes.end()) return {};
    return failed(indicator.id.text + " is not reported for " + place(scope));
  }
  Figures all;
  all.figures.reserve(series->observations.size());
  for (const auto& observation : series->observations) {
    if (days_ && !observation.period.begun_by(days_->begun)) break;
    if (auto figure = figure_of(indicator, observation)) all.figures.push_back(*figure);
  }
  return all;
}

bool FigureReader::known_ahead(const IndicatorId& indicator) const {
  const auto position = index_.find(indicator);
  return position && plan_.indicators[*position].ahead;
}

void FigureReader::drop_unfinished(Figures& figures) const {
  if (!days_) return;
  std::erase_if(figures.figures, [&](const Figure& figure) { return !figure.period.ended_by(days_->as_of); });
}

Figures FigureReader::roll_up(const Indicator& indicator, const std::vector<Scope>& children) {
  std::vector<const Figures*> lists;
  for (const auto& child : children) {
    const auto& figures = read(indicator.id, child);
    const auto* missing = indicator.aggregation == Aggregation::ratio ? without_parts(figures) : nullptr;
    if (missing != nullptr) {
      return failed(indicator.id.text + " cannot be rolled up: " + place(child) + ' ' +
                    missing->period.label() + " has no numerator");
    }
    lists.push_back(&figures);
  }
  return merge(lists, over_scopes(indicator.aggregation), indicator);
}

Figures FigureReader::ratio_of(const Indicator& indicator, const FromRatio& formula, const Scope& scope) {
  const auto& numerators = read(formula.numerator, scope);
  const auto& denominators = read(formula.denominator, scope);
  Figures ratios;
  for (const auto& numerator : numerators.figures) {
    const auto denominator =
        std::ranges::lower_bound(denominators.figures, numerator.period, {}, &Figure::period);
    if (denominator == denominators.figures.end() || denominator->period != numerator.period) continue;
    auto figure = divide(numerator, *denominator, indicator);
    if (!figure) return failed(figure.error());
    if (*figure) ratios.figures.push_back(**figure);
  }
  if (known_ahead(formula.numerator) != known_ahead(formula.denominator)) drop_unfinished(ratios);
  if (ratios.figures.empty()) {
    ratios.problem = numerators.problem.empty() ? denominators.problem : numerators.problem;
  }
  return ratios;
}

Figures FigureReader::sum_of(const Indicator& indicator, const FromSum& formula, const Scope& scope) {
  std::vector<const Figures*> lists;
  lists.reserve(formula.terms.size());
  for (const auto& term : formula.terms) lists.push_back(&read(term, scope));
  auto sums = merge(lists, Combination::sum, indicator);
  const auto ahead =
      std::ranges::count_if(formula.terms, [&](const auto& term) { return known_ahead(term); });
  if (ahead > 0 && static_cast<std::size_t>(ahead) < formula.terms.size()) drop_unfinished(sums);
  return sums;
}

Figures FigureReader::coarser_of(const Indicator& indicator, const FromCoarser& formula, const Scope& scope) {
  const auto& finer = read(formula.finer, scope);
  const auto position = index_.find(formula.finer);
  if (!position || finer.figures.empty()) return failed(finer.problem);
  const auto& source = plan_.indicators[*position];
  if (!longer(indicator.frequency, source.frequency)) {
    return failed(indicator.id.text + " cannot be computed: its periods are no longer than those of " +
                  source.id.text);
  }
  if (source.aggregation == Aggregation::cumulative && indicator.frequency == PeriodKind::calendar_year) {
    return failed(indicator.id.text + " cannot be computed: " + source.id.text +
                  " starts again each 1 April");
  }
  const auto how = over_time(source.aggregation);
  if (const auto* missing = how == Combination::ratio ? without_parts(finer) : nullptr; missing != nullptr) {
    return failed(indicator.id.text + " cannot be computed: " + source.id.text + ' ' +
                  missing->period.label() + " has no numerator");
  }

  Figures coarser;
  for (auto at = finer.figures.begin(); at != finer.figures.end();) {
    const auto period = Period::containing(indicator.frequency, middle(at->period));
    Parts parts{period, {}, {0, 0}};
    for (; at != finer.figures.end() && Period::containing(indicator.frequency, middle(at->period)) == period;
         ++at) {
      parts.figures.push_back(&*at);
      parts.coverage.have += at->coverage.have;
      parts.coverage.of += at->coverage.of;
    }
    if (days_ && period.last_day() > days_->as_of) continue;
    parts.coverage.of +=
        sub_periods(period, source.frequency) - static_cast<std::uint32_t>(parts.figures.size());
    const auto& last = *parts.figures.back();
    if (how == Combination::last && last_of(period, last.period)) parts.coverage = last.coverage;
    auto figure = combine(how, parts, indicator);
    if (!figure) return failed(figure.error());
    if (*figure) coarser.figures.push_back(**figure);
  }
  return coarser;
}

}  // namespace waymark::core
