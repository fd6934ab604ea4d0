#include <algorithm>

#include "daemon/core/evaluate.hpp"

namespace waymark::core {
namespace {

std::int32_t days_between(Period from, Period to) {
  return static_cast<std::int32_t>((to.last_day() - from.last_day()).count());
}

std::optional<Decimal> on_the_line(const DatedValue& from, const DatedValue& to, Period period,
                                   std::uint8_t decimals) {
  return between(from.value, to.value, days_between(from.period, period),
                 days_between(from.period, to.period), decimals);
}

// Strictly between baseline and due period, where the table speaks.
std::optional<Decimal> by_table(const Commitment& commitment, const DatedValue& target, Period period,
                                std::uint8_t decimals) {
  std::optional<DatedValue> before = commitment.baseline;
  DatedValue after = target;
  for (const auto& point : commitment.trajectory.points) {
    if (point.period >= target.period ||
        (commitment.baseline && point.period <= commitment.baseline->period)) {
      continue;
    }
    if (point.period > period) {
      after = point;
      break;
    }
    before = point;
  }
  if (!before) return std::nullopt;
  if (!commitment.trajectory.interpolate || before->period == period) return before->value.rounded(decimals);
  return on_the_line(*before, after, period, decimals);
}

}  // namespace

std::optional<Decimal> expected(const Commitment& commitment, Period period, std::chrono::sys_days as_of,
                                std::uint8_t decimals) {
  const auto target = commitment.target_on(as_of);
  if (!target) return std::nullopt;
  if (period >= target->period) return target->value.rounded(decimals);
  const auto& baseline = commitment.baseline;
  if (baseline && period <= baseline->period) return baseline->value.rounded(decimals);
  switch (commitment.trajectory.shape) {
    case TrajectoryShape::linear:
      if (!baseline) return std::nullopt;
      return on_the_line(*baseline, *target, period, decimals);
    case TrajectoryShape::step:
      if (!baseline) return std::nullopt;
      return baseline->value.rounded(decimals);
    case TrajectoryShape::milestones: return by_table(commitment, *target, period, decimals);
  }
  return std::nullopt;
}

}  // namespace waymark::core
