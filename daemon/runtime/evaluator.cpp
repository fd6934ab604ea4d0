#include "daemon/runtime/evaluator.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <variant>

namespace waymark::runtime {

namespace {

// Enough for the latest, the previous and the year before, and for gaps between them.
constexpr std::uint32_t recent_periods = 16;

bool needs_whole_length(const core::Indicator& indicator) {
  return std::holds_alternative<core::FromCoarser>(indicator.formula);
}

using Keys = std::unordered_set<core::SeriesKey>;

void collect(Keys& into, const std::vector<core::SeriesKey>& keys) {
  into.insert(keys.begin(), keys.end());
}

// The series whose recent periods do not tell all.
Keys read_whole(const core::Plan& plan, std::chrono::sys_days as_of) {
  Keys whole;
  for (const auto& indicator : plan.indicators) {
    if (!needs_whole_length(indicator)) continue;
    for (const auto& scope : indicator.scopes) collect(whole, core::sources(plan, indicator.id, scope));
    collect(whole, core::sources(plan, indicator.id, core::Scope{}));
  }
  for (const auto& indicator : plan.indicators) {
    for (const auto& scope : core::charted_scopes(indicator)) {
      collect(whole, core::sources(plan, indicator.id, scope));
    }
  }
  for (const auto& commitment : plan.commitments) {
    const auto target = commitment.target_on(as_of);
    if (commitment.forecast) collect(whole, core::sources(plan, commitment.indicator, commitment.scope));
    if (target && target->period.last_day() < as_of) {  // the verdict stays with the due period, however old
      collect(whole, core::sources(plan, commitment.indicator, commitment.scope));
    }
  }
  for (const auto& group : plan.substitutions) {
    for (const auto& indicator : group.indicators)
      collect(whole, core::sources(plan, indicator, group.scope));
  }
  return whole;
}

// Those of the keys that are in `whole` in their whole length, of the others the recent periods.
core::History load(const ledger::View& view, const std::vector<core::SeriesKey>& keys, const Keys& whole,
                   std::chrono::sys_days as_of) {
  std::vector<core::SeriesKey> all_of, recent_of;
  std::ranges::partition_copy(keys, std::back_inserter(all_of), std::back_inserter(recent_of),
                              [&](const auto& key) { return whole.contains(key); });
  auto history = view.history(recent_of, {.tail = recent_periods, .reported_by = as_of});
  const auto whole_length = view.history(all_of, {});
  for (const auto& series : whole_length.all()) history.add(series);
  return history;
}

}  // namespace

core::History load_history(const ledger::View& view, const core::Plan& plan, std::chrono::sys_days as_of) {
  const auto whole = read_whole(plan, as_of);
  if (whole.empty()) return view.history(plan.authority, {.tail = recent_periods, .reported_by = as_of});
  return load(view, view.series(plan.authority), whole, as_of);
}

std::shared_ptr<const core::Scoreboard> evaluate(const ledger::View& view,
                                                 std::shared_ptr<const core::Plan> plan,
                                                 std::chrono::sys_days as_of,
                                                 const core::Calendar& calendar) {
  const auto history = load_history(view, *plan, as_of);
  return std::make_shared<const core::Scoreboard>(core::evaluate(std::move(plan), history, as_of, calendar));
}

std::shared_ptr<const core::Scoreboard> evaluate_commitments(const ledger::View& view,
                                                             std::shared_ptr<const core::Plan> plan,
                                                             std::chrono::sys_days as_of,
                                                             const core::Calendar& calendar) {
  Keys needed;
  for (const auto& commitment : plan->commitments) {
    collect(needed, core::sources(*plan, commitment.indicator, commitment.scope));
  }
  const auto history = load(view, {needed.begin(), needed.end()}, read_whole(*plan, as_of), as_of);
  return std::make_shared<const core::Scoreboard>(core::evaluate(std::move(plan), history, as_of, calendar));
}

}  // namespace waymark::runtime
