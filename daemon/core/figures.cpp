#include <algorithm>
#include <set>
#include <stdexcept>

#include "daemon/core/combine.hpp"
#include "daemon/core/evaluate.hpp"
#include "daemon/core/figure_reader.hpp"

namespace waymark::core {
namespace {

void add_sources(std::set<SeriesKey>& keys, const Plan& plan, const IndicatorIndex& index,
                 const IndicatorId& id, const Scope& scope, int depth) {
  if (depth > deepest_formula) throw std::logic_error{"the formula of " + id.text + " refers to itself"};
  const auto position = index.find(id);
  if (!position) return;
  const auto& indicator = plan.indicators[*position];
  const auto follow = [&](const IndicatorId& operand, const Scope& at) {
    add_sources(keys, plan, index, operand, at, depth + 1);
  };
  if (const auto children = rolled_up_from(indicator, scope); !children.empty()) {
    for (const auto& child : children) follow(id, child);
  } else if (const auto* ratio = std::get_if<FromRatio>(&indicator.formula)) {
    follow(ratio->numerator, scope);
    follow(ratio->denominator, scope);
  } else if (const auto* sum = std::get_if<FromSum>(&indicator.formula)) {
    for (const auto& term : sum->terms) follow(term, scope);
  } else if (const auto* coarser = std::get_if<FromCoarser>(&indicator.formula)) {
    follow(coarser->finer, scope);
  } else {
    keys.insert({plan.authority, id, scope});
  }
}

// A figure of a measure that starts again each 1 April needs its predecessor unless it is the first.
bool first_of_year(Period period) {
  if (period.ordinal() == 0) return true;
  const auto year = [](Period p) { return Period::containing(PeriodKind::financial_year, p.last_day()); };
  return year(period) != year(period.plus(-1));
}

}  // namespace

std::optional<Figure> figure_of(const Indicator& indicator, const Observation& observation) {
  Figure figure{.period = observation.period,
                .parts = observation.parts,
                .flag = observation.flag,
                .recorded = observation.recorded,
                .run = observation.run,
                .revisions = observation.revisions};
  if (observation.value) {
    figure.value = *observation.value;
    return figure;
  }
  if (!observation.parts) return std::nullopt;
  const auto value = ratio(*observation.parts, indicator);
  if (!value) return std::nullopt;
  figure.value = *value;
  figure.computed = true;
  return figure;
}

Figures figures(const Plan& plan, const History& history, const IndicatorId& indicator, const Scope& scope) {
  const IndicatorIndex index{plan};
  FigureReader reader{plan, index, history, std::nullopt};
  return reader.read(indicator, scope);
}

std::vector<SeriesKey> sources(const Plan& plan, const IndicatorId& indicator, const Scope& scope) {
  std::set<SeriesKey> keys;
  add_sources(keys, plan, IndicatorIndex{plan}, indicator, scope, 0);
  return {keys.begin(), keys.end()};
}

std::optional<Decimal> discrete_value(const Figure& cumulative, const Figure* predecessor) {
  if (first_of_year(cumulative.period)) return cumulative.value;
  if (predecessor == nullptr || predecessor->period != cumulative.period.plus(-1)) return std::nullopt;
  return subtract(cumulative.value, predecessor->value);
}

std::vector<Figure> discrete(const std::vector<Figure>& cumulative) {
  std::vector<Figure> figures;
  const Figure* before = nullptr;
  for (const auto& figure : cumulative) {
    if (const auto value = discrete_value(figure, before)) {
      auto own = figure;
      own.value = *value;
      own.parts.reset();
      own.computed = true;
      figures.push_back(own);
    }
    before = &figure;
  }
  return figures;
}

}  // namespace waymark::core
