#include "collectors/csv/put_away.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "collectors/csv/errors_file.hpp"
#include "collectors/csv/names.hpp"
#include "daemon/core/failpoint.hpp"

namespace waymark::csv {

namespace {

constexpr std::chrono::hours looked_at_for{24};

std::chrono::system_clock::time_point time_of(std::int64_t ns) {
  return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds(ns)));
}

}  // namespace

std::expected<void, std::string> PutAway::put(Shelf& shelf, const Inbox& inbox, const Origin& from,
                                              const File& file, const core::Sha256& digest,
                                              std::expected<std::string, std::string> stored) {
  if (!stored) return std::unexpected(std::move(stored.error()));
  core::failpoint("after_move");
  const auto folder = inbox.below(shelf.name);
  if (!folder || !*folder) return {};  // it is there, and that is what counts
  shelf.taken.load(**folder, inbox.user());
  auto state = file.state();
  const auto now = (*folder)->look(*stored);
  // The move itself is a change of the file's entry. What else happened since it was read shows later.
  if (now && FileState::of(*now).same_contents(state)) state = FileState::of(*now);
  shelf.taken.add(**folder, {*stored, from.path, state, digest}, inbox.user());
  return {};
}

std::expected<void, std::string> PutAway::keep(const Inbox& inbox, const Origin& from, const File& file,
                                               const core::Sha256& digest) {
  return put(done_, inbox, from, file, digest, inbox.keep(from.folder, from.name, file));
}

std::expected<void, std::string> PutAway::quarantine(const Inbox& inbox, const Origin& from, const File& file,
                                                     const core::Sha256& digest, const std::string& errors) {
  return put(quarantine_, inbox, from, file, digest, inbox.quarantine(from.folder, from.name, file, errors));
}

std::vector<Put> PutAway::changed(Shelf& shelf, const Directory& folder) {
  std::vector<Put> changed;
  std::vector<std::string> gone;
  for (const auto& [stored, put] : shelf.taken.puts()) {
    if (clock_() - time_of(put.state.changed_ns) > looked_at_for) continue;
    const auto found = folder.look(stored);
    if (!found || !FileState::of(*found).same_file(put.state)) {
      gone.push_back(stored);
    } else if (FileState::of(*found) != put.state) {
      changed.push_back(put);
    }
  }
  for (const auto& stored : gone) shelf.taken.forget(stored);
  return changed;
}

std::uint64_t PutAway::quarantined(const Inbox& inbox) {
  const auto folder = inbox.below(quarantine_folder);
  if (!folder || !*folder) return 0;
  auto& taken = quarantine_.taken;
  taken.load(**folder, inbox.user());
  const auto names = (*folder)->names();
  if (!names) return 0;
  return static_cast<std::uint64_t>(std::ranges::count_if(*names, [&](const std::string& name) {
    // What is not written down may have been put there by hand.
    if (!taken.puts().contains(name) && (left_alone(name) || is_errors_name(name))) return false;
    const auto found = (*folder)->look(name);
    return found && S_ISREG(found->st_mode) && inbox.takes(taken.path(name));
  }));
}

void PutAway::add_names(const Inbox& inbox, std::set<std::string>& names) {
  for (auto* shelf : {&done_, &quarantine_}) {
    const auto folder = inbox.below(shelf->name);
    if (!folder || !*folder) continue;
    shelf->taken.load(**folder, inbox.user());
    for (const auto& put : changed(*shelf, **folder)) {
      names.insert(std::string(shelf->name) + "/" + put.stored);
    }
  }
}

std::chrono::milliseconds PutAway::wait(const Inbox& inbox) {
  std::chrono::milliseconds longest{};
  for (auto* shelf : {&done_, &quarantine_}) {
    const auto folder = inbox.below(shelf->name);
    if (!folder || !*folder) continue;
    for (const auto& put : changed(*shelf, **folder)) {
      const auto file = File::open(**folder, put.stored);
      if (!file) continue;
      const auto name = std::string(shelf->name) + "/" + put.stored;
      longest = std::max(longest, observation_.wait(name, file->state()));
    }
  }
  return longest;
}

void PutAway::look_again(const Inbox& inbox, FileRun& run, const std::stop_token& stop,
                         collectors::CollectReport& report) {
  for (auto* shelf : {&done_, &quarantine_}) {
    const auto folder = inbox.below(shelf->name);
    if (!folder || !*folder) continue;
    for (const auto& put : changed(*shelf, **folder)) {
      if (stop.stop_requested()) return;
      read_again(inbox, *shelf, **folder, put, run, report);
    }
  }
}

void PutAway::read_again(const Inbox& inbox, Shelf& shelf, const Directory& folder, const Put& put,
                         FileRun& run, collectors::CollectReport& report) {
  const auto name = std::string(shelf.name) + "/" + put.stored;
  const auto file = File::open(folder, put.stored);
  if (!file) return;  // it is no file of ours any more
  if (!observation_.complete(name, file->state())) {
    report.waiting.push_back({name, "went on growing after it was read; it waits until it does not change"});
    return;
  }
  auto verdict = run.again({folder, put.stored, *file, put.path, false, true}, put.digest);
  if (!verdict) {
    report.waiting.push_back({name, "changed while it was read; it waits"});
    return;
  }
  if (verdict->same) {  // only its entry was touched
    shelf.taken.add(folder, {put.stored, put.path, file->state(), put.digest}, inbox.user());
    return;
  }
  settle(inbox, shelf, {folder, put.stored, put.path}, *file, std::move(*verdict), report);
}

void PutAway::settle(const Inbox& inbox, Shelf& shelf, const Origin& from, const File& file, Verdict verdict,
                     collectors::CollectReport& report) {
  const bool quarantined = &shelf == &quarantine_;
  const auto& folder = from.folder;
  const auto outcome = verdict.report.outcome;
  std::expected<void, std::string> moved;
  if (outcome == core::RunOutcome::failed) {
    moved = {};
  } else if (holds_nothing(outcome)) {
    const auto errors = errors_csv(verdict.rejects, verdict.further);
    if (quarantined) {
      ::unlinkat(folder.descriptor(), errors_name(from.name).c_str(), 0);
      (void)write_new(folder, errors_name(from.name), errors, inbox.user());
      shelf.taken.add(folder, {from.name, from.path, file.state(), verdict.digest}, inbox.user());
    } else {
      moved = quarantine(inbox, from, file, verdict.digest, errors);
      if (moved) shelf.taken.forget(from.name);
    }
  } else if (quarantined) {
    moved = keep(inbox, from, file, verdict.digest);
    if (moved) {
      ::unlinkat(folder.descriptor(), errors_name(from.name).c_str(), 0);
      shelf.taken.forget(from.name);
    }
  } else {
    shelf.taken.add(folder, {from.name, from.path, file.state(), verdict.digest}, inbox.user());
  }
  if (!moved) verdict.report.in_the_way = moved.error();
  report.inputs.push_back(std::move(verdict.report));
}

void PutAway::read_all_again(const Inbox& inbox, FileRun& run, const std::stop_token& stop,
                             collectors::CollectReport& report) {
  const auto folder = inbox.below(done_folder);
  if (!folder || !*folder) return;
  auto& taken = done_.taken;
  taken.load(**folder, inbox.user());
  auto names = (*folder)->names();
  if (!names) return;
  struct Stored {
    std::int64_t time = 0;  // when it was taken; of what is not written down, when it was written
    std::string name;
    auto operator<=>(const Stored&) const = default;
  };
  std::vector<Stored> files;
  for (auto& name : *names) {
    const auto found = (*folder)->look(name);
    if (left_alone(name) || !found || !S_ISREG(found->st_mode)) continue;
    const auto put = taken.puts().find(name);
    files.push_back(
        {put == taken.puts().end() ? FileState::of(*found).modified_ns : put->second.state.changed_ns,
         std::move(name)});
  }
  std::ranges::sort(files);
  for (const auto& stored : files) {
    if (stop.stop_requested()) return;
    const auto file = File::open(**folder, stored.name);
    if (!file) {
      report.inputs.push_back({stored.name, core::RunOutcome::failed, {}, file.error()});
      continue;
    }
    const Origin from{**folder, stored.name, taken.path(stored.name)};
    auto verdict = run.take({**folder, stored.name, *file, from.path, true});
    if (verdict && !verdict->same) settle(inbox, done_, from, *file, std::move(*verdict), report);
  }
}

void PutAway::reinstate(const Inbox& inbox, const std::string& stored, FileRun& run,
                        collectors::CollectReport& report) {
  const auto folder = inbox.below(done_folder);
  if (!folder || !*folder) {
    report.problem = folder ? "done/ is not there" : folder.error();
    return;
  }
  done_.taken.load(**folder, inbox.user());
  const auto file = File::open(**folder, stored);
  if (!file) {
    report.inputs.push_back({stored, core::RunOutcome::failed, {}, file.error()});
    return;
  }
  const Origin from{**folder, stored, done_.taken.path(stored)};
  auto verdict = run.reinstate({**folder, stored, *file, from.path});
  if (verdict) settle(inbox, done_, from, *file, std::move(*verdict), report);
}

}  // namespace waymark::csv
