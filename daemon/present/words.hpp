#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "daemon/core/plan.hpp"
#include "daemon/core/recording.hpp"
#include "daemon/core/scoreboard.hpp"

// Everything that is said in words and not by the core: one home, so that nothing is phrased twice.
namespace waymark::present {

[[nodiscard]] std::string date(std::chrono::sys_days day);           // 16 July 2024
[[nodiscard]] std::string moment(std::chrono::sys_seconds when);     // 16 July 2024, 09:30 UTC
[[nodiscard]] std::string timestamp(std::chrono::sys_seconds when);  // 2024-07-16T09:30:00Z
// How long before `now`: `today`, `yesterday`, `12 days ago`, `3 months ago`, `2 years ago`; `in 5 days`,
// `in 3 months` for days to come. Months and years are whole ones gone by on the calendar.
[[nodiscard]] std::string age(std::chrono::sys_days day, std::chrono::sys_days now);
// `1 April 2023 to 31 March 2024`; a single day is said once.
[[nodiscard]] std::string span_of(core::Period period);

// `a`, `a and b`, `a, b and c`.
[[nodiscard]] std::string join(std::span<const std::string> items);
// `1 commitment`, `3 commitments`, `1,204 rows`.
[[nodiscard]] std::string plural(std::size_t count, std::string_view singular, std::string_view many = {});
[[nodiscard]] std::string capitalised(std::string_view text);  // the first ASCII letter only
[[nodiscard]] std::string uncapitalised(std::string_view text);
[[nodiscard]] std::string spaced(std::string_view word);  // break_in_series: `break in series`

[[nodiscard]] std::string_view adjective(
    core::PeriodKind kind);                                     // monthly, quarterly, yearly (financial year)
[[nodiscard]] std::string_view noun(core::PeriodKind kind);     // month, quarter, financial year
[[nodiscard]] std::string_view title(core::Unit unit);          // Percent, Pounds, Full-time equivalents
[[nodiscard]] std::string_view words(core::Polarity polarity);  // Higher is better
[[nodiscard]] std::string_view words(core::BarrierState state);  // Raised with those who could remove it
[[nodiscard]] std::string_view words(core::TopicState state);    // Answered with current figures
[[nodiscard]] std::string_view words(core::RunOutcome outcome);  // Recorded

// `Whole council`, or the titles down the path: `Operations, Waste services`.
[[nodiscard]] std::string scope_title(const core::Plan& plan, const core::Scope& scope);

// How the expected value comes about, and how far from it is still at risk: a sentence each.
[[nodiscard]] std::string describe(const core::Trajectory& trajectory);
[[nodiscard]] std::string describe(const core::Tolerance& tolerance, core::Unit unit);
// Both measures of pace in one or two sentences; empty when neither is defined.
[[nodiscard]] std::string describe(const core::Pace& pace);
// `partial: 4 of 5 parts`; empty when complete.
[[nodiscard]] std::string coverage_note(const core::Figure& figure);
// How old the figure is, for a reader on `as_of`: `period ended 31 March 2024, 3 months ago`.
[[nodiscard]] std::string data_age(const core::Figure& figure, std::chrono::sys_days as_of);

}  // namespace waymark::present
