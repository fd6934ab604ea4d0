#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/forecast.hpp"
#include "daemon/core/observation.hpp"
#include "daemon/core/plan.hpp"
#include "daemon/core/spc.hpp"

namespace waymark::core {

enum class Status : std::uint8_t {
  on_track,
  at_risk,
  off_track,
  achieved,
  missed,
  no_data,
  overdue,
  not_due,
  monitor_only
};
inline constexpr std::size_t status_count = 9;
[[nodiscard]] constexpr bool green(Status status) {
  return status == Status::on_track || status == Status::achieved;
}
[[nodiscard]] constexpr bool red(Status status) {
  return status == Status::off_track || status == Status::missed;
}
[[nodiscard]] std::string_view word(Status status);   // on_track
[[nodiscard]] std::string_view words(Status status);  // On track; Overdue; Not due yet; Monitoring

// improving and worsening need a polarity; up and down are said without one.
enum class Direction : std::uint8_t { unknown, improving, worsening, unchanged, up, down };
[[nodiscard]] std::string_view word(Direction direction);

enum class PaceWord : std::uint8_t {
  undefined,
  target_met,
  on_track,
  acceleration_needed,
  limited,
  deterioration
};
[[nodiscard]] std::string_view word(PaceWord word);

// How many of the parts that make up a computed figure were there.
struct Coverage {
  std::uint32_t have = 1;
  std::uint32_t of = 1;
  [[nodiscard]] bool partial() const { return have < of; }
};

// A figure as it is shown: read from the ledger or computed by a formula or a roll-up.
struct Figure {
  Period period;
  Decimal value;
  std::optional<Fraction> parts;
  Flag flag = Flag::none;
  std::chrono::sys_seconds recorded;  // of the latest part
  std::int64_t run = 0;               // that recorded it; 0 when it is computed from several
  std::uint32_t revisions = 0;
  bool computed = false;
  Coverage coverage;
};

// A declared control chart with its points: what was reported and complete; of a cumulative measure what each
// period added.
struct ControlChart {
  std::vector<Period> periods;  // one a point, ascending
  std::vector<Decimal> values;
  ControlLimits limits;
  std::vector<Rebase> rebases;  // of each group but the first
  std::optional<Decimal> target;
  bool discrete = false;  // what each period added

  [[nodiscard]] const ControlGroup& group() const { return limits.groups.back(); }
  [[nodiscard]] ControlSignal signal() const { return limits.signals.back(); }
};

// One indicator at one scope. A figure flagged as a forecast has not been reported, and neither has a
// coarser period that is still running; core::figures() has both. `previous` is the one reported before,
// whatever lies between.
struct IndicatorResult {
  std::uint32_t indicator = 0;  // index into Plan::indicators
  Scope scope;
  std::optional<Figure> latest, previous, year_before;
  Direction since_previous = Direction::unknown;
  Direction since_year_before = Direction::unknown;
  std::optional<std::chrono::sys_days> next_due;  // the day by which the next figure is expected
  bool overdue = false;
  bool rolled_up = false;
  std::uint64_t revisions = 0;              // over all periods held
  std::string problem;                      // why no figure could be computed; empty when fine
  std::shared_ptr<const ControlChart> spc;  // where the plan declares one and there are figures
};

struct Pace {
  std::optional<double> linear;  // 1 is exactly on the straight line from baseline to target
  std::optional<double> growth;  // R = observed CAGR / required CAGR
  PaceWord word = PaceWord::undefined;
};

// What the periods still to come must bring for the target to be met.
struct Acceleration {
  // The change from each period to the next; of a measure that adds up over the year what each period must
  // add. On average.
  Decimal needed;
  std::optional<Decimal> so_far;  // the same on average until now: since the baseline, or this year
  std::uint32_t periods = 0;      // still to come
  PeriodKind kind = PeriodKind::month;
  bool adds_up = false;
};

struct CommitmentResult {
  std::uint32_t commitment = 0;  // index into Plan::commitments
  std::uint32_t indicator = 0;   // index into Scoreboard::indicators
  Status status = Status::no_data;
  std::string reason;                  // one sentence with the figures
  std::optional<Decimal> expected;     // the trajectory's value for the latest reported period
  std::optional<Decimal> shortfall;    // s x (expected - actual); positive is worse than expected
  std::optional<DatedValue> target;    // in force
  std::optional<DatedValue> original;  // only when it differs from `target`
  std::optional<double> attainment;    // (value - baseline) / (target - baseline)
  Pace pace;
  std::uint32_t parts_off_track = 0;  // of them, those with a commitment off track or missed
  std::uint32_t parts = 0;            // scopes below this one with a commitment about the same indicator
  std::optional<Acceleration> acceleration;  // while the target is not met and not due yet
  std::shared_ptr<const Forecast> forecast;  // where the plan declares one; it may be refused
};

enum class MilestoneState : std::uint8_t { done, done_late, due, overdue };
[[nodiscard]] std::string_view word(MilestoneState state);
[[nodiscard]] std::string_view words(MilestoneState state);
struct MilestoneResult {
  std::uint32_t milestone = 0;  // index into Plan::milestones
  MilestoneState state = MilestoneState::due;
  std::string reason;
};

// One improves while the whole gets worse.
struct SubstitutionResult {
  std::uint32_t group = 0;  // index into Plan::substitutions
  Period from, to;
  std::vector<Figure> before, after;  // one each per indicator of the group
  std::vector<Direction> directions;
  std::optional<Decimal> total_before, total_after;  // only where the plan declares the total meaningful
  bool found = false;  // at least one improves while another (or the total) worsens
  std::string sentence;
};

// Red within green, and figures that may be mistakes: what a single status would hide.
enum class FindingKind : std::uint8_t {
  parts_off_track,    // a commitment on track, parts of it off track
  denominator_moved,  // a ratio improved though its numerator did not
  substitution,       // one of a declared group improved while another, or the total, worsened
  partial_total,      // a total without some of its parts
  implausible,        // a figure outside what its indicator calls plausible
  jump,               // a figure about 100 or 1,000 times its neighbours, or that part of them
  repeated,           // all that came together for a period equals the period before
  calendar_ends,      // a due day in working days lies where no bank holidays are known
};
inline constexpr std::size_t finding_kinds = 8;
[[nodiscard]] std::string_view word(FindingKind kind);
[[nodiscard]] std::string_view words(FindingKind kind);  // On track only as a whole
struct Finding {
  FindingKind kind = FindingKind::parts_off_track;
  std::uint32_t indicator = 0;              // index into Scoreboard::indicators
  std::optional<std::uint32_t> commitment;  // index into Scoreboard::commitments
  std::string sentence;                     // with the figures
};

enum class TopicState : std::uint8_t { current, late, no_data, narrative_only, not_applicable, unanswered };
[[nodiscard]] std::string_view word(TopicState state);
struct Topic {
  std::string_view id;  // 3.4
  std::string_view title;
};
[[nodiscard]] const std::array<Topic, 25>& topics();  // domain.md 9, in the project's words
struct TopicResult {
  Topic topic;
  TopicState state = TopicState::unanswered;
  std::vector<std::string> answered_by;  // "commitment agency_spend", "barrier register (3)", ...
  std::string text;                      // the plan's own words, when it has some
};

// Everything evaluated as of one date. Counts add up to the number of commitments.
struct Scoreboard {
  std::shared_ptr<const Plan> plan;
  std::chrono::sys_days as_of;
  std::vector<IndicatorResult> indicators;    // by plan order, then scope
  std::vector<CommitmentResult> commitments;  // by plan order
  std::vector<MilestoneResult> milestones;
  std::vector<SubstitutionResult> substitutions;  // of groups with two periods that all have reported
  std::vector<Finding> findings;                  // by kind, then in the order of what they are about
  std::vector<TopicResult> coverage;
  std::array<std::uint32_t, status_count> counts{};

  [[nodiscard]] const IndicatorResult* find(const IndicatorId& id, const Scope& scope) const;
};

}  // namespace waymark::core
