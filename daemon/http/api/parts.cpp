#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/http/api/answers.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

std::expected<Asked, Problem> asked(const Site& site, const Request& request) {
  const auto code = parameter(request, "authority");
  if (!code) return std::unexpected(code.error());
  const auto day = as_of(site, request);
  if (!day) return std::unexpected(day.error());
  core::AuthorityCode authority;
  if (*code && !(*code)->empty()) {
    authority.text = **code;
  } else {
    const auto current = snapshot(site);
    if (!current) return std::unexpected(current.error());
    const auto& boards = (*current)->authorities;
    if (boards.size() != 1) {
      std::vector<std::string> codes;
      codes.reserve(boards.size());
      for (const auto& b : boards) codes.push_back(b->plan->authority.text);
      return std::unexpected(
          Problem{400, "Bad request", fmt::format("Say which authority: {}.", present::join(codes))});
    }
    authority = boards.front()->plan->authority;
  }
  auto found = board(site, authority, *day);
  if (!found) return std::unexpected(found.error());
  return Asked{std::move(*found), *day};
}

void begin_answer(Json& json, const core::Scoreboard& board) {
  json.begin_object();
  json.put("authority", board.plan->authority.text).put("authority_name", board.plan->authority_name);
  json.put("invented", board.plan->invented).put("as_of", core::iso_date(board.as_of));
}

void put_period(Json& json, core::Period period) {
  json.put("period", period.label());
  json.put("period_start", core::iso_date(period.first_day()))
      .put("period_end", core::iso_date(period.last_day()));
}

void put_day(Json& json, std::string_view name, const std::optional<std::chrono::sys_days>& day) {
  json.put_or_null(name, day ? core::iso_date(*day) : std::string{});
}

void put_time(Json& json, std::string_view name, const std::optional<std::chrono::sys_seconds>& time) {
  json.put_or_null(name, time ? present::timestamp(*time) : std::string{});
}

void put_texts(Json& json, std::string_view name, std::span<const std::string> texts) {
  json.key(name).begin_array();
  for (const auto& text : texts) json.text(text);
  json.end_array();
}

void put_dated(Json& json, std::string_view name, const std::optional<core::DatedValue>& value,
               core::Unit unit) {
  json.key(name);
  if (!value) {
    json.null();
    return;
  }
  json.begin_object();
  put_period(json, value->period);
  json.put("value", value->value).put("text", core::amount(value->value, unit)).end_object();
}

void figure_members(Json& json, const core::Figure& figure, core::Unit unit) {
  put_period(json, figure.period);
  json.put("value", figure.value).put("text", core::amount(figure.value, unit));
  if (figure.parts) {
    json.put("numerator", figure.parts->numerator).put("denominator", figure.parts->denominator);
  } else {
    json.put("numerator", std::nullopt).put("denominator", std::nullopt);
  }
  json.put_or_null("flag", figure.flag == core::Flag::none ? std::string_view{} : core::word(figure.flag));
  json.put("recorded", present::timestamp(figure.recorded)).put("revisions", std::uint64_t{figure.revisions});
  json.put("computed", figure.computed);
  json.key("coverage").begin_object().put("have", std::uint64_t{figure.coverage.have});
  json.put("of", std::uint64_t{figure.coverage.of}).end_object();
}

void put_figure(Json& json, std::string_view name, const std::optional<core::Figure>& figure,
                core::Unit unit) {
  json.key(name);
  if (!figure) {
    json.null();
    return;
  }
  json.begin_object();
  figure_members(json, *figure, unit);
  json.end_object();
}

void put_counts(Json& json, const core::Scoreboard& board) {
  std::uint64_t total = 0;
  for (const auto count : board.counts) total += count;
  json.key("counts").begin_object().put("total", total);
  for (std::size_t i = 0; i < board.counts.size(); ++i) {
    json.put(core::word(static_cast<core::Status>(i)), std::uint64_t{board.counts[i]});
  }
  json.end_object();
}

void write_commitment(Json& json, const core::Scoreboard& board, const core::CommitmentResult& result) {
  const auto& promise = board.plan->commitments[result.commitment];
  const auto& measured = board.indicators[result.indicator];
  const auto& indicator = board.plan->indicators[measured.indicator];
  json.put("id", promise.id.text).put("title", promise.title).put_or_null("description", promise.description);
  json.put("indicator", promise.indicator.text).put("scope", promise.scope.path);
  json.put("scope_title", present::scope_title(*board.plan, promise.scope));
  json.put_or_null("theme", promise.theme.text);
  json.key("plans").begin_array();
  for (const auto& plan : promise.plans) json.text(plan.text);
  json.end_array();
  json.put_or_null("owner", promise.owner).put("unit", core::word(indicator.unit));
  put_texts(json, "topics", promise.topics);
  json.put("status", core::word(result.status)).put("status_words", core::words(result.status));
  json.put("reason", result.reason);
  put_figure(json, "latest", measured.latest, indicator.unit);
  json.key("expected");
  if (result.expected) {
    json.begin_object().put("value", *result.expected);
    json.put("text", core::amount(*result.expected, indicator.unit)).end_object();
  } else {
    json.null();
  }
  put_dated(json, "baseline", promise.baseline, indicator.unit);
  put_dated(json, "target", result.target, indicator.unit);
  put_dated(json, "original_target", result.original, indicator.unit);
  json.put("example_target", promise.example_target);
  if (result.shortfall) {
    json.put("shortfall", *result.shortfall);
  } else {
    json.put("shortfall", std::nullopt);
  }
  json.put("attainment", result.attainment);
  json.key("pace").begin_object().put("linear", result.pace.linear).put("growth", result.pace.growth);
  json.put("word", core::word(result.pace.word)).end_object();
  put_acceleration(json, result.acceleration);
  put_forecast(json, board, result);
  json.put("since_previous", core::word(measured.since_previous));
  json.put("since_year_before", core::word(measured.since_year_before));
  put_day(json, "next_due", measured.next_due);
  json.put("parts", std::uint64_t{result.parts})
      .put("parts_off_track", std::uint64_t{result.parts_off_track});
}

void write_milestone(Json& json, const core::Scoreboard& board, const core::MilestoneResult& result) {
  const auto& milestone = board.plan->milestones[result.milestone];
  json.begin_object().put("id", milestone.id.text).put("title", milestone.title);
  json.put_or_null("description", milestone.description).put_or_null("theme", milestone.theme.text);
  json.put_or_null("owner", milestone.owner);
  json.put_or_null("commitment", milestone.commitment ? milestone.commitment->text : std::string{});
  json.put("due", core::iso_date(milestone.due));
  const bool done =
      result.state == core::MilestoneState::done || result.state == core::MilestoneState::done_late;
  put_day(json, "done", done ? milestone.done : std::nullopt);
  json.put("state", core::word(result.state)).put_or_null("reason", result.reason).end_object();
}

}  // namespace waymark::http
