#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "daemon/metrics/families.hpp"
#include "daemon/metrics/samples.hpp"

namespace waymark::metrics {
namespace {

using core::Assurance;
using core::FindingKind;
using core::Variation;

constexpr std::array variations{
    Variation::common_cause, Variation::improvement_high, Variation::improvement_low, Variation::concern_high,
    Variation::concern_low,  Variation::neutral_high,     Variation::neutral_low};
static_assert(variations.size() == core::variation_count);
constexpr std::array assurances{Assurance::consistently_passes, Assurance::consistently_fails,
                                Assurance::inconsistent};
static_assert(assurances.size() == core::assurance_count);
constexpr std::array kinds{FindingKind::parts_off_track, FindingKind::denominator_moved,
                           FindingKind::substitution,    FindingKind::partial_total,
                           FindingKind::implausible,     FindingKind::jump,
                           FindingKind::repeated,        FindingKind::calendar_ends};
static_assert(kinds.size() == core::finding_kinds);

// What is computed as a double: percentages are divided, there are no digits to keep.
Value in_unit(double value, core::Unit unit) {
  return unit == core::Unit::percent ? value / 100 : value;
}

std::string bound(core::Unit unit, std::string_view which) {
  std::string labels{value_unit(unit)};
  append_label(labels, "bound", which);
  return labels;
}

template <class Use>
void charts(const Labels& labels, const Use& use) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.indicators.size(); ++i) {
    const auto& result = board.indicators[i];
    if (result.spc) use(labels.indicators[i], *result.spc, board.plan->indicators[result.indicator].unit);
  }
}

void spc_limit(std::string& out, const std::string& name, const Labels& labels) {
  charts(labels, [&](std::string_view own, const core::ControlChart& chart, core::Unit unit) {
    const auto& group = chart.group();
    put(out, name, own, bound(unit, "lower"), in_unit(group.lower, unit));
    put(out, name, own, bound(unit, "mean"), in_unit(group.mean, unit));
    put(out, name, own, bound(unit, "upper"), in_unit(group.upper, unit));
  });
}

void spc_variation(std::string& out, const std::string& name, const Labels& labels) {
  const StateSet set(name, variations);
  charts(labels, [&](std::string_view own, const core::ControlChart& chart, core::Unit) {
    set.write(out, name, own, chart.limits.variation);
  });
}

void spc_assurance(std::string& out, const std::string& name, const Labels& labels) {
  const StateSet set(name, assurances);
  charts(labels, [&](std::string_view own, const core::ControlChart& chart, core::Unit) {
    if (chart.limits.assurance) set.write(out, name, own, *chart.limits.assurance);
  });
}

template <class Use>
void promises(const Labels& labels, const Use& use) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.commitments.size(); ++i) {
    const auto& result = board.commitments[i];
    const auto& indicator = board.plan->indicators[board.indicators[result.indicator].indicator];
    use(labels.commitments[i], result, indicator.unit);
  }
}

void pace_growth(std::string& out, const std::string& name, const Labels& labels) {
  promises(labels, [&](std::string_view own, const core::CommitmentResult& result, core::Unit) {
    put(out, name, own, "", result.pace.growth);
  });
}

void required_average(std::string& out, const std::string& name, const Labels& labels) {
  promises(labels, [&](std::string_view own, const core::CommitmentResult& result, core::Unit unit) {
    if (result.acceleration) put(out, name, own, value_unit(unit), amount(result.acceleration->needed, unit));
  });
}

void forecast(std::string& out, const std::string& name, const Labels& labels) {
  promises(labels, [&](std::string_view own, const core::CommitmentResult& result, core::Unit unit) {
    if (!result.forecast || result.forecast->refused()) return;
    const auto& forecast = *result.forecast;
    put(out, name, own, bound(unit, "lower"), in_unit(forecast.wide.lower, unit));
    put(out, name, own, bound(unit, "central"), in_unit(forecast.prediction.central, unit));
    put(out, name, own, bound(unit, "upper"), in_unit(forecast.wide.upper, unit));
  });
}

void probability(std::string& out, const std::string& name, const Labels& labels) {
  promises(labels, [&](std::string_view own, const core::CommitmentResult& result, core::Unit) {
    if (result.forecast) put(out, name, own, "", result.forecast->probability);
  });
}

std::string finding_labels(const core::Scoreboard& board, FindingKind kind, std::string_view indicator,
                           std::string_view scope) {
  std::string labels;
  append_label(labels, "authority", board.plan->authority.text, true);
  append_label(labels, "kind", word(kind));
  append_label(labels, "indicator", indicator);
  append_label(labels, "scope", scope);
  return labels;
}

void findings(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  for (const auto kind : kinds) {
    std::map<std::pair<std::string_view, std::string_view>, int> counts;
    for (const auto& finding : board.findings) {
      if (finding.kind != kind) continue;
      const auto& about = board.indicators[finding.indicator];
      ++counts[{board.plan->indicators[about.indicator].id.text, about.scope.path}];
    }
    if (counts.empty()) counts[{}] = 0;
    for (const auto& [about, count] : counts) {
      put(out, name, finding_labels(board, kind, about.first, about.second), "", Value{count});
    }
  }
}

using Type = FamilyType;

constexpr KpiFamily families[] = {
    {{"kpi_spc_limit", Type::gauge, "Mean and limits of a control chart; percentages are ratios."},
     spc_limit},
    {{"kpi_spc_variation", Type::stateset,
      "What a control chart says of the latest figure: 1 for what holds."},
     spc_variation},
    {{"kpi_spc_assurance", Type::stateset,
      "Whether a control chart's limits keep to the target: 1 for what holds."},
     spc_assurance},
    {{"kpi_pace_growth_ratio", Type::gauge, "Observed growth rate over the one required."}, pace_growth},
    {{"kpi_required_average", Type::gauge,
      "What the periods up to the due one must bring on average for the target to be met; percentages are "
      "ratios."},
     required_average},
    {{"kpi_forecast", Type::gauge,
      "Forecast of the due period with its 95% prediction interval; percentages are ratios."},
     forecast},
    {{"kpi_target_probability_ratio", Type::gauge, "Probability by the forecast that the target is met."},
     probability},
    {{"kpi_findings", Type::gauge, "Findings by kind and by what they are about."}, findings},
};

}  // namespace

std::span<const KpiFamily> analysis_families() {
  return families;
}

}  // namespace waymark::metrics
