#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/core/decimal.hpp"
#include "daemon/core/id.hpp"
#include "daemon/core/period.hpp"

namespace waymark::core {

struct DatedValue {
  Period period;
  Decimal value;
};

enum class TrajectoryShape : std::uint8_t { linear, step, milestones };

// domain.md 6.
struct Trajectory {
  TrajectoryShape shape = TrajectoryShape::linear;
  std::vector<DatedValue> points;  // milestones only: ascending
  bool interpolate = false;        // milestones only: linear in between
};

// domain.md 5. Amounts are in the indicator's unit; `Points` are percentage points.
struct RelativeTolerance {
  Decimal share;
};  // 0.05 is 5% of |expected|
struct AbsoluteTolerance {
  Decimal amount;
};
struct PointsTolerance {
  Decimal points;
};
struct FloorTolerance {
  Decimal minimum;
};  // at risk between it and expected, off track beyond
struct BandTolerance {
  Decimal low, high, at_risk;
};  // low..high on track; at most `at_risk` outside: at risk
using Tolerance =
    std::variant<RelativeTolerance, AbsoluteTolerance, PointsTolerance, FloorTolerance, BandTolerance>;

struct TargetRevision {
  Decimal value;
  std::optional<Period> due;   // when the due period moves too
  std::chrono::sys_days date;  // in force from this day
  std::string approver;        // a role or a meeting, never a person's name
  std::string reason;
};

// That the due period is to be forecast, and from what (domain.md 6).
struct ForecastDeclaration {
  bool seasonal = false;        // the year repeats itself: compare with the same period a year before
  std::uint32_t window = 0;     // only the latest so many figures; 0: all
  std::optional<Period> since;  // only figures from this period on
};

// A promise about an indicator and scope.
struct Commitment {
  CommitmentId id;
  std::string title;
  std::string description;
  IndicatorId indicator;
  Scope scope;
  ThemeId theme;
  std::vector<PlanId> plans;
  std::string owner;  // a role
  std::optional<DatedValue> baseline;
  std::optional<DatedValue> target;  // as first agreed; none: the commitment is monitored only
  bool example_target = false;       // no council has set it
  Trajectory trajectory;
  Tolerance tolerance = AbsoluteTolerance{};
  std::optional<std::chrono::sys_days> start;  // not due before this day
  std::vector<TargetRevision> revisions;       // ascending by date
  std::vector<std::string> topics;             // of the letter, `3.4`
  std::optional<ForecastDeclaration> forecast;

  // The target in force on that day, the original when no revision applies yet.
  [[nodiscard]] std::optional<DatedValue> target_on(std::chrono::sys_days day) const;
};

}  // namespace waymark::core
