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
core::History load(const ledger::Reader& reader, ledger::Reader::Moment before,
                   const std::vector<core::SeriesKey>& keys, const Keys& whole) {
  std::vector<core::SeriesKey> all_of, recent_of;
  std::ranges::partition_copy(keys, std::back_inserter(all_of), std::back_inserter(recent_of),
                              [&](const auto& key) { return whole.contains(key); });
  auto history = reader.history(recent_of, before, {.tail = recent_periods});
  const auto whole_length = reader.history(all_of, before, {});
  for (const auto& series : whole_length.all()) history.add(series);
  return history;
}

}  // namespace

Readers::Lease::~Lease() {
  if (!reader_) return;
  const std::scoped_lock lock(pool_->mutex_);
  pool_->idle_.push_back(std::move(reader_));
}

Readers::Lease Readers::borrow() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(reader)};
    }
  }
  return {*this, std::make_unique<ledger::Reader>(file_)};
}

core::History load_history(const ledger::Reader& reader, const core::Plan& plan, std::chrono::sys_days as_of,
                           ledger::Reader::Moment before) {
  const auto whole = read_whole(plan, as_of);
  if (whole.empty()) return reader.history(plan.authority, before, {.tail = recent_periods});
  return load(reader, before, reader.series(plan.authority), whole);
}

std::shared_ptr<const core::Scoreboard> evaluate(const ledger::Reader& reader,
                                                 std::shared_ptr<const core::Plan> plan,
                                                 std::chrono::sys_days as_of, ledger::Reader::Moment before,
                                                 const core::Calendar& calendar) {
  const auto history = load_history(reader, *plan, as_of, before);
  return std::make_shared<const core::Scoreboard>(core::evaluate(std::move(plan), history, as_of, calendar));
}

std::shared_ptr<const core::Scoreboard> evaluate_commitments(const ledger::Reader& reader,
                                                             std::shared_ptr<const core::Plan> plan,
                                                             std::chrono::sys_days as_of,
                                                             ledger::Reader::Moment before,
                                                             const core::Calendar& calendar) {
  Keys needed;
  for (const auto& commitment : plan->commitments) {
    collect(needed, core::sources(*plan, commitment.indicator, commitment.scope));
  }
  const auto history = load(reader, before, {needed.begin(), needed.end()}, read_whole(*plan, as_of));
  return std::make_shared<const core::Scoreboard>(core::evaluate(std::move(plan), history, as_of, calendar));
}

}  // namespace waymark::runtime
