#include "daemon/present/views.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/shape.hpp"
#include "daemon/present/words.hpp"

namespace waymark::present {

namespace {

constexpr std::array always_counted = {core::Status::on_track, core::Status::at_risk,
                                       core::Status::off_track};

std::string in_words(core::Status state) {
  return std::string{core::words(state)};
}
std::string in_words(core::MilestoneState state) {
  return std::string{core::words(state)};
}
std::string in_words(core::Variation state) {
  return std::string{core::words(state)};
}
std::string in_words(core::Assurance state) {
  return std::string{core::words(state)};
}
std::string in_words(core::Outlook state) {
  return std::string{core::words(state)};
}
std::string in_words(core::FindingKind state) {
  return std::string{core::words(state)};
}
std::string in_words(core::TopicState state) {
  return std::string{words(state)};
}

View direction(std::string_view label, core::Direction direction, const std::optional<core::Figure>& from,
               core::Unit unit) {
  View view;
  view.set("label", text(label));
  view.set("words", text(capitalised(core::word(direction))));
  view.set("shape", text(shape(direction)));
  view.set("from",
           from ? text(fmt::format("from {} in {}", core::amount(from->value, unit), from->period.label()))
                : View{false});
  return view;
}

// The counts as one bar; the list beside it says the same in words.
std::string bar(const std::array<std::uint32_t, core::status_count>& counts, std::uint32_t total) {
  if (total == 0) return {};
  std::string inside;
  double at = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double wide = 600.0 * counts[i] / total;
    inside += fmt::format(R"(<rect x="{:.1f}" y="0" width="{:.1f}" height="14" fill="{}"/>)", at,
                          std::max(1.0, wide - 3), colour(static_cast<core::Status>(i)));
    at += wide;
  }
  return fmt::format(
      R"(<svg class="bar" viewBox="0 0 597 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>)",
      inside);
}

}  // namespace

View text(std::string_view value) {
  return View{std::string{value}};
}

View maybe(std::string_view value) {
  return value.empty() ? View{false} : text(value);
}

template <class State>
View chip(State state) {
  View view;
  view.set("class", text(core::word(state)));
  view.set("words", text(in_words(state)));
  view.set("shape", text(shape(state)));
  return view;
}
template View chip(core::Status);
template View chip(core::MilestoneState);
template View chip(core::TopicState);
template View chip(core::Variation);
template View chip(core::Assurance);
template View chip(core::Outlook);
template View chip(core::FindingKind);

View outlook(double probability) {
  auto view = chip(core::outlook(probability));
  view.set("chance", text(chance(probability)));
  return view;
}

View figure(const core::Figure& figure, core::Unit unit, std::chrono::sys_days as_of) {
  View view;
  view.set("value", text(core::amount(figure.value, unit)));
  view.set("period", text(figure.period.label()));
  view.set("span", text(span_of(figure.period)));
  const auto flagged = figure.flag != core::Flag::none;
  view.set("flag", flagged ? text(fmt::format("[{}]", core::letter(figure.flag))) : View{false});
  view.set("flag_words", flagged ? text(spaced(core::word(figure.flag))) : View{false});
  view.set("partial", maybe(coverage_note(figure)));
  view.set("recorded", text(moment(figure.recorded)));
  view.set("recorded_at", text(timestamp(figure.recorded)));
  view.set("recorded_on", text(date(std::chrono::floor<std::chrono::days>(figure.recorded))));
  view.set("age", text(data_age(figure, as_of)));
  return view;
}

Views directions(const core::IndicatorResult& result, const core::Indicator& indicator) {
  Views list;
  if (!result.latest) return list;
  const bool yearly = indicator.frequency == core::PeriodKind::financial_year ||
                      indicator.frequency == core::PeriodKind::calendar_year;
  if (result.previous) {
    const auto label = yearly ? std::string{"Since the year before"}
                              : fmt::format("Since the {} before", noun(indicator.frequency));
    list.push_back(direction(label, result.since_previous, result.previous, indicator.unit));
  }
  if (!yearly && result.year_before) {
    list.push_back(
        direction("Since a year before", result.since_year_before, result.year_before, indicator.unit));
  }
  return list;
}

View summary(const std::array<std::uint32_t, core::status_count>& counts) {
  View view;
  Views tiles;
  std::uint32_t total = 0;
  std::vector<std::string> said;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto status = static_cast<core::Status>(i);
    total += counts[i];
    if (counts[i] > 0) said.push_back(fmt::format("{} {}", counts[i], uncapitalised(core::words(status))));
    if (counts[i] == 0 && std::ranges::find(always_counted, status) == always_counted.end()) continue;
    auto tile = chip(status);
    tile.set("count", text(std::to_string(counts[i])));
    tiles.push_back(std::move(tile));
  }
  view.set("total", text(plural(total, "commitment")));
  view.set("sentence", text(said.empty() ? "No commitments."
                                         : fmt::format("{}: {}.", plural(total, "commitment"), join(said))));
  view.set("bar", maybe(bar(counts, total)));
  view.set("counts", View{tiles});
  return view;
}

View commitment(const core::Scoreboard& board, const core::CommitmentResult& result) {
  const auto& promise = board.plan->commitments[result.commitment];
  const auto& measured = board.indicators[result.indicator];
  const auto& indicator = board.plan->indicators[measured.indicator];
  auto view = chip(result.status);
  view.set("id", text(promise.id.text));
  view.set("title", text(promise.title));
  view.set("description", maybe(promise.description));
  view.set("owner", maybe(promise.owner));
  view.set("scope", promise.scope.whole() ? View{false} : text(scope_title(*board.plan, promise.scope)));
  view.set("indicator_title", text(indicator.title));
  view.set("reason", maybe(result.reason));
  view.set("latest", measured.latest ? figure(*measured.latest, indicator.unit, board.as_of) : View{false});
  view.set("expected", result.expected ? text(core::amount(*result.expected, indicator.unit)) : View{false});
  view.set("target", result.target ? text(core::amount(result.target->value, indicator.unit)) : View{false});
  view.set("due", result.target ? text(result.target->period.label()) : View{false});
  view.set("example", promise.example_target && result.target.has_value());
  view.set("original",
           result.original
               ? text(fmt::format("{} for {}", core::amount(result.original->value, indicator.unit),
                                  result.original->period.label()))
               : View{false});
  view.set("directions", View{directions(measured, indicator)});
  view.set("parts_off_track", result.parts_off_track > 0);
  const bool foretold = result.forecast && result.forecast->probability;
  view.set("outlook", foretold ? outlook(*result.forecast->probability) : View{false});
  view.set("signal", measured.spc && measured.spc->limits.variation != core::Variation::common_cause
                         ? chip(measured.spc->limits.variation)
                         : View{false});
  view.set("problem", maybe(measured.problem));
  view.set("next_due", measured.next_due ? text(date(*measured.next_due)) : View{false});
  return view;
}

View milestone(const core::Scoreboard& board, const core::MilestoneResult& result) {
  const auto& promised = board.plan->milestones[result.milestone];
  auto view = chip(result.state);
  view.set("id", text(promised.id.text));
  view.set("title", text(promised.title));
  view.set("description", maybe(promised.description));
  view.set("owner", maybe(promised.owner));
  view.set("due", text(date(promised.due)));
  view.set("reason", maybe(result.reason));
  return view;
}

View substitution(const core::Scoreboard& board, const core::SubstitutionResult& result) {
  const auto& group = board.plan->substitutions[result.group];
  View view;
  view.set("title", text(group.title));
  view.set("sentence", text(result.sentence));
  view.set("from", text(result.from.label()));
  view.set("to", text(result.to.label()));
  Views parts;
  auto unit = core::Unit::count;
  for (std::size_t i = 0; i < group.indicators.size() && i < result.before.size() && i < result.after.size();
       ++i) {
    const auto* indicator = board.plan->find(group.indicators[i]);
    if (indicator == nullptr) continue;
    unit = indicator->unit;
    const auto way = i < result.directions.size() ? result.directions[i] : core::Direction::unknown;
    View part;
    part.set("title", text(indicator->title));
    part.set("before", text(core::amount(result.before[i].value, indicator->unit)));
    part.set("after", text(core::amount(result.after[i].value, indicator->unit)));
    part.set("words", text(capitalised(core::word(way))));
    part.set("shape", text(shape(way)));
    parts.push_back(std::move(part));
  }
  view.set("parts", View{parts});
  const bool total = result.total_before && result.total_after;
  view.set("total", total);
  view.set("total_before", total ? text(core::amount(*result.total_before, unit)) : View{false});
  view.set("total_after", total ? text(core::amount(*result.total_after, unit)) : View{false});
  return view;
}

}  // namespace waymark::present
