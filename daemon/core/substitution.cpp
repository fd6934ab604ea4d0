#include <algorithm>

#include "daemon/core/amount.hpp"
#include "daemon/core/evaluation.hpp"

namespace waymark::core {
namespace {

const Figure* at(const Figures& figures, Period period) {
  const auto found = std::ranges::lower_bound(figures.figures, period, {}, &Figure::period);
  return found != figures.figures.end() && found->period == period && found->flag != Flag::forecast ? &*found
                                                                                                    : nullptr;
}

// The periods that all have reported, ascending.
std::vector<Period> common_periods(const std::vector<const Figures*>& all) {
  std::vector<Period> common;
  for (const auto& figure : all.front()->figures) {
    if (std::ranges::all_of(all,
                            [&](const auto* figures) { return at(*figures, figure.period) != nullptr; })) {
      common.push_back(figure.period);
    }
  }
  return common;
}

// All of one unit, and of one polarity when that is asked for.
bool alike(const std::vector<const Indicator*>& indicators, auto property) {
  return std::ranges::all_of(indicators,
                             [&](const auto* i) { return i->*property == indicators.front()->*property; });
}

std::optional<Decimal> total(const std::vector<Figure>& figures) {
  std::optional<Decimal> sum = Decimal{};
  for (const auto& figure : figures) {
    sum = add(*sum, figure.value);
    if (!sum) break;
  }
  return sum;
}

std::string moved(const Figure& before, const Figure& after, Unit unit) {
  if (before.value == after.value) return " stayed at " + amount(after.value, unit);
  return (after.value < before.value ? " fell from " : " rose from ") + amount(before.value, unit) + " to " +
         amount(after.value, unit);
}

std::string sentence(const SubstitutionResult& result, const std::vector<const Indicator*>& indicators) {
  std::string says;
  for (std::size_t i = 0; i < indicators.size(); ++i) {
    if (i > 0) says += i + 1 < indicators.size() ? ", " : (result.found ? ", while " : ", and ");
    says += indicators[i]->title + moved(result.before[i], result.after[i], indicators[i]->unit);
    if (i == 0) says += " between " + result.from.label() + " and " + result.to.label();
  }
  if (result.total_before && result.total_after) {
    const auto unit = indicators.front()->unit;
    says += ": together they ";
    says += *result.total_before == *result.total_after ? "stayed at " + amount(*result.total_after, unit)
                                                        : "went from " + amount(*result.total_before, unit) +
                                                              " to " + amount(*result.total_after, unit);
  }
  return says;
}

}  // namespace

std::optional<SubstitutionResult> substitution(const SubstitutionGroup& group, std::uint32_t position,
                                               const Plan& plan, const IndicatorIndex& index,
                                               FigureReader& reader) {
  std::vector<const Indicator*> indicators;
  std::vector<const Figures*> all;
  for (const auto& id : group.indicators) {
    const auto found = index.find(id);
    if (!found) return std::nullopt;
    indicators.push_back(&plan.indicators[*found]);
    all.push_back(&reader.read(id, group.scope));
  }
  if (all.empty()) return std::nullopt;

  auto common = common_periods(all);
  if (group.since) std::erase_if(common, [&](Period period) { return period < *group.since; });
  if (common.size() < 2) return std::nullopt;

  SubstitutionResult result{.group = position, .from = common.front(), .to = common.back()};
  for (std::size_t i = 0; i < all.size(); ++i) {
    result.before.push_back(*at(*all[i], result.from));
    result.after.push_back(*at(*all[i], result.to));
    result.directions.push_back(
        direction(result.before.back().value, result.after.back().value, indicators[i]->polarity));
  }
  auto whole = Direction::unknown;
  if (group.total_meaningful && alike(indicators, &Indicator::unit)) {
    result.total_before = total(result.before);
    result.total_after = total(result.after);
    if (result.total_before && result.total_after && alike(indicators, &Indicator::polarity)) {
      whole = direction(*result.total_before, *result.total_after, indicators.front()->polarity);
    }
  }
  const auto any = [&](Direction wanted) {
    return std::ranges::find(result.directions, wanted) != result.directions.end();
  };
  result.found = any(Direction::improving) && (any(Direction::worsening) || whole == Direction::worsening);
  result.sentence = sentence(result, indicators);
  return result;
}

}  // namespace waymark::core
