#pragma once

#include <string>
#include <string_view>

#include "daemon/core/scoreboard.hpp"
#include "daemon/present/template.hpp"

// The scoreboard's parts as templates show them: every phrase and drawing, no addresses. Pages, reports and
// the public site add their own links to these.
namespace waymark::present {

[[nodiscard]] View text(std::string_view value);   // as it is, also when empty
[[nodiscard]] View maybe(std::string_view value);  // false when empty, so that a section can ask for it

// {class, words, shape} for the partial `chip`.
template <class State>
[[nodiscard]] View chip(State state);

// A chip of the outlook with {chance}: `12%`.
[[nodiscard]] View outlook(double probability);

// {value, period, span, flag, flag_words, partial, recorded, recorded_at, age}
[[nodiscard]] View figure(const core::Figure& figure, core::Unit unit, std::chrono::sys_days as_of);

// {label, words, shape, from}: one direction of travel with what it is measured against.
[[nodiscard]] Views directions(const core::IndicatorResult& result, const core::Indicator& indicator);

// {total, sentence, bar, counts: [{count, class, words, shape}]}: on track, at risk and off track always, the
// other statuses when there are any; the counts add up to the total.
[[nodiscard]] View summary(const std::array<std::uint32_t, core::status_count>& counts);

// {id, title, description, class, words, shape, reason, latest: figure or false, expected, target, due,
// example,
//  original, directions, parts_off_track, outlook: chip with chance or false, signal: chip or false, problem,
//  scope, owner, indicator_title, next_due}
[[nodiscard]] View commitment(const core::Scoreboard& board, const core::CommitmentResult& result);

// The control chart of one indicator and scope: {wide, narrow, words, axis_note, caveats, variation: chip,
// assurance: chip or false, has_signals, signals: [{text}], groups: [{from, to, mean, lower, upper,
// reason}]}, or false when there is none.
[[nodiscard]] View control_chart(const core::IndicatorResult& result, const core::Indicator& indicator);

// {id, title, description, class, words, shape, reason, due, owner}
[[nodiscard]] View milestone(const core::Scoreboard& board, const core::MilestoneResult& result);

// {title, sentence, from, to, parts: [{title, before, after, words, shape}], total_before, total_after}
[[nodiscard]] View substitution(const core::Scoreboard& board, const core::SubstitutionResult& result);

}  // namespace waymark::present
