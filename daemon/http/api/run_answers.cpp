#include <algorithm>
#include <charconv>
#include <ranges>

#include <fmt/format.h>

#include "daemon/http/api/answers.hpp"

namespace waymark::http {

namespace {

constexpr std::size_t default_limit = 100;
constexpr std::size_t most_rejects = 10'000;

std::expected<std::size_t, Problem> limit_of(const Request& request) {
  const auto given = parameter(request, "limit");
  if (!given) return std::unexpected(given.error());
  if (!*given || (*given)->empty()) return default_limit;
  const auto& text = **given;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > most_rejects) {
    return std::unexpected(Problem{400, "Bad request",
                                   fmt::format("\"{}\" is not a limit. Give a whole number from 1 to {}.",
                                               text.substr(0, 40), most_rejects)});
  }
  return limit;
}

void write_run(Json& json, const core::Run& run) {
  json.begin_object().put("id", static_cast<std::uint64_t>(run.id)).put_or_null("path", run.path);
  json.put("size", run.size).put_or_null("sha256", run.digest ? core::hex(*run.digest) : std::string{});
  put_time(json, "started", run.started);
  put_time(json, "ended", run.ended);
  json.put("outcome", core::word(run.outcome)).put_or_null("message", run.message);
  json.key("rows").begin_object().put("read", run.counts.read).put("accepted", run.counts.accepted);
  json.put("unchanged", run.counts.unchanged).put("revised", run.counts.revised);
  json.put("rejected", run.counts.rejected).put("missing", run.counts.missing).end_object().end_object();
}

}  // namespace

Answer collectors_json(const Site& site, const Request& /*request*/, std::string_view /*id*/) {
  Json json;
  json.begin_object().key("collectors").begin_array();
  for (const auto& state : site.collectors()) {
    json.begin_object()
        .put("name", state.name.text)
        .put("authority", state.authority.text)
        .put("type", state.type);
    json.put("ran", state.ran).put("up", state.up).put_or_null("problem", state.problem);
    json.put("running", state.running).put("failures", std::uint64_t{state.failures});
    json.put_or_null("schedule", state.schedule);
    put_time(json, "last_run", state.last_run);
    put_time(json, "last_success", state.last_success);
    put_time(json, "next_run", state.next_run);
    json.key("quarantined");
    state.quarantined ? json.number(*state.quarantined) : json.null();
    json.put("open_rejects", state.open_rejects).key("unread").begin_array();
    for (const auto& [name, why] : state.unread) {
      json.begin_object().put("name", name).put("why", why).end_object();
    }
    json.end_array().key("runs").begin_array();
    for (const auto& run : std::views::reverse(state.recent)) write_run(json, run);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Answer rejects_json(const Site& site, const Request& request, std::string_view /*id*/) {
  const auto limit = limit_of(request);
  if (!limit) return std::unexpected(limit.error());
  const auto collector = parameter(request, "collector");
  if (!collector) return std::unexpected(collector.error());
  std::optional<core::CollectorName> only;
  if (*collector && !(*collector)->empty()) only = core::CollectorName{**collector};
  auto rejects = site.rejects(only, *limit);
  std::ranges::sort(rejects, {}, [](const auto& r) { return std::tuple{r.when, r.run, r.reject.line}; });
  Json json;
  json.begin_object().key("rejects").begin_array();
  for (const auto& stored : rejects) {
    json.begin_object()
        .put("run", static_cast<std::uint64_t>(stored.run))
        .put("collector", stored.collector.text);
    json.put_or_null("path", stored.path);
    put_time(json, "when", stored.when);
    json.key("line");
    stored.reject.line > 0 ? json.number(std::uint64_t{stored.reject.line}) : json.null();
    json.put_or_null("column", stored.reject.column).put("reason", stored.reject.reason);
    json.put("raw", stored.reject.raw).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace waymark::http
