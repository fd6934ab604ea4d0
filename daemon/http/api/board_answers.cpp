#include <algorithm>

#include "daemon/core/amount.hpp"
#include "daemon/http/api/answers.hpp"

namespace waymark::http {

namespace {

void write_substitution(Json& json, const core::Scoreboard& board, const core::SubstitutionResult& result) {
  const auto& group = board.plan->substitutions[result.group];
  json.begin_object().put("id", group.id).put("title", group.title).put("scope", group.scope.path);
  json.put("found", result.found).put("sentence", result.sentence);
  json.put("from", result.from.label()).put("to", result.to.label());
  json.key("parts").begin_array();
  for (std::size_t i = 0; i < result.before.size() && i < result.after.size() && i < group.indicators.size();
       ++i) {
    json.begin_object().put("indicator", group.indicators[i].text);
    json.put("before", result.before[i].value).put("after", result.after[i].value);
    json.put("direction",
             core::word(i < result.directions.size() ? result.directions[i] : core::Direction::unknown));
    json.end_object();
  }
  json.end_array();
  for (const auto& [name, total] :
       {std::pair{"total_before", result.total_before}, {"total_after", result.total_after}}) {
    json.key(name);
    total ? json.number(*total) : json.null();
  }
  json.end_object();
}

void write_commitments(Json& json, const core::Scoreboard& board) {
  json.key("commitments").begin_array();
  for (const auto& result : board.commitments) {
    json.begin_object();
    write_commitment(json, board, result);
    json.end_object();
  }
  json.end_array();
}

void write_authority(Json& json, const core::Scoreboard& board) {
  begin_answer(json, board);
  json.key("plans").begin_array();
  for (const auto& plan : board.plan->documents) {
    json.begin_object().put("id", plan.id.text).put("title", plan.title).put_or_null("url", plan.url);
    put_day(json, "adopted", plan.adopted);
    json.end_object();
  }
  json.end_array();
  json.key("themes").begin_array();
  for (const auto& theme : board.plan->themes) {
    json.begin_object().put("id", theme.id.text).put("title", theme.title).end_object();
  }
  json.end_array();
  json.key("scopes").begin_array();
  for (const auto& scope : board.plan->scopes) {
    json.begin_object().put("path", scope.scope.path).put("title", scope.title).end_object();
  }
  json.end_array();
  put_counts(json, board);
  json.end_object();
}

}  // namespace

Answer authorities_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto day = as_of(site, request);
  if (!day) return std::unexpected(day.error());
  const auto current = snapshot(site);
  if (!current) return std::unexpected(current.error());
  Json json;
  json.begin_object().key("authorities").begin_array();
  for (const auto& now : (*current)->authorities) {
    // An authority whose plan came later than that day is left out: nothing was known of it.
    if (const auto shown = board(site, now->plan->authority, *day)) write_authority(json, **shown);
  }
  json.end_array().end_object();
  return json.take();
}

Answer scoreboard_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  const auto& board = *found->board;
  Json json;
  begin_answer(json, board);
  put_counts(json, board);
  write_commitments(json, board);
  json.key("milestones").begin_array();
  for (const auto& result : board.milestones) write_milestone(json, board, result);
  json.end_array();
  json.key("substitutions").begin_array();
  for (const auto& result : board.substitutions) write_substitution(json, board, result);
  json.end_array();
  put_findings(json, board);
  json.key("barriers").begin_array();
  for (const auto& barrier : board.plan->barriers) {
    json.begin_object().put("id", barrier.id.text).put("title", barrier.title);
    json.put_or_null("description", barrier.description).put_or_null("theme", barrier.theme.text);
    json.put_or_null("ask", barrier.ask)
        .put_or_null("ask_of", barrier.ask_of)
        .put("state", core::word(barrier.state));
    json.key("services").begin_array();
    for (const auto& scope : barrier.services) json.text(scope.path);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Answer commitments_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  Json json;
  begin_answer(json, *found->board);
  write_commitments(json, *found->board);
  json.end_object();
  return json.take();
}

Answer commitment_json(const Site& site, const Request& request, std::string_view id) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  const auto& board = *found->board;
  const auto result = commitment(board, id);
  if (!result) return std::unexpected(result.error());
  const auto& promise = board.plan->commitments[(*result)->commitment];
  const auto known = measured(site, board, promise.indicator, promise.scope, found->day);
  if (!known) return std::unexpected(known.error());
  const auto& indicator = *known->indicator;
  const bool judged =
      indicator.polarity == core::Polarity::higher || indicator.polarity == core::Polarity::lower;

  Json json;
  begin_answer(json, board);
  write_commitment(json, board, **result);
  json.key("target_revisions").begin_array();
  for (const auto& revision : promise.revisions) {
    if (revision.date > board.as_of) break;
    json.begin_object().put("date", core::iso_date(revision.date)).put("value", revision.value);
    json.put_or_null("due", revision.due ? revision.due->label() : std::string{});
    json.put("approver", revision.approver).put("reason", revision.reason).end_object();
  }
  json.end_array();
  json.key("figures").begin_array();
  for (const auto& figure : known->figures) {
    json.begin_object();
    figure_members(json, figure, indicator.unit);
    const auto expected = judged ? core::expected_beside(promise, figure, board.as_of) : std::nullopt;
    json.key("expected");
    expected ? json.number(*expected) : json.null();
    json.end_object();
  }
  json.end_array();
  json.key("commentary").begin_array();
  for (const auto& words : board.plan->commentaries) {
    if (words.commitment != promise.id || words.date > board.as_of) continue;
    json.begin_object().put("date", core::iso_date(words.date)).put("period", words.period.label());
    json.put("role", words.role).put("text", words.text).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Answer coverage_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  Json json;
  begin_answer(json, *found->board);
  json.key("topics").begin_array();
  for (const auto& result : found->board->coverage) {
    json.begin_object().put("id", result.topic.id).put("title", result.topic.title);
    json.put("state", core::word(result.state));
    put_texts(json, "answered_by", result.answered_by);
    json.put_or_null("text", result.text).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace waymark::http
