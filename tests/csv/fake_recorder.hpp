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
      if (run.outcome != core::RunOutcome::recorded || run.origin.digest != origin.digest) continue;
      const bool other = origin.contribution && run.origin.path != origin.path;
      known = {other ? core::Seen::other_name : core::Seen::same_file, run.origin.path,
               std::chrono::sys_seconds{}};
    }
    return known;
  }
  [[nodiscard]] bool size_known(const core::CollectorName&, std::uint64_t size) override {
    for (const auto& run : runs) {
      if (run.origin.size == size && run.origin.digest) return true;
    }
    return false;
  }
  [[nodiscard]] std::optional<std::string> watermark(const core::Origin& origin) override {
    for (const auto& run : std::views::reverse(runs)) {
      if (run.watermark && run.origin.query->made_from == origin.query->made_from) return run.watermark;
    }
    return std::nullopt;
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
  void digest(const core::Sha256& value) override { out_.origin.digest = value; }
  void watermark(const std::string& value) override { out_.watermark = value; }
  core::Conflicts conflicts(std::size_t) override { return recorder_.conflicts; }
  core::RowCounts finish(std::uint64_t read, std::uint64_t missing) override {
    if (recorder_.before_commit) recorder_.before_commit();
    out_.read = read;
    out_.missing = missing;
    core::RowCounts counts{
        .read = read, .accepted = out_.figures.size(), .rejected = out_.rejects.size(), .missing = missing};
    recorder_.runs.push_back(std::move(out_));
    return counts;
  }
  void abandon(core::RunOutcome outcome, const std::string& message,
               std::vector<core::Reject> rejects) override {
    if (recorder_.before_commit) recorder_.before_commit();
    out_.figures.clear();
    out_.rejects = std::move(rejects);
    out_.outcome = outcome;
    out_.message = message;
    recorder_.runs.push_back(std::move(out_));
  }

 private:
  FakeRecorder& recorder_;
  Recorded out_;
};

inline std::unique_ptr<core::Recording> FakeRecorder::begin(const core::Origin& origin) {
  ++begun;
  return std::make_unique<FakeRecording>(*this, origin);
}

}  // namespace waymark::csv::tests
