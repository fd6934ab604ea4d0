#include "daemon/metrics/families.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/core/evaluate.hpp"
#include "daemon/metrics/samples.hpp"

namespace waymark::metrics {
namespace {

using core::CommitmentResult;
using core::Indicator;
using core::IndicatorResult;
using core::MilestoneState;
using core::Status;
using std::chrono::sys_days;

// What a day opens starts at 00:00:00 UTC; what it closes ends at 23:59:59 UTC, so that in UTC it reads as
// that day.
double start_of(sys_days day) {
  return seconds(day);
}
double end_of(sys_days day) {
  return seconds(day + std::chrono::days{1} - std::chrono::seconds{1});
}

enum class WithUnit : bool { no, yes };

using IndicatorValue = Value (*)(const IndicatorResult&, const Indicator&);
template <WithUnit with_unit, IndicatorValue value>
void indicators(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.indicators.size(); ++i) {
    const auto& result = board.indicators[i];
    const auto& indicator = board.plan->indicators[result.indicator];
    const auto more = with_unit == WithUnit::yes ? value_unit(indicator.unit) : std::string_view{};
    put(out, name, labels.indicators[i], more, value(result, indicator));
  }
}

struct Promise {
  const CommitmentResult& result;
  const core::Commitment& commitment;
  const Indicator& indicator;
};
using CommitmentValue = Value (*)(const Promise&);
template <WithUnit with_unit, CommitmentValue value>
void commitments(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.commitments.size(); ++i) {
    const auto& result = board.commitments[i];
    const auto& indicator = board.plan->indicators[board.indicators[result.indicator].indicator];
    const Promise promise{result, board.plan->commitments[result.commitment], indicator};
    const auto more = with_unit == WithUnit::yes ? value_unit(indicator.unit) : std::string_view{};
    put(out, name, labels.commitments[i], more, value(promise));
  }
}

constexpr std::array statuses{Status::on_track, Status::at_risk, Status::off_track,
                              Status::achieved, Status::missed,  Status::no_data,
                              Status::overdue,  Status::not_due, Status::monitor_only};
static_assert(statuses.size() == core::status_count);

constexpr std::array milestone_states{MilestoneState::done, MilestoneState::done_late, MilestoneState::due,
                                      MilestoneState::overdue};

void commitment_status(std::string& out, const std::string& name, const Labels& labels) {
  const StateSet set(name, statuses);
  for (std::size_t i = 0; i < labels.board->commitments.size(); ++i) {
    set.write(out, name, labels.commitments[i], labels.board->commitments[i].status);
  }
}

// How the figure reported before the latest one stood: with the status it tells a change from a habit.
void previous_status(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  const StateSet set(name, statuses);
  for (std::size_t i = 0; i < board.commitments.size(); ++i) {
    const auto& about = board.indicators[board.commitments[i].indicator];
    if (!about.previous) continue;
    const auto& commitment = board.plan->commitments[board.commitments[i].commitment];
    const auto& indicator = board.plan->indicators[about.indicator];
    set.write(out, name, labels.commitments[i],
              core::status_beside(commitment, indicator, *about.previous, board.as_of));
  }
}

void milestone_status(std::string& out, const std::string& name, const Labels& labels) {
  const StateSet set(name, milestone_states);
  for (std::size_t i = 0; i < labels.board->milestones.size(); ++i) {
    set.write(out, name, labels.milestones[i], labels.board->milestones[i].state);
  }
}

void milestone_due(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.milestones.size(); ++i) {
    const auto& milestone = board.plan->milestones[board.milestones[i].milestone];
    put(out, name, labels.milestones[i], "", Value{end_of(milestone.due)});
  }
}

void milestone_completed(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.milestones.size(); ++i) {
    const auto state = board.milestones[i].state;
    const auto& milestone = board.plan->milestones[board.milestones[i].milestone];
    // Done after the scoreboard's day is not done yet.
    const bool done = state == MilestoneState::done || state == MilestoneState::done_late;
    if (done && milestone.done) put(out, name, labels.milestones[i], "", Value{start_of(*milestone.done)});
  }
}

void barriers(std::string& out, const std::string& name, const Labels& labels) {
  for (const auto& [own, count] : labels.barriers) put(out, name, own, "", Value{count});
}

void substitutions(std::string& out, const std::string& name, const Labels& labels) {
  for (std::size_t i = 0; i < labels.board->substitutions.size(); ++i) {
    put(out, name, labels.groups[i], "", Value{labels.board->substitutions[i].found ? 1.0 : 0.0});
  }
}

// The indicators of a group share a unit where their total is meaningful.
void substitution_totals(std::string& out, const std::string& name, const Labels& labels) {
  const auto& board = *labels.board;
  for (std::size_t i = 0; i < board.substitutions.size(); ++i) {
    const auto& result = board.substitutions[i];
    const auto& group = board.plan->substitutions[result.group];
    const auto& indicators = board.plan->indicators;
    const auto first = std::ranges::find(indicators, group.indicators.front(), &Indicator::id);
    if (first == indicators.end()) continue;
    const std::string unit{value_unit(first->unit)};
    put(out, name, labels.groups[i], unit + R"(,at="before")", amount(result.total_before, first->unit));
    put(out, name, labels.groups[i], unit + R"(,at="after")", amount(result.total_after, first->unit));
  }
}

template <std::vector<std::string> Labels::* infos>
void info(std::string& out, const std::string& name, const Labels& labels) {
  for (const auto& own : labels.*infos) put(out, name, own, "", Value{1.0});
}

Value value(const IndicatorResult& result, const Indicator& indicator) {
  if (!result.latest) return std::nullopt;
  return shifted(result.latest->value, shift(indicator.unit));
}
Value year_before(const IndicatorResult& result, const Indicator& indicator) {
  if (!result.year_before) return std::nullopt;
  return shifted(result.year_before->value, shift(indicator.unit));
}
Value period_start(const IndicatorResult& result, const Indicator&) {
  if (!result.latest) return std::nullopt;
  return start_of(result.latest->period.first_day());
}
Value period_end(const IndicatorResult& result, const Indicator&) {
  if (!result.latest) return std::nullopt;
  return end_of(result.latest->period.last_day());
}
Value last_recorded(const IndicatorResult& result, const Indicator&) {
  if (!result.latest) return std::nullopt;
  return seconds(result.latest->recorded);
}
Value next_due(const IndicatorResult& result, const Indicator&) {
  if (!result.next_due) return std::nullopt;
  return end_of(*result.next_due);
}
Value coverage(const IndicatorResult& result, const Indicator&) {
  if (!result.rolled_up || !result.latest || result.latest->coverage.of == 0) return std::nullopt;
  return static_cast<double>(result.latest->coverage.have) / result.latest->coverage.of;
}
Value revisions(const IndicatorResult& result, const Indicator&) {
  return static_cast<double>(result.revisions);
}

Value baseline(const Promise& promise) {
  const auto& baseline = promise.commitment.baseline;
  return amount(baseline ? std::optional{baseline->value} : std::nullopt, promise.indicator.unit);
}
Value target(const Promise& promise) {
  const auto& target = promise.result.target;
  return amount(target ? std::optional{target->value} : std::nullopt, promise.indicator.unit);
}
Value expected(const Promise& promise) {
  return amount(promise.result.expected, promise.indicator.unit);
}
Value attainment(const Promise& promise) {
  return promise.result.attainment;
}
Value pace(const Promise& promise) {
  return promise.result.pace.linear;
}
Value due(const Promise& promise) {
  if (!promise.result.target) return std::nullopt;
  return end_of(promise.result.target->period.last_day());
}

constexpr auto no = WithUnit::no;
constexpr auto yes = WithUnit::yes;
using Type = FamilyType;

constexpr KpiFamily board_families[] = {
    {{"kpi_authority", Type::info, "What an authority is called."}, info<&Labels::authority_infos>},
    {{"kpi_indicator", Type::info, "What an indicator is."}, info<&Labels::indicator_infos>},
    {{"kpi_value", Type::gauge, "Latest figure of an indicator; percentages are ratios."},
     indicators<yes, value>},
    {{"kpi_value_year_before", Type::gauge,
      "Figure of the same period a year before the latest; percentages are ratios."},
     indicators<yes, year_before>},
    {{"kpi_period_start_timestamp_seconds", Type::gauge,
      "First day of the latest figure's period, 00:00:00 UTC."},
     indicators<no, period_start>},
    {{"kpi_period_end_timestamp_seconds", Type::gauge,
      "Last day of the latest figure's period, 23:59:59 UTC."},
     indicators<no, period_end>},
    {{"kpi_last_recorded_timestamp_seconds", Type::gauge, "When the latest figure was recorded."},
     indicators<no, last_recorded>},
    {{"kpi_next_due_timestamp_seconds", Type::gauge,
      "Day by which the next figure is expected, 23:59:59 UTC."},
     indicators<no, next_due>},
    {{"kpi_coverage_ratio", Type::gauge, "Share of the parts that were there when the figure was rolled up."},
     indicators<no, coverage>},
    {{"kpi_revisions", Type::counter, "Figures that replaced an earlier version, over all periods held."},
     indicators<no, revisions>},
    {{"kpi_commitment", Type::info, "What was promised, once for each plan that holds it."},
     info<&Labels::commitment_infos>},
    {{"kpi_baseline", Type::gauge, "Where a commitment started from; percentages are ratios."},
     commitments<yes, baseline>},
    {{"kpi_target", Type::gauge, "The target in force; percentages are ratios."}, commitments<yes, target>},
    {{"kpi_expected", Type::gauge,
      "What the trajectory expects of the latest figure; percentages are ratios."},
     commitments<yes, expected>},
    {{"kpi_attainment_ratio", Type::gauge,
      "Way from baseline to target that has been covered; 1 is all of it."},
     commitments<no, attainment>},
    {{"kpi_pace_ratio", Type::gauge, "Way covered over time elapsed; 1 is exactly on the straight line."},
     commitments<no, pace>},
    {{"kpi_commitment_status", Type::stateset, "Status of a commitment: 1 for the one that holds."},
     commitment_status},
    {{"kpi_commitment_previous_status", Type::stateset,
      "How the figure reported before the latest one stood: 1 for the status that it had."},
     previous_status},
    {{"kpi_commitment_due_timestamp_seconds", Type::gauge,
      "Last day of the period the target is for, 23:59:59 UTC."},
     commitments<no, due>},
    {{"kpi_milestone", Type::info, "What is to be delivered."}, info<&Labels::milestone_infos>},
    {{"kpi_milestone_status", Type::stateset, "State of a milestone: 1 for the one that holds."},
     milestone_status},
    {{"kpi_milestone_due_timestamp_seconds", Type::gauge, "Day a milestone is due, 23:59:59 UTC."},
     milestone_due},
    {{"kpi_milestone_completed_timestamp_seconds", Type::gauge,
      "Day a milestone was completed, 00:00:00 UTC."},
     milestone_completed},
    {{"kpi_barriers", Type::gauge, "Barriers by theme, by whom they are for and by state."}, barriers},
    {{"kpi_substitution_found", Type::gauge,
      "1 when one indicator of a group improves while another, or their total, worsens."},
     substitutions},
    {{"kpi_substitution_value", Type::gauge,
      "Total of a group's indicators, where the plan says that they may be added; percentages are ratios."},
     substitution_totals},
};

}  // namespace

std::span<const KpiFamily> kpi_families() {
  static const auto all = [] {
    std::vector<KpiFamily> both(std::begin(board_families), std::end(board_families));
    const auto more = analysis_families();
    both.insert(both.end(), more.begin(), more.end());
    return both;
  }();
  return all;
}

}  // namespace waymark::metrics
