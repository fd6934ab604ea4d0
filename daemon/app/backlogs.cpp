#include "daemon/app/backlogs.hpp"

#include <numeric>
#include <utility>

namespace waymark::app {

namespace {

// Figures count of it, and its rows were read; a file that was known when it came was not.
bool counts(const collectors::InputReport& input) {
  switch (input.outcome) {
    case core::RunOutcome::recorded: return true;
    case core::RunOutcome::unchanged: return input.counts.read > 0;
    case core::RunOutcome::quarantined:
    case core::RunOutcome::refused:
    case core::RunOutcome::failed: return false;
  }
  return false;
}

}  // namespace

std::uint64_t Backlogs::Backlog::open_rejects() const {
  return std::accumulate(rejects.begin(), rejects.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& entry) { return sum + entry.second; });
}

void Backlogs::look(const Loaded& loaded, ledger::Ledger& ledger) {
  std::map<std::string, Backlog> all;
  for (const auto& collector : loaded.collectors) all[collector->name().text].inbox = collector->backlog();
  for (auto& [collector, path, rows] : ledger.view({})->open_rejects()) {
    const auto found = all.find(collector.text);
    if (found != all.end()) found->second.rejects.emplace(std::move(path), rows);
  }
  const std::scoped_lock lock(mutex_);
  all_ = std::move(all);
  for (const auto& [name, backlog] : all_) tell(name, backlog);
}

void Backlogs::ended(const runtime::Runner::Finished& run) {
  const std::scoped_lock lock(mutex_);
  if (!run.next_run) return;  // it is gone, and so are its series
  auto& backlog = all_[run.collector.text];
  if (run.report.backlog) backlog.inbox = run.report.backlog;
  for (const auto& input : run.report.inputs) {
    if (!counts(input)) continue;
    if (input.counts.rejected > 0) {
      backlog.rejects.insert_or_assign(input.path, input.counts.rejected);
    } else {
      backlog.rejects.erase(input.path);
    }
  }
  tell(run.collector.text, backlog);
}

void Backlogs::tell(const std::string& collector, const Backlog& backlog) {
  metrics::Backlog told{.open_rejects = backlog.open_rejects()};
  if (backlog.inbox) {
    told.quarantined = backlog.inbox->quarantined;
    told.unread = backlog.inbox->unread.size();
  }
  metrics_.collector_left({collector}, told);
}

Backlogs::Backlog Backlogs::of(const core::CollectorName& collector) const {
  const std::scoped_lock lock(mutex_);
  const auto found = all_.find(collector.text);
  return found == all_.end() ? Backlog{} : found->second;
}

}  // namespace waymark::app
