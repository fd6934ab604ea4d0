#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/core/recording.hpp"

namespace waymark::database {

// A recording that begins when it has to: with the second batch, or with the end. A slow server then does not
// keep the ledger from other collectors, and a query that fails early leaves nothing to roll back.
class LateRecording final : public core::Recording {
 public:
  LateRecording(core::Recorder& recorder, core::Origin origin)
      : recorder_(recorder), origin_(std::move(origin)) {}

  void add(core::Batch batch) override {
    if (!recording_ && !first_) {
      first_ = std::move(batch);
      return;
    }
    begun().add(std::move(batch));
  }
  void digest(const core::Sha256& value) override { begun().digest(value); }
  void watermark(const std::string& value) override { begun().watermark(value); }
  core::Conflicts conflicts(std::size_t at_most) override { return begun().conflicts(at_most); }
  core::RowCounts finish(std::uint64_t read, std::uint64_t missing) override {
    return begun().finish(read, missing);
  }
  void abandon(core::RunOutcome outcome, const std::string& message,
               std::vector<core::Reject> rejects) override {
    first_.reset();
    begun().abandon(outcome, message, std::move(rejects));
  }

 private:
  core::Recording& begun() {
    if (!recording_) recording_ = recorder_.begin(origin_);
    if (first_) recording_->add(*std::exchange(first_, std::nullopt));
    return *recording_;
  }

  core::Recorder& recorder_;
  core::Origin origin_;
  std::optional<core::Batch> first_;
  std::unique_ptr<core::Recording> recording_;
};

}  // namespace waymark::database
