#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/http/api/answers.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

namespace {

// The members of one indicator at one scope within an object that is open.
void indicator_members(Json& json, const core::Scoreboard& board, const core::IndicatorResult& result) {
  const auto& indicator = board.plan->indicators[result.indicator];
  json.put("id", indicator.id.text)
      .put("title", indicator.title)
      .put_or_null("description", indicator.description);
  json.put("scope", result.scope.path).put("scope_title", present::scope_title(*board.plan, result.scope));
  json.put("unit", core::word(indicator.unit)).put("polarity", core::word(indicator.polarity));
  json.put("frequency", core::word(indicator.frequency))
      .put("aggregation", core::word(indicator.aggregation));
  put_texts(json, "topics", indicator.topics);
  put_figure(json, "latest", result.latest, indicator.unit);
  put_figure(json, "previous", result.previous, indicator.unit);
  put_figure(json, "year_before", result.year_before, indicator.unit);
  json.put("since_previous", core::word(result.since_previous));
  json.put("since_year_before", core::word(result.since_year_before));
  put_day(json, "next_due", result.next_due);
  json.put("overdue", result.overdue).put("rolled_up", result.rolled_up).put("revisions", result.revisions);
  put_control_chart(json, result, indicator);
  json.put_or_null("problem", result.problem);
}

void write_version(Json& json, const core::SeriesKey& key, const core::Provenance& version, core::Unit unit,
                   bool current) {
  const auto& seen = version.observation;
  json.begin_object().put("indicator", key.indicator.text).put("scope", key.scope.path);
  put_period(json, seen.period);
  if (seen.value) {
    json.put("value", *seen.value).put("text", core::amount(*seen.value, unit));
  } else {
    json.put("value", std::nullopt).put("text", std::nullopt);
  }
  if (seen.parts) {
    json.put("numerator", seen.parts->numerator).put("denominator", seen.parts->denominator);
  } else {
    json.put("numerator", std::nullopt).put("denominator", std::nullopt);
  }
  json.put("withdrawn", !seen.value && !seen.parts);
  json.put_or_null("flag", seen.flag == core::Flag::none ? std::string_view{} : core::word(seen.flag));
  json.put("recorded", present::timestamp(seen.recorded)).put("revision", std::uint64_t{seen.revisions});
  json.put("current", current).put("run", static_cast<std::uint64_t>(version.run));
  json.put("collector", version.collector.text).put_or_null("path", version.path);
  json.put_or_null("sha256", version.digest ? core::hex(*version.digest) : std::string{});
  json.key("row");
  version.row > 0 ? json.number(std::uint64_t{version.row}) : json.null();
  json.key("contributions").begin_array();
  for (const auto& part : version.contributions) {
    json.begin_object().put("collector", part.collector.text).put("path", part.path);
    json.put("sum", part.sum).put("rows", part.rows).end_object();
  }
  json.end_array().end_object();
}

void write_series(Json& json, const core::SeriesKey& key, std::vector<core::Provenance> versions,
                  core::Unit unit) {
  std::ranges::sort(versions, {},
                    [](const auto& v) { return std::pair{v.observation.period, v.observation.revisions}; });
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const bool last =
        i + 1 == versions.size() || versions[i + 1].observation.period != versions[i].observation.period;
    write_version(json, key, versions[i], unit, last);
  }
}

}  // namespace

Answer indicators_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  Json json;
  begin_answer(json, *found->board);
  json.key("indicators").begin_array();
  for (const auto& result : found->board->indicators) {
    json.begin_object();
    indicator_members(json, *found->board, result);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Answer indicator_json(const Site& site, const Request& request, std::string_view id) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  const auto scope = parameter(request, "scope");
  if (!scope) return std::unexpected(scope.error());
  const auto& board = *found->board;
  const auto known =
      measured(site, board, core::IndicatorId{std::string{id}}, core::Scope{scope->value_or("")}, found->day);
  if (!known) return std::unexpected(known.error());
  Json json;
  begin_answer(json, board);
  indicator_members(json, board, *known->result);
  json.key("figures").begin_array();
  for (const auto& figure : known->figures) {
    json.begin_object();
    figure_members(json, figure, known->indicator->unit);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Answer observations_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto found = asked(site, request);
  if (!found) return std::unexpected(found.error());
  const auto id = parameter(request, "indicator");
  if (!id) return std::unexpected(id.error());
  if (!*id || (*id)->empty()) {
    return std::unexpected(
        Problem{400, "Bad request", "Say which indicator: indicator=ID. See /api/v1/indicators."});
  }
  const auto scope = parameter(request, "scope");
  if (!scope) return std::unexpected(scope.error());
  const core::SeriesKey wanted{found->board->plan->authority, core::IndicatorId{**id},
                               core::Scope{scope->value_or("")}};
  const auto& board = *found->board;
  // Not only what is reported now: what an earlier plan had recorded here can still be explained.
  if (board.plan->find(wanted.indicator) == nullptr) {
    return std::unexpected(Problem{404, "Not found", fmt::format("The plan has no indicator \"{}\".", **id)});
  }
  Json json;
  begin_answer(json, board);
  json.put("indicator", wanted.indicator.text).put("scope", wanted.scope.path);
  json.key("observations").begin_array();
  for (const auto& key : core::sources(*board.plan, wanted.indicator, wanted.scope)) {
    const auto* indicator = board.plan->find(key.indicator);
    if (indicator != nullptr) write_series(json, key, site.versions(key, found->day), indicator->unit);
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace waymark::http
