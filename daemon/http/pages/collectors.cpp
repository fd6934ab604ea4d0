#include <algorithm>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/http/pages/page.hpp"
#include "daemon/present/shape.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::maybe;
using present::text;

namespace {

constexpr std::size_t most_rejects = 200;
constexpr std::size_t most_runs = 5;
constexpr std::size_t most_unread = 20;

View when(const std::optional<std::chrono::sys_seconds>& time) {
  return time ? text(present::moment(*time)) : View{false};
}

View number(std::uint64_t count) {
  return text(core::grouped(core::Decimal{static_cast<std::int64_t>(count), 0}));
}

View run_view(const core::Run& run) {
  View view;
  view.set("started", text(present::moment(run.started)));
  view.set("path", maybe(run.path));
  view.set("digest", run.digest ? text(core::hex(*run.digest).substr(0, 12)) : View{false});
  view.set("outcome", text(present::words(run.outcome)));
  view.set("read", number(run.counts.read));
  view.set("accepted", number(run.counts.accepted));
  view.set("revised", number(run.counts.revised));
  view.set("unchanged", number(run.counts.unchanged));
  view.set("missing", number(run.counts.missing));
  view.set("rejected", number(run.counts.rejected));
  view.set("message", maybe(run.message));
  return view;
}

View state_chip(const CollectorState& state) {
  const auto drawn = [](std::string_view words, std::string_view name, core::Status shape) {
    View view;
    view.set("words", text(words));
    view.set("class", text(name));
    view.set("shape", text(present::shape(shape)));
    return view;
  };
  if (!state.ran) return drawn("Not run yet", "not_due", core::Status::not_due);
  return state.up ? drawn("Working", "on_track", core::Status::on_track)
                  : drawn("Failing", "off_track", core::Status::missed);
}

std::string name_of(const core::Snapshot* snapshot, const core::AuthorityCode& code) {
  if (snapshot == nullptr) return code.text;
  const auto found =
      std::ranges::find(snapshot->authorities, code, [](const auto& b) { return b->plan->authority; });
  return found != snapshot->authorities.end() ? (*found)->plan->authority_name : code.text;
}

View collector_view(const core::Snapshot* snapshot, const CollectorState& state) {
  auto view = state_chip(state);
  view.set("name", text(state.name.text));
  view.set("type", text(state.type));
  view.set("council", text(name_of(snapshot, state.authority)));
  view.set("problem", maybe(state.problem));
  view.set("last_run", when(state.last_run));
  view.set("last_success", when(state.last_success));
  view.set("next_run", state.running ? View{false} : when(state.next_run));
  view.set("running", state.running);
  view.set("schedule", maybe(state.schedule));
  view.set("failures", state.failures > 0 ? number(state.failures) : View{false});
  view.set("one_failure", state.failures == 1);
  const auto some = [](std::uint64_t count) { return count > 0 ? number(count) : View{false}; };
  view.set("quarantined", some(state.quarantined.value_or(0)));
  view.set("open_rejects", some(state.open_rejects));
  Views unread;
  for (const auto& [name, why] : state.unread) {
    if (unread.size() == most_unread) break;
    View file;
    file.set("file", text(name));
    file.set("why", text(why));
    unread.push_back(file);
  }
  view.set("more_unread", some(state.unread.size() - unread.size()));
  view.set("has_unread", !unread.empty());
  view.set("unread", View{unread});
  Views runs;
  for (const auto& run : state.recent) {
    if (runs.size() == most_runs) break;
    runs.push_back(run_view(run));
  }
  view.set("has_runs", !runs.empty());
  view.set("runs", View{runs});
  view.set("json_href", text("/api/v1/rejects?collector=" + state.name.text));
  return view;
}

View reject_view(const core::StoredReject& stored) {
  View view;
  view.set("when", text(present::moment(stored.when)));
  view.set("collector", text(stored.collector.text));
  view.set("path", maybe(stored.path));
  view.set("line", stored.reject.line > 0 ? number(stored.reject.line) : View{false});
  view.set("column", maybe(stored.reject.column));
  view.set("why", text(stored.reject.reason));
  view.set("raw", maybe(stored.reject.raw));
  return view;
}

}  // namespace

Page collectors_page(const Visit& visit) {
  const auto chosen = parameter(visit.request, "collector");
  if (!chosen) return std::unexpected(chosen.error());
  auto view = frame(visit, nullptr, "Collectors", Section::collectors);
  const auto current = visit.site.snapshot();
  Views list;
  for (const auto& state : visit.site.collectors()) list.push_back(collector_view(current.get(), state));
  view.set("has_collectors", !list.empty());
  view.set("collectors", View{list});

  std::optional<core::CollectorName> only;
  if (*chosen && !(*chosen)->empty()) only = core::CollectorName{**chosen};
  view.set("only", only ? text(only->text) : View{false});
  Views rejects;
  for (const auto& stored : visit.site.rejects(only, most_rejects)) rejects.push_back(reject_view(stored));
  view.set("has_rejects", !rejects.empty());
  view.set("more_rejects", rejects.size() == most_rejects);
  view.set("rejects", View{rejects});
  view.set("diagnostics",
           visit.site.last_reload_problem ? maybe(visit.site.last_reload_problem()) : View{false});
  return html(visit.templates, "collectors", view);
}

}  // namespace waymark::http
