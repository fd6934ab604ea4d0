#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "daemon/core/snapshot.hpp"
#include "daemon/runtime/evaluator.hpp"

namespace waymark::runtime {

// Ledger -> scoreboards -> snapshot. publish() is for worker threads, one at a time; current() is for
// anybody, any time, and costs a pointer copy.
class Publisher {
 public:
  // Renders the metrics bodies of a snapshot; handed in, because the runtime knows no metrics.
  using Encode = std::function<void(std::span<const std::shared_ptr<const core::Scoreboard>>,
                                    core::MetricsBody& text, core::MetricsBody& openmetrics)>;

  // What else is made from a snapshot before anybody sees it. Must not throw.
  using Prepare = std::function<void(const std::shared_ptr<const core::Snapshot>&)>;

  Publisher(ledger::Ledger& ledger, Encode encode) : ledger_(ledger), encode_(std::move(encode)) {}

  // Evaluates every plan as of `today` from all that is recorded, and swaps the snapshot. What it threw (a
  // ledger that cannot be read) leaves the last snapshot standing.
  void publish(std::span<const std::shared_ptr<const core::Plan>> plans, std::chrono::sys_days today,
               const core::Calendar& calendar);
  // Before the first publish().
  void prepare_by(Prepare prepare) { prepare_ = std::move(prepare); }
  // Frees the snapshot before the current one, after a wait for those who still use it, of half a second at
  // most. That takes milliseconds, and falls to whoever lets go of it last: better not the one who answers
  // scrapes.
  void free_last();
  // Null until the first publish().
  [[nodiscard]] std::shared_ptr<const core::Snapshot> current() const;

 private:
  ledger::Ledger& ledger_;
  Encode encode_;
  Prepare prepare_;
  std::mutex publishing_;
  std::uint64_t generation_ = 0;
  std::shared_ptr<const core::Snapshot> last_;
  mutable std::mutex mutex_;
  std::shared_ptr<const core::Snapshot> current_;
};

}  // namespace waymark::runtime
