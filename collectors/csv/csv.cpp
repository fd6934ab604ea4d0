#include "collectors/csv/csv.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "collectors/cells/verdict.hpp"
#include "collectors/csv/file_source.hpp"
#include "collectors/csv/inbox.hpp"
#include "collectors/csv/read.hpp"

namespace waymark::csv {

namespace {

using collectors::CollectReport;
using collectors::InputReport;
using core::RunOutcome;

constexpr bool holds_nothing(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::recorded:
    case RunOutcome::unchanged: return false;
    case RunOutcome::quarantined:
    case RunOutcome::refused:
    case RunOutcome::failed: return true;
  }
  return true;
}

// What one file came to, beyond what is reported.
struct Verdict {
  InputReport report;
  std::vector<core::Reject> rejects;  // listed beside a quarantined file
  std::uint64_t further = 0;          // rejected rows that are not listed
};

class CsvCollector final : public collectors::Collector {
 public:
  CsvCollector(Settings settings, Clock clock)
      : settings_(std::move(settings)), clock_(std::move(clock)), inbox_(settings_) {}

  [[nodiscard]] const core::CollectorName& name() const override { return settings_.name; }

  [[nodiscard]] std::vector<std::filesystem::path> watched() const override { return {inbox_.folder()}; }

  // Every file as it is, whatever is known of it.
  CollectReport try_out(core::Recorder& recorder, collectors::Preview& preview,
                        std::stop_token stop) override {
    CollectReport report;
    const auto files = inbox_.candidates();
    if (!files) {
      report.problem = files.error();
      return report;
    }
    for (const auto& candidate : *files) {
      const auto file = File::open(candidate.path);
      if (!file) {
        report.inputs.push_back({candidate.name, RunOutcome::failed, {}, file.error()});
        continue;
      }
      auto verdict = record(candidate, *file, recorder, stop, &preview);
      if (verdict) report.inputs.push_back(std::move(verdict->report));
    }
    return report;
  }

  CollectReport collect(core::Recorder& recorder, bool settle, std::stop_token stop) override {
    CollectReport report;
    const auto files = inbox_.candidates();
    if (!files) {
      report.problem = files.error();
      return report;
    }
    forget_all_but(*files);
    for (const auto& file : *files) {
      if (stop.stop_requested()) break;
      take(file, recorder, settle, stop, report);
    }
    return report;
  }

 private:
  // A file that stays where it is, or could not be moved: not to be read again while it is in this state.
  struct Dealt {
    FileState state;
    bool quarantine = false;
  };
  // A file that has not settled: since when it has been in this state.
  struct Waiting {
    FileState state;
    std::chrono::system_clock::time_point since;
  };

  void forget_all_but(const std::vector<Candidate>& files) {
    std::set<std::string> names;
    for (const auto& file : files) names.insert(file.name);
    const auto gone = [&](const auto& entry) { return !names.contains(entry.first); };
    std::erase_if(dealt_, gone);
    std::erase_if(waiting_, gone);
    std::erase_if(complaints_, gone);
  }

  bool settled(const std::string& name, const FileState& state) {
    const auto now = clock_();
    const auto modified =
        std::chrono::system_clock::time_point(std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::nanoseconds(state.modified_ns)));
    if (now - modified >= settings_.settle) return true;
    auto& waiting = waiting_.try_emplace(name, Waiting{state, now}).first->second;
    if (waiting.state != state) waiting = {state, now};
    return now - waiting.since >= settings_.settle;
  }

  void take(const Candidate& candidate, core::Recorder& recorder, bool settle, const std::stop_token& stop,
            CollectReport& report) {
    auto file = File::open(candidate.path);
    if (!file) return complain(candidate, file.error(), recorder, report);
    complaints_.erase(candidate.name);
    const auto dealt = dealt_.find(candidate.name);
    if (dealt != dealt_.end() && dealt->second.state == file->state()) {
      if (settings_.move && !dealt->second.quarantine && inbox_.keep(candidate)) dealt_.erase(dealt);
      return;
    }
    if (settle && !settled(candidate.name, file->state())) {
      report.unsettled = true;
      return;
    }
    auto verdict = record(candidate, *file, recorder, stop, nullptr);
    if (!verdict) {
      report.unsettled = report.unsettled || !stop.stop_requested();
      return;
    }
    if (auto problem = put_away(candidate, *verdict)) {
      auto& message = verdict->report.message;
      message += (message.empty() ? "" : "; ") + *problem;
    }
    std::error_code none;
    if (std::filesystem::exists(candidate.path, none)) {
      dealt_[candidate.name] = {file->state(), holds_nothing(verdict->report.outcome)};
    }
    waiting_.erase(candidate.name);
    report.inputs.push_back(std::move(verdict->report));
  }

  // A file that cannot be opened is reported every time, and kept as a run once.
  void complain(const Candidate& candidate, const std::string& message, core::Recorder& recorder,
                CollectReport& report) {
    if (complaints_[candidate.name] != message) {
      complaints_[candidate.name] = message;
      core::Origin origin{settings_.name, candidate.name};
      origin.authority = settings_.authority;
      recorder.begin(origin)->abandon({RunOutcome::failed, message, {}});
    }
    report.inputs.push_back({candidate.name, RunOutcome::failed, {}, message, 0});
  }

  std::optional<std::string> put_away(const Candidate& candidate, const Verdict& verdict) {
    if (!settings_.move || verdict.report.outcome == RunOutcome::failed) return std::nullopt;
    const auto moved = holds_nothing(verdict.report.outcome)
                           ? inbox_.quarantine(candidate, verdict.rejects, verdict.further)
                           : inbox_.keep(candidate);
    return moved ? std::nullopt : std::optional(moved.error());
  }

  // Nothing when the file has to be looked at again later: it changed meanwhile, or the stop token was set.
  std::optional<Verdict> record(const Candidate& candidate, const File& file, core::Recorder& recorder,
                                const std::stop_token& stop, collectors::Preview* preview) {
    core::Origin origin{settings_.name, candidate.name, file.state().size, file.state().modified_ns};
    origin.authority = settings_.authority;
    origin.contribution = settings_.layout == cells::LayoutKind::transactions;
    if (recorder.known(origin).seen == core::Seen::same_size) {
      const auto sum = digest(file);
      if (!sum) return abandoned(origin, recorder, RunOutcome::failed, sum.error());
      if (!file.unchanged(candidate.path)) return changed(candidate, origin, recorder);
      origin.digest = *sum;
      const auto known = recorder.known(origin);
      switch (known.seen) {
        case core::Seen::known:
          return abandoned(origin, recorder, RunOutcome::unchanged, core::sentence(known));
        case core::Seen::never:
        case core::Seen::same_size:
        case core::Seen::read_otherwise: break;
      }
    }
    return read(candidate, origin, file, recorder, stop, preview);
  }

  static Verdict abandoned(const core::Origin& origin, core::Recorder& recorder, RunOutcome outcome,
                           const std::string& message) {
    const auto done = recorder.begin(origin)->abandon({outcome, message, {}});
    return {{origin.path, outcome, {}, message, done.run}, {core::Reject{0, {}, message, {}}}};
  }

  static std::optional<Verdict> changed(const Candidate& candidate, const core::Origin& origin,
                                        core::Recorder& recorder) {
    std::error_code none;
    if (std::filesystem::exists(candidate.path, none)) return std::nullopt;
    return abandoned(origin, recorder, RunOutcome::failed,
                     "it was removed while it was read; nothing of it counts");
  }

  std::optional<Verdict> read(const Candidate& candidate, const core::Origin& origin, const File& file,
                              core::Recorder& recorder, const std::stop_token& stop,
                              collectors::Preview* preview) {
    auto recording = recorder.begin(origin);
    const auto tolerance = cells::tolerance(settings_);
    cells::Sink sink(*recording, tolerance);
    FileSource source(file, !origin.digest);
    const auto result = read_csv(source, settings_, sink, stop, preview);
    if (result.end == ReadEnd::stopped) return std::nullopt;
    const auto sum = source.digest();
    if (!file.unchanged(candidate.path)) {
      recording.reset();
      return changed(candidate, origin, recorder);
    }
    Verdict verdict{{origin.path, RunOutcome::recorded, {}, {}, 0}};
    const core::RowCounts counts{
        .read = sink.read(), .rejected = sink.rejected(), .missing = sink.missing_rows()};
    if (!sum) {
      report(verdict, recording->abandon({RunOutcome::failed, sum.error(), {}}), counts);
      return verdict;
    }

    verdict.rejects = std::move(sink.rejects());
    if (result.end == ReadEnd::failed) verdict.rejects.push_back({0, {}, result.error, {}});
    const auto refusal = [&](const core::RowCounts& found,
                             const core::Conflicts& conflicts) -> std::optional<core::Rejection> {
      if (!tolerance.exceeded(found.rejected, found.read)) return std::nullopt;
      std::ranges::copy(conflicts.rejects, std::back_inserter(verdict.rejects));
      return core::Rejection{RunOutcome::quarantined,
                             cells::too_many(found, verdict.rejects.front(), settings_, "line"),
                             verdict.rejects, *sum};
    };
    core::Finished done;
    if (result.end == ReadEnd::failed) {
      done = recording->abandon({RunOutcome::quarantined, result.error, verdict.rejects, *sum});
    } else if (auto refused = refusal(counts, {})) {
      done = recording->abandon(*refused);
    } else {
      done = recording->finish({.read = counts.read,
                                .missing = counts.missing,
                                .digest = *sum,
                                .conflicts_wanted = cells::Sink::kept_rejects,
                                .verdict = refusal});
    }
    report(verdict, done, counts);
    return verdict;
  }

  static void report(Verdict& verdict, const core::Finished& done, const core::RowCounts& counts) {
    auto& report = verdict.report;
    report.outcome = done.outcome;
    report.message = done.message;
    report.run = done.run;
    report.counts = done.counts;
    if (holds_nothing(done.outcome)) {
      report.counts = counts;
      report.counts.rejected = std::max(counts.rejected, done.counts.rejected);
      verdict.further =
          report.counts.rejected - std::min<std::uint64_t>(report.counts.rejected, verdict.rejects.size());
    } else if (report.message.empty() && counts.read == 0) {
      report.message = "there are no data rows below the header";
    } else if (report.counts.rejected > 0) {
      report.message = fmt::format("{} of {} rows rejected", report.counts.rejected, report.counts.read);
    }
  }

  Settings settings_;
  Clock clock_;
  Inbox inbox_;
  std::map<std::string, Dealt> dealt_;
  std::map<std::string, Waiting> waiting_;
  std::map<std::string, std::string> complaints_;
};

}  // namespace

std::unique_ptr<collectors::Collector> make_collector(Settings settings, Clock clock) {
  return std::make_unique<CsvCollector>(std::move(settings), std::move(clock));
}

std::unique_ptr<collectors::Collector> make_collector(config::CollectorEntry& entry,
                                                      const config::Diagnostics& diagnostics) {
  auto settings = read_settings(entry, diagnostics);
  if (!settings) return nullptr;
  return make_collector(std::move(*settings), [] { return std::chrono::system_clock::now(); });
}

}  // namespace waymark::csv
