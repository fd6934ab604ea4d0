#include "daemon/core/evaluate.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "daemon/core/analysis.hpp"
#include "daemon/core/evaluation.hpp"
#include "daemon/core/status.hpp"

namespace waymark::core {
namespace {

std::string_view plural(PeriodKind kind) {
  switch (kind) {
    case PeriodKind::day: return "days";
    case PeriodKind::week: return "weeks";
    case PeriodKind::month: return "months";
    case PeriodKind::quarter: return "quarters";
    case PeriodKind::financial_year:
    case PeriodKind::calendar_year: return "years";
  }
  return "periods";
}

std::optional<double> attainment(const Commitment& commitment, const std::optional<DatedValue>& target,
                                 const std::optional<Figure>& actual) {
  if (!commitment.baseline || !target || !actual || commitment.baseline->value == target->value)
    return std::nullopt;
  const double from = commitment.baseline->value.number();
  return (actual->value.number() - from) / (target->value.number() - from);
}

bool same(const DatedValue& a, const DatedValue& b) {
  return a.period == b.period && a.value == b.value;
}

// Where it is reported, and where that is rolled up to; some more than once.
std::vector<Scope> scopes_of(const Indicator& indicator) {
  auto scopes = indicator.scopes;
  if (!indicator.roll_up) return scopes;
  for (const auto& reported : indicator.scopes) {
    for (auto above = reported; !above.whole();) {
      above = above.parent();
      scopes.push_back(above);
    }
  }
  return scopes;
}

void count_parts(CommitmentResult& result, std::string_view of_scope, const auto& by_scope) {
  // Paths below `a/b` lie together, from `a/b/` on; all paths but the empty one lie below the whole council.
  const std::string prefix = of_scope.empty() ? "" : std::string{of_scope} + '/';
  for (auto at = by_scope.lower_bound(prefix); at != by_scope.end() && at->first.starts_with(prefix); ++at) {
    if (at->first.empty()) continue;
    ++result.parts;
    if (at->second) ++result.parts_off_track;
  }
  if (result.parts_off_track == 0) return;
  result.reason += ". " + std::to_string(result.parts_off_track) + " of " + std::to_string(result.parts) +
                   (result.parts == 1 ? " service" : " services") + " off track.";
}

}  // namespace

Evaluation::Evaluation(std::shared_ptr<const Plan> plan, const History& history, std::chrono::sys_days as_of,
                       std::chrono::sys_days begun, const Calendar& calendar)
    : plan_(*plan),
      history_(history),
      as_of_(as_of),
      begun_(begun),
      calendar_(calendar),
      index_(*plan),
      reader_(*plan, index_, history, FigureReader::Days{as_of, begun}),
      board_{.plan = std::move(plan), .as_of = as_of} {}

Scoreboard Evaluation::run() {
  list_indicators();
  judge_commitments();
  add_parts();
  for (const auto& result : board_.commitments) ++board_.counts[static_cast<std::size_t>(result.status)];
  for (std::uint32_t i = 0; i < plan_.milestones.size(); ++i) {
    board_.milestones.push_back(milestone_result(plan_.milestones[i], i, as_of_));
  }
  for (std::uint32_t i = 0; i < plan_.substitutions.size(); ++i) {
    if (auto result = substitution(plan_.substitutions[i], i, plan_, index_, reader_)) {
      board_.substitutions.push_back(std::move(*result));
    }
  }
  board_.findings = findings(board_);
  doubts_.add_findings(board_);
  if (auto end = calendar_end(board_, calendar_)) board_.findings.push_back(std::move(*end));
  board_.coverage = topic_coverage(board_);
  return std::move(board_);
}

// Where each indicator is reported, rolled up, promised, and watched for substitution.
void Evaluation::list_indicators() {
  std::vector<std::vector<Scope>> scopes(plan_.indicators.size());
  for (std::size_t i = 0; i < scopes.size(); ++i) scopes[i] = scopes_of(plan_.indicators[i]);
  for (const auto& commitment : plan_.commitments) {
    if (const auto i = index_.find(commitment.indicator)) scopes[*i].push_back(commitment.scope);
  }
  for (const auto& group : plan_.substitutions) {
    for (const auto& id : group.indicators) {
      if (const auto i = index_.find(id)) scopes[*i].push_back(group.scope);
    }
  }
  first_result_.reserve(scopes.size() + 1);
  board_.indicators.reserve(scopes.size());
  for (std::uint32_t i = 0; i < scopes.size(); ++i) {
    auto& own = scopes[i];
    std::ranges::sort(own);
    const auto duplicates = std::ranges::unique(own);
    own.erase(duplicates.begin(), duplicates.end());
    first_result_.push_back(static_cast<std::uint32_t>(board_.indicators.size()));
    for (auto& scope : own) board_.indicators.push_back(indicator_result(i, std::move(scope)));
  }
  first_result_.push_back(static_cast<std::uint32_t>(board_.indicators.size()));
}

std::uint32_t Evaluation::result_of(std::uint32_t indicator, const Scope& scope) const {
  const auto first = board_.indicators.begin() + first_result_[indicator];
  const auto last = board_.indicators.begin() + first_result_[indicator + 1];
  const auto found = std::ranges::lower_bound(first, last, scope, {}, &IndicatorResult::scope);
  return static_cast<std::uint32_t>(found - board_.indicators.begin());
}

FigureView Evaluation::view(const Indicator& indicator, const Scope& scope) {
  const bool direct =
      std::holds_alternative<std::monostate>(indicator.formula) && rolled_up_from(indicator, scope).empty();
  if (direct) {
    const auto* series = history_.find({plan_.authority, indicator.id, scope});
    if (series != nullptr || std::ranges::find(indicator.scopes, scope) != indicator.scopes.end()) {
      return {indicator, series, begun_};
    }
  }
  return {indicator, reader_.read(indicator.id, scope), begun_};
}

IndicatorResult Evaluation::indicator_result(std::uint32_t position, Scope scope) {
  const auto& indicator = plan_.indicators[position];
  const auto figures = view(indicator, scope);
  IndicatorResult result{.indicator = position, .scope = std::move(scope), .latest = figures.latest()};
  result.rolled_up = !rolled_up_from(indicator, result.scope).empty();
  result.revisions = figures.revisions();
  result.problem = figures.problem();
  if (!result.latest) return result;
  doubts_.look(indicator, static_cast<std::uint32_t>(board_.indicators.size()), figures, figures.stored());
  if (const auto* declared = indicator.spc_at(result.scope)) {
    result.spc = control_chart(*declared, indicator, reader_.read(indicator.id, result.scope).figures);
  }
  const auto& latest = *result.latest;
  result.previous = figures.before(latest.period);
  if (const auto year_before = latest.period.year_before(); year_before < latest.period) {
    result.year_before = figures.at(year_before);
  }
  if (result.previous) result.since_previous = since_previous(figures, indicator, latest, *result.previous);
  if (result.year_before) {
    result.since_year_before = direction(result.year_before->value, latest.value, indicator.polarity);
  }
  result.next_due = calendar_.after(latest.period.plus(1).last_day(), indicator.due_after);
  result.overdue = *result.next_due < as_of_;
  return result;
}

CommitmentResult Evaluation::commitment_result(std::uint32_t position) {
  const auto& commitment = plan_.commitments[position];
  const auto indicator_position = index_.find(commitment.indicator);
  if (!indicator_position)
    throw std::logic_error{commitment.id.text + " is about an indicator that is not in the plan"};
  const auto& indicator = plan_.indicators[*indicator_position];
  CommitmentResult result{.commitment = position,
                          .indicator = result_of(*indicator_position, commitment.scope)};
  result.target = commitment.target_on(as_of_);
  if (commitment.target && result.target && !same(*commitment.target, *result.target)) {
    result.original = commitment.target;
  }

  auto& about = board_.indicators[result.indicator];
  Evidence evidence{.indicator = indicator, .latest = about.latest, .as_of = as_of_, .calendar = calendar_};
  if (about.latest && result.target && about.latest->period >= result.target->period) {
    evidence.due = view(indicator, commitment.scope).at(result.target->period);
  }
  const auto partial = [](const std::optional<Figure>& figure) {
    return figure && figure->coverage.partial();
  };
  if (partial(evidence.latest) || partial(evidence.due)) {
    evidence.coverage_noun = coverage_noun(plan_, index_, indicator, about.rolled_up);
  }
  auto verdict = judge(commitment, evidence);
  result.status = verdict.status;
  result.reason = std::move(verdict.reason);
  result.expected = verdict.expected;
  result.shortfall = verdict.shortfall;
  result.attainment = attainment(commitment, result.target, about.latest);
  if (about.latest) {
    result.pace = pace(commitment, indicator, *about.latest, as_of_);
    result.acceleration = acceleration(commitment, plan_, index_, indicator, *about.latest, as_of_, reader_);
    if (commitment.forecast && result.target) foretell(result, commitment, indicator);
  } else if (const auto first = awaited(commitment, evidence)) {
    // Nothing yet: the earliest of what its commitments wait for.
    const auto by = calendar_.after(first->last_day(), indicator.due_after);
    about.next_due = about.next_due ? std::min(*about.next_due, by) : by;
    about.overdue = *about.next_due < as_of_;
  }
  return result;
}

void Evaluation::foretell(CommitmentResult& result, const Commitment& commitment,
                          const Indicator& indicator) {
  const auto& figures = reader_.read(indicator.id, commitment.scope).figures;
  auto forecast = forecast_of(commitment, indicator, *result.target, figures, quantiles_);
  result.forecast = std::make_shared<const Forecast>(std::move(forecast));
}

void Evaluation::judge_commitments() {
  board_.commitments.reserve(plan_.commitments.size());
  for (std::uint32_t i = 0; i < plan_.commitments.size(); ++i)
    board_.commitments.push_back(commitment_result(i));
}

// A green total never hides a red part.
void Evaluation::add_parts() {
  std::vector<std::map<std::string_view, bool>> off_track(plan_.indicators.size());  // by scope
  for (const auto& result : board_.commitments) {
    const auto& about = board_.indicators[result.indicator];
    auto& any = off_track[about.indicator].try_emplace(about.scope.path, false).first->second;
    any = any || red(result.status);
  }
  for (auto& result : board_.commitments) {
    const auto& about = board_.indicators[result.indicator];
    if (off_track[about.indicator].size() > 1)
      count_parts(result, about.scope.path, off_track[about.indicator]);
  }
}

std::string coverage_noun(const Plan& plan, const IndicatorIndex& index, const Indicator& indicator,
                          bool rolled_up) {
  if (rolled_up) return "services";
  if (const auto* formula = std::get_if<FromCoarser>(&indicator.formula)) {
    if (const auto finer = index.find(formula->finer))
      return std::string{plural(plan.indicators[*finer].frequency)};
  }
  return "parts";
}

MilestoneResult milestone_result(const Milestone& milestone, std::uint32_t position,
                                 std::chrono::sys_days as_of) {
  MilestoneResult result{.milestone = position};
  const auto due = long_date(milestone.due);
  if (milestone.done && *milestone.done <= as_of) {
    const auto late = (*milestone.done - milestone.due).count();
    result.state = late > 0 ? MilestoneState::done_late : MilestoneState::done;
    result.reason = "Done on " + long_date(*milestone.done) + ", ";
    result.reason +=
        late > 0 ? std::to_string(late) + (late == 1 ? " day" : " days") + " after it was due" : "due " + due;
    return result;
  }
  const auto late = (as_of - milestone.due).count();
  result.state = late > 0 ? MilestoneState::overdue : MilestoneState::due;
  result.reason = (late > 0 ? "Was due on " : "Due on ") + due;
  return result;
}

std::vector<Scope> charted_scopes(const Indicator& indicator) {
  auto scopes = scopes_of(indicator);
  std::erase_if(scopes, [&](const Scope& scope) { return indicator.spc_at(scope) == nullptr; });
  return scopes;
}

Scoreboard evaluate(std::shared_ptr<const Plan> plan, const History& history, std::chrono::sys_days as_of,
                    const Calendar& calendar, std::optional<std::chrono::sys_days> supposed) {
  const auto begun = std::max(as_of, supposed.value_or(as_of));
  return Evaluation{std::move(plan), history, as_of, begun, calendar}.run();
}

}  // namespace waymark::core
