#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/http/pages/findings.hpp"
#include "daemon/http/pages/page.hpp"
#include "daemon/http/pages/period_table.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::maybe;
using present::text;

namespace {

View amount_in(const std::optional<core::DatedValue>& value, core::Unit unit) {
  if (!value) return View{false};
  View view;
  view.set("value", text(core::amount(value->value, unit)));
  view.set("period", text(value->period.label()));
  return view;
}

Views plans(const core::Plan& plan, const core::Commitment& promise) {
  Views list;
  for (const auto& id : promise.plans) {
    const auto found = std::ranges::find(plan.documents, id, &core::PlanDocument::id);
    if (found == plan.documents.end()) continue;
    View view;
    view.set("title", text(found->title));
    // The loader takes any text; only the web's own addresses become links.
    const bool web = found->url.starts_with("https://") || found->url.starts_with("http://");
    view.set("url", web ? text(found->url) : View{false});
    list.push_back(std::move(view));
  }
  return list;
}

// The target as first agreed and every change that was in force by then, newest last.
Views targets(const core::Scoreboard& board, const core::Commitment& promise, core::Unit unit) {
  Views list;
  if (!promise.target) return list;
  auto due = promise.target->period;
  const auto add = [&](core::Decimal value, std::string_view from, std::string_view approver,
                       std::string_view reason) {
    View view;
    view.set("value", text(core::amount(value, unit)));
    view.set("due", text(due.label()));
    view.set("from", text(from));
    view.set("approver", text(approver));
    view.set("why", text(reason));
    list.push_back(std::move(view));
  };
  add(promise.target->value, "First agreed", "", "");
  for (const auto& revision : promise.revisions) {
    if (revision.date > board.as_of) break;
    due = revision.due.value_or(due);
    add(revision.value, present::date(revision.date), revision.approver, revision.reason);
  }
  return list;
}

Views commentaries(const core::Scoreboard& board, const core::Commitment& promise) {
  std::vector<const core::Commentary*> found;
  for (const auto& c : board.plan->commentaries) {
    if (c.commitment == promise.id && c.date <= board.as_of) found.push_back(&c);
  }
  // Newest first, in the plan's order within a day.
  std::ranges::sort(
      found, [](const auto* a, const auto* b) { return a->date != b->date ? a->date > b->date : a < b; });
  Views list;
  for (const auto* c : found) {
    View view;
    view.set("date", text(present::date(c->date)));
    view.set("day", text(core::iso_date(c->date)));
    view.set("role", text(c->role));
    view.set("period", text(c->period.label()));
    view.set("text", text(c->text));
    list.push_back(std::move(view));
  }
  return list;
}

Views milestones(const core::Scoreboard& board, const core::Commitment& promise) {
  Views list;
  for (const auto& result : board.milestones) {
    if (board.plan->milestones[result.milestone].commitment == promise.id) {
      list.push_back(present::milestone(board, result));
    }
  }
  return list;
}

// Commitments of the same indicator further down: a green whole never hides a red part.
Views parts(const core::Scoreboard& board, const core::Commitment& promise, const Links& links) {
  Views list;
  for (const auto& result : board.commitments) {
    const auto& other = board.plan->commitments[result.commitment];
    if (other.indicator != promise.indicator || !promise.scope.contains(other.scope)) continue;
    auto view = present::chip(result.status);
    view.set("href", text(links.commitment(other.id)));
    view.set("title", text(other.title));
    view.set("scope", text(present::scope_title(*board.plan, other.scope)));
    view.set("reason", maybe(result.reason));
    list.push_back(std::move(view));
  }
  return list;
}

void set_list(View& view, const std::string& name, const Views& list) {
  view.set("has_" + name, !list.empty());
  view.set(name, View{list});
}

View promised(const core::Scoreboard& board, const core::Commitment& promise,
              const core::Indicator& indicator, const Links& links) {
  View view;
  view.set("indicator", text(indicator.title));
  view.set("indicator_href", text(links.indicator(promise.indicator, promise.scope)));
  view.set("polarity", text(present::words(indicator.polarity)));
  view.set("frequency", text(present::adjective(indicator.frequency)));
  view.set("where", text(present::scope_title(*board.plan, promise.scope)));
  const auto theme = std::ranges::find(board.plan->themes, promise.theme, &core::Theme::id);
  view.set("theme", theme != board.plan->themes.end() ? text(theme->title) : View{false});
  view.set("responsible", maybe(promise.owner));
  view.set("start", promise.start ? text(present::date(*promise.start)) : View{false});
  view.set("baseline", amount_in(promise.baseline, indicator.unit));
  view.set("path", promise.target ? text(present::describe(promise.trajectory)) : View{false});
  view.set("tolerance",
           promise.target ? text(present::describe(promise.tolerance, indicator.unit)) : View{false});
  view.set("topics", maybe(present::join(promise.topics)));
  set_list(view, "plans", plans(*board.plan, promise));
  return view;
}

}  // namespace

Page commitment_page(const Visit& visit, const core::AuthorityCode& authority, std::string_view id) {
  const auto found = board(visit.site, authority, visit.day);
  if (!found) return std::unexpected(found.error());
  const auto& shown = **found;
  const auto result = commitment(shown, id);
  if (!result) return std::unexpected(result.error());
  const auto& promise = shown.plan->commitments[(*result)->commitment];
  const auto known = measured(visit.site, shown, promise.indicator, promise.scope, visit.day);
  if (!known) return std::unexpected(known.error());
  const auto& indicator = *known->indicator;
  const Links links{authority, visit.day};

  auto view = frame(visit, &shown, promise.title, Section::none);
  view.set("card", present::commitment(shown, **result));
  view.set("chart",
           chart_view(present::with_forecast(
               present::chart_of(promise, indicator, known->figures, shown.as_of), shown, **result)));
  view.set("pace", maybe(present::describe((*result)->pace)));
  view.set("acceleration", maybe(present::describe_acceleration(shown, **result)));
  const bool foretold = (*result)->forecast != nullptr;
  view.set("forecast", foretold ? text(present::describe_forecast(shown, **result)) : View{false});
  view.set("method", foretold ? maybe(present::describe_method(shown, **result)) : View{false});
  view.set("control", present::control_chart(*known->result, indicator));
  set_list(view, "findings",
           findings(shown, (*result)->indicator,
                    static_cast<std::uint32_t>(*result - shown.commitments.data()), links));
  view.set("promised", promised(shown, promise, indicator, links));
  const auto agreed = targets(shown, promise, indicator.unit);
  set_list(view, "targets", agreed.size() > 1 ? agreed : Views{});
  set_list(view, "parts", parts(shown, promise, links));
  set_list(view, "commentaries", commentaries(shown, promise));
  set_list(view, "milestones", milestones(shown, promise));
  view.set("table", period_table(shown, *known, &promise));
  view.set("json_href", text(links.api("commitments/" + promise.id.text)));
  view.set("observations_href",
           text(links.api(fmt::format("observations?indicator={}{}{}", promise.indicator.text,
                                      promise.scope.whole() ? "" : "&scope=", promise.scope.path))));
  return html(visit.templates, "commitment", view);
}

}  // namespace waymark::http
