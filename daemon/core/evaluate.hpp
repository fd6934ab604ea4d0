#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "daemon/core/scoreboard.hpp"

namespace waymark::core {

// Non-working days beside weekends. Filled from a file by config; empty is allowed.
struct Calendar {
  std::unordered_set<std::int32_t> bank_holidays;  // days since 1970-01-01
  // Behind that day bank holidays are not known, and working days counted with one too many; none: all are.
  std::optional<std::chrono::sys_days> known_until;
  [[nodiscard]] bool working(std::chrono::sys_days day) const;
  // The day `count` days or working days after `day`.
  [[nodiscard]] std::chrono::sys_days after(std::chrono::sys_days day, DueAfter due) const;
  // Working days in first..last, both included.
  [[nodiscard]] int working_days(std::chrono::sys_days first, std::chrono::sys_days last) const;
};

// The whole domain in one call: what is known (history), what was promised (plan) and the day. Pure and
// deterministic; asks nobody for the time. `history` holds what had been recorded by the end of `as_of`.
// Revisions of targets dated after `as_of` do not apply; milestones done later are not done yet.
// Figures of periods that begin after `as_of` are not looked at, but for one that is supposed: up to the day
// `supposed`.
[[nodiscard]] Scoreboard evaluate(std::shared_ptr<const Plan> plan, const History& history,
                                  std::chrono::sys_days as_of, const Calendar& calendar,
                                  std::optional<std::chrono::sys_days> supposed = std::nullopt);

// What is worth knowing of a calendar that ends before working days of the plan are counted: a sentence, or
// nothing.
[[nodiscard]] std::string calendar_remark(const Plan& plan, const Calendar& calendar);

// The figure that an observation is, its ratio taken when it has only parts. Empty when it was withdrawn,
// when the denominator is zero, and when the ratio has more digits than can be kept.
[[nodiscard]] std::optional<Figure> figure_of(const Indicator& indicator, const Observation& observation);

// All figures of one indicator and scope, ascending, read or computed (formula, roll-up, discrete values are
// not taken: cumulative figures stay cumulative). `problem` says why there are none.
struct Figures {
  std::vector<Figure> figures;
  std::string problem;
};
[[nodiscard]] Figures figures(const Plan& plan, const History& history, const IndicatorId& indicator,
                              const Scope& scope);
// Which stored series figures() reads for this indicator and scope: itself, operands, children.
[[nodiscard]] std::vector<SeriesKey> sources(const Plan& plan, const IndicatorId& indicator,
                                             const Scope& scope);

// Where a control chart of this indicator is declared, some more than once.
[[nodiscard]] std::vector<Scope> charted_scopes(const Indicator& indicator);

// The discrete values of a cumulative measure: YTD(q) - YTD(q-1), reset each 1 April. A period whose
// predecessor within the financial year is missing has none.
[[nodiscard]] std::optional<Decimal> discrete_value(const Figure& cumulative, const Figure* predecessor);
[[nodiscard]] std::vector<Figure> discrete(const std::vector<Figure>& cumulative);

// The trajectory's value for a period, as of a day: the baseline up to its period, the target in force from
// its due period on, in between by shape. Linear is by days between period ends (domain.md 6). Rounded to
// `decimals`, halves away from zero. Empty without a target, and without a baseline where the shape would
// need one.
[[nodiscard]] std::optional<Decimal> expected(const Commitment& commitment, Period period,
                                              std::chrono::sys_days as_of, std::uint8_t decimals);

// The same beside a figure of that period, with so many digits that figure, expectation and difference add up
// as printed: what the status is judged by.
[[nodiscard]] std::optional<Decimal> expected_beside(const Commitment& commitment, const Figure& actual,
                                                     std::chrono::sys_days as_of);

// How a figure stood beside what the plan expects of its period, for histories: the rules of the status, but
// never `overdue`, since a figure that is there is not late. The due period's figure is achieved or missed,
// one of a period that ended before the commitment began is not_due.
[[nodiscard]] Status status_beside(const Commitment& commitment, const Indicator& indicator,
                                   const Figure& actual, std::chrono::sys_days as_of);

// Both measures of pace (domain.md 6); elapsed time is counted in periods.
[[nodiscard]] Pace pace(const Commitment& commitment, const Indicator& indicator, const Figure& actual,
                        std::chrono::sys_days as_of);

}  // namespace waymark::core
