#include "collectors/csv/file_run.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "collectors/cells/verdict.hpp"
#include "collectors/csv/read.hpp"
#include "daemon/core/failpoint.hpp"

namespace waymark::csv {

using core::RunOutcome;

bool holds_nothing(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::recorded:
    case RunOutcome::unchanged: return false;
    case RunOutcome::quarantined:
    case RunOutcome::refused:
    case RunOutcome::failed: return true;
  }
  return true;
}

namespace {

// What is reported of a run that ended so, of which the collector counted that.
void report(Verdict& verdict, const core::Finished& done, const core::RowCounts& counts) {
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
    report.message = fmt::format("{} of {} rows rejected{}{}", report.counts.rejected, report.counts.read,
                                 done.message.empty() ? "" : "; ", done.message);
  }
}

}  // namespace

core::Origin FileRun::origin_of(const Input& input) const {
  const auto& state = input.file.state();
  core::Origin origin{settings_.name, input.path, state.size, state.modified_ns};
  origin.authority = settings_.authority;
  origin.contribution = settings_.layout == cells::LayoutKind::transactions;
  origin.duplicates = settings_.duplicates;
  origin.reading = reading_;
  origin.continues = input.continues;
  return origin;
}

Verdict FileRun::abandoned(const core::Origin& origin, RunOutcome outcome, const std::string& message) {
  const auto done = recorder_.begin(origin)->abandon({outcome, message, {}});
  core::failpoint("after_commit");
  Verdict verdict{{origin.path, outcome, {}, message, done.run}, {core::Reject{0, {}, message, {}}}};
  if (origin.digest) verdict.digest = *origin.digest;
  return verdict;
}

std::optional<Verdict> FileRun::changed(const Input& input, const core::Origin& origin) {
  if (input.folder.has(input.name)) return std::nullopt;
  return abandoned(origin, RunOutcome::failed, "it was removed while it was read; nothing of it counts");
}

std::optional<Verdict> FileRun::take(const Input& input) {
  auto origin = origin_of(input);
  if (origin.size > settings_.max_bytes) {
    return abandoned(origin, RunOutcome::quarantined,
                     fmt::format("the file has {} bytes, more than max_bytes = {}; raise max_bytes if it is "
                                 "right",
                                 origin.size, settings_.max_bytes));
  }
  if (recorder_.known(origin).seen == core::Seen::same_size) {
    const auto sum = digest(input.file, stop_);
    if (stop_.stop_requested()) return std::nullopt;
    if (!sum) return abandoned(origin, RunOutcome::failed, sum.error());
    if (!input.file.unchanged(input.folder, input.name)) return changed(input, origin);
    origin.digest = *sum;
    const auto known = recorder_.known(origin);
    switch (known.seen) {
      case core::Seen::known:
        if (input.quietly) return Verdict{{input.path, RunOutcome::unchanged}, {}, 0, *sum, true};
        return abandoned(origin, RunOutcome::unchanged, core::sentence(known));
      case core::Seen::never:
      case core::Seen::same_size:
      case core::Seen::read_otherwise: break;
    }
  }
  return read(input, origin);
}

std::optional<Verdict> FileRun::reinstate(const Input& input) {
  auto origin = origin_of(input);
  const auto sum = digest(input.file, stop_);
  if (stop_.stop_requested()) return std::nullopt;
  const auto failed = [&](const std::string& why) {
    return Verdict{{input.path, RunOutcome::failed, {}, why}, {}, 0, {}, false};
  };
  if (!sum) return failed(sum.error());
  origin.digest = *sum;
  const auto known = recorder_.known(origin);
  if (known.seen == core::Seen::never) {
    return failed("its figures were never recorded: drop it into the folder to have it read");
  }
  origin.path = known.path;
  origin.intent = core::Intent::reinstate;
  return read(input, origin);
}

std::optional<Verdict> FileRun::again(const Input& input, const core::Sha256& before) {
  if (input.file.state().size <= settings_.max_bytes) {
    const auto sum = digest(input.file, stop_);
    if (sum && *sum == before) return Verdict{{input.path, RunOutcome::unchanged}, {}, 0, before, true};
  }
  return take(input);
}

std::optional<Verdict> FileRun::read(const Input& input, const core::Origin& origin) {
  auto recording = recorder_.begin(origin);
  const auto tolerance = cells::tolerance(settings_);
  cells::Sink sink(*recording, tolerance, settings_.today());
  FileSource source(input.file, !origin.digest, stop_);
  const auto result = read_csv(source, settings_, sink, stop_, preview_, input.name);
  if (result.end == ReadEnd::stopped || stop_.stop_requested()) return std::nullopt;
  auto sum = source.digest();
  if (stop_.stop_requested()) return std::nullopt;
  if (!input.file.unchanged(input.folder, input.name)) {
    recording.reset();
    return changed(input, origin);
  }
  if (sum && origin.digest) sum = *origin.digest;
  Verdict verdict{{origin.path, RunOutcome::recorded, {}, {}, 0}};
  const core::RowCounts counts{
      .read = sink.read(), .rejected = sink.rejected(), .missing = sink.missing_rows()};
  if (!sum) {
    report(verdict, recording->abandon({RunOutcome::failed, sum.error(), {}}), counts);
    return verdict;
  }
  verdict.digest = *sum;

  verdict.rejects = std::move(sink.rejects());
  if (result.end == ReadEnd::failed) verdict.rejects.push_back({0, {}, result.error, {}});
  bool too_many_rows = false;
  const auto refusal = [&](const core::RowCounts& found,
                           const core::Conflicts& conflicts) -> std::optional<core::Rejection> {
    const auto bad = cells::refused(sink, found, conflicts);
    if (!tolerance.exceeded(bad.rows, bad.read)) return std::nullopt;
    for (auto reject : conflicts.rejects) {
      reject.kind = word(cells::BadRow::contradiction);
      verdict.rejects.push_back(std::move(reject));
    }
    return core::Rejection{RunOutcome::quarantined,
                           cells::too_many(bad, verdict.rejects.front(), settings_, "line"), verdict.rejects,
                           *sum};
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
                              .note = cells::note(sink.passed_over(), "line"),
                              .conflicts_wanted = cells::Sink::kept_rejects,
                              .verdict = refusal});
    // For a reason that only the ledger knows.
    if (holds_nothing(done.outcome) && !too_many_rows) verdict.rejects.push_back({0, {}, done.message, {}});
  }
  core::failpoint("after_commit");
  report(verdict, done, counts);
  return verdict;
}

}  // namespace waymark::csv
