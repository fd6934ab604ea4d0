#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"

namespace waymark::config {

namespace {

// The explicit table of periods and values.
void read_points(Table& table, const core::Commitment& commitment, const ReadIndicator* indicator,
                 core::Trajectory& trajectory) {
  for (Table& point : table.tables("trajectory")) {
    const auto period = read_period(point, "period", indicator);
    const auto value = require_decimal(point, "value");
    point.finish("trajectory point");
    if (!period) continue;
    if (!trajectory.points.empty() && *period <= trajectory.points.back().period) {
      point.error("period", fmt::format("points are listed by period: {} is not after {}", period->label(),
                                        trajectory.points.back().period.label()));
    } else if (commitment.baseline && *period <= commitment.baseline->period) {
      point.error("period", fmt::format("the point at {} is not after the baseline, {}", period->label(),
                                        commitment.baseline->period.label()));
    }
    if (commitment.target && *period >= commitment.target->period) {
      point.error("period", fmt::format("the point at {} is not before the target, {}", period->label(),
                                        commitment.target->period.label()));
    }
    if (value) trajectory.points.push_back({*period, *value});
  }
  if (table.tables("trajectory").empty()) {
    table.error("trajectory", "\"trajectory\" must be \"linear\", \"step\", or points with period and value");
  }
}

// A straight line needs two ends that differ.
void check_linear(Table& table, const core::Commitment& commitment) {
  if (!table.has("baseline")) {
    table.error("trajectory",
                "a linear trajectory starts at the baseline, which is missing: add one, or set trajectory = "
                "\"step\"");
    return;
  }
  if (!commitment.baseline || !commitment.target) return;
  const core::Decimal from = commitment.baseline->value;
  const auto same = [](Table at, core::Decimal value) {
    at.error("value",
             fmt::format("the target equals the baseline, {}: there is no line between them to keep pace "
                         "with; set trajectory = \"step\" to hold a level",
                         value.text()));
  };
  if (commitment.target->value == from) {
    if (auto target = table.table("target")) same(std::move(*target), from);
  }
  for (Table& revision : table.tables("revision")) {
    const auto value = revision.decimal("value");
    if (value && *value == from) same(revision, from);
  }
}

}  // namespace

core::Trajectory read_trajectory(Table& table, core::Commitment& commitment, const ReadIndicator* indicator) {
  core::Trajectory trajectory;
  const bool given = table.has("trajectory");
  const auto interpolate = table.boolean("interpolate");
  const bool points = table.is_list("trajectory");
  if (points) {
    trajectory.shape = core::TrajectoryShape::milestones;
    trajectory.interpolate = interpolate.value_or(false);
    read_points(table, commitment, indicator, trajectory);
  } else {
    const auto shape = table.choice("trajectory", {"linear", "step"});
    if (shape == 1) trajectory.shape = core::TrajectoryShape::step;
    if (interpolate) table.error("interpolate", "\"interpolate\" is for a trajectory given by points");
  }
  if (!table.has("target")) {
    if (given) table.error("trajectory", "there is no target for the trajectory to lead to");
    return trajectory;
  }
  const bool in_band = indicator != nullptr && indicator->polarity_known &&
                       indicator->indicator.polarity == core::Polarity::range;
  if (in_band && !given) {
    trajectory.shape = core::TrajectoryShape::step;  // the band is what counts
  } else if (trajectory.shape == core::TrajectoryShape::linear) {
    check_linear(table, commitment);
  }
  return trajectory;
}

}  // namespace waymark::config
