#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

#include "daemon/core/recording.hpp"

namespace waymark::csv::tests {

// What was handed over for one input.
struct Recorded {
  core::Origin origin;
  std::vector<core::SeriesKey> series;
  struct Figure {
    core::BatchRow row;
    std::optional<core::Fraction> parts;
  };
  std::vector<Figure> figures;
  std::vector<core::Reject> rejects;
  core::RunOutcome outcome = core::RunOutcome::recorded;
  std::string message;
  std::uint64_t read = 0, missing = 0;
  std::size_t batches = 0;
  std::optional<std::string> watermark;
};

// A ledger in memory: keeps what was committed, knows files by their digest.
class FakeRecorder final : public core::Recorder {
 public:
  std::vector<Recorded> runs;  // committed, in order
  std::size_t begun = 0;
  core::Conflicts conflicts;            // what the next recording answers
  std::function<void()> before_commit;  // called by finish() and abandon() first
  std::function<void()> on_add;

  [[nodiscard]] core::Known known(const core::Origin& origin) override {
    core::Known known;
    for (const auto& run : runs) {
      if (origin.query) {
        if (run.watermark && run.origin.query->made_from == origin.query->made_from)
          known.watermark = run.watermark;
        continue;
      }
      if (run.outcome != core::RunOutcome::recorded) continue;
      if (!origin.digest && run.origin.size == origin.size) known.seen = core::Seen::same_size;
      if (!origin.digest || run.origin.digest != origin.digest) continue;
      known.seen = run.origin.reading == origin.reading ? core::Seen::known : core::Seen::read_otherwise;
      known.path = run.origin.path;
    }
    return known;
  }
  [[nodiscard]] std::unique_ptr<core::Recording> begin(const core::Origin& origin) override;
};

class FakeRecording final : public core::Recording {
 public:
  FakeRecording(FakeRecorder& recorder, const core::Origin& origin) : recorder_(recorder) {
    out_.origin = origin;
  }
  void add(core::Batch batch) override {
    if (recorder_.on_add) recorder_.on_add();
    ++out_.batches;
    for (auto& key : batch.series) out_.series.push_back(std::move(key));
    for (const auto& row : batch.rows) {
      Recorded::Figure figure{row, std::nullopt};
      if (row.parts != core::BatchRow::no_parts) figure.parts = batch.parts.at(row.parts);
      out_.figures.push_back(figure);
    }
    for (auto& reject : batch.rejects) out_.rejects.push_back(std::move(reject));
  }
  core::Finished finish(const core::Ending& ending) override {
    if (recorder_.before_commit) recorder_.before_commit();
    if (ending.digest) out_.origin.digest = ending.digest;
    out_.watermark = ending.watermark;
    core::RowCounts counts{.read = ending.read,
                           .accepted = out_.figures.size(),
                           .rejected = out_.rejects.size() + recorder_.conflicts.count,
                           .missing = ending.missing};
    if (ending.verdict) {
      if (const auto refusal = ending.verdict(counts, recorder_.conflicts)) return keep(*refusal);
    }
    counts.rejected = out_.rejects.size();
    out_.read = ending.read;
    out_.missing = ending.missing;
    recorder_.runs.push_back(std::move(out_));
    return {.counts = counts, .message = ending.note};
  }
  core::Finished abandon(const core::Rejection& refusal) override {
    if (recorder_.before_commit) recorder_.before_commit();
    return keep(refusal);
  }

 private:
  core::Finished keep(const core::Rejection& refusal) {
    if (refusal.digest) out_.origin.digest = refusal.digest;
    out_.figures.clear();
    out_.rejects = refusal.rejects;
    out_.outcome = refusal.outcome;
    out_.message = refusal.message;
    recorder_.runs.push_back(std::move(out_));
    core::Finished done{.outcome = refusal.outcome, .message = refusal.message};
    done.counts.rejected = refusal.rejects.size();
    return done;
  }

  FakeRecorder& recorder_;
  Recorded out_;
};

inline std::unique_ptr<core::Recording> FakeRecorder::begin(const core::Origin& origin) {
  ++begun;
  return std::make_unique<FakeRecording>(*this, origin);
}

}  // namespace waymark::csv::tests
