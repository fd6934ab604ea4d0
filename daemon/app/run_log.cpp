#include "daemon/app/run_log.hpp"

#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "daemon/app/log.hpp"

namespace waymark::app {

namespace {

void log_input(const core::CollectorName& collector, const collectors::InputReport& input) {
  const auto& counts = input.counts;
  if (!input.in_the_way.empty()) {
    log(Level::warning, "file not put away",
        {{"collector", collector.text}, {"input", input.path}, {"problem", input.in_the_way}});
  }
  switch (input.outcome) {
    case core::RunOutcome::recorded:
      log(counts.rejected == 0 ? Level::info : Level::warning, "recorded",
          {{"collector", collector.text},
           {"run", std::to_string(input.run)},
           {"input", input.path},
           {"read", std::to_string(counts.read)},
           {"accepted", std::to_string(counts.accepted)},
           {"revised", std::to_string(counts.revised)},
           {"unchanged", std::to_string(counts.unchanged)},
           {"missing", std::to_string(counts.missing)},
           {"rejected", std::to_string(counts.rejected)}});
      if (!input.message.empty()) {
        log(Level::info, "worth knowing",
            {{"collector", collector.text}, {"input", input.path}, {"what", input.message}});
      }
      return;
    case core::RunOutcome::unchanged:
      log(Level::debug, "unchanged",
          {{"collector", collector.text}, {"run", std::to_string(input.run)}, {"input", input.path}});
      return;
    case core::RunOutcome::quarantined:
    case core::RunOutcome::refused:
    case core::RunOutcome::failed:
      log(Level::warning, core::word(input.outcome),
          {{"collector", collector.text},
           {"run", std::to_string(input.run)},
           {"input", input.path},
           {"problem", input.message}});
      return;
  }
}

}  // namespace

std::string time_text(std::chrono::sys_seconds time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", time);
}

void RunLog::ended(const runtime::Runner::Finished& run) {
  complaints(run);
  unread(run);
  log(Level::debug, "run ended",
      {{"collector", run.collector.text},
       {"seconds", fmt::format("{:.3f}", run.took.count())},
       {"inputs", std::to_string(run.report.inputs.size())},
       {"next", run.next_run ? time_text(*run.next_run) : "none"}});
}

void RunLog::complaints(const runtime::Runner::Finished& run) {
  const auto before = std::exchange(said_[run.collector.text], {});
  auto& said = said_[run.collector.text];
  const auto once = [&](const std::string& complaint) {
    said.insert(complaint);
    return !before.contains(complaint);
  };
  for (const auto& input : run.report.inputs) {
    if (input.outcome != core::RunOutcome::failed || once(input.path + ": " + input.message)) {
      log_input(run.collector, input);
    }
  }
  const auto& problem = run.timed_out || !run.failure.empty() ? run.problem : run.report.problem;
  if (!problem.empty() && once(problem)) {
    log(Level::error, "collector failed",
        {{"collector", run.collector.text},
         {"problem", problem},
         {"next", run.next_run ? time_text(*run.next_run) : "none"}});
  }
  if (run.up && !before.empty())
    log(Level::info, "collector works again", {{"collector", run.collector.text}});
  if (!run.next_run) said_.erase(run.collector.text);
}

// What nobody reads is said once, for as long as it lies there.
void RunLog::unread(const runtime::Runner::Finished& run) {
  if (!run.next_run) {
    unread_.erase(run.collector.text);
    return;
  }
  if (run.timed_out || !run.failure.empty() || !run.report.backlog) return;
  std::set<std::string> there;
  auto& before = unread_[run.collector.text];
  for (const auto& [name, why] : run.report.backlog->unread) {
    if (!before.contains(name)) {
      log(Level::warning, "unread",
          {{"collector", run.collector.text}, {"input", name}, {"problem", fmt::format("{} {}", name, why)}});
    }
    there.insert(name);
  }
  before = std::move(there);
}

}  // namespace waymark::app
