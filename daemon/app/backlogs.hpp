#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app/loaded.hpp"
#include "daemon/ledger/ledger.hpp"
#include "daemon/metrics/self.hpp"
#include "daemon/runtime/runner.hpp"

namespace waymark::app {

// What each collector brought that waits for somebody: known from folders and ledger when the daemon starts,
// and kept up with what its runs report. All calls are thread-safe.
class Backlogs {
 public:
  explicit Backlogs(metrics::SelfMetrics& metrics) : metrics_(metrics) {}

  struct Backlog {
    std::optional<collectors::Backlog> inbox;
    std::map<std::string, std::uint64_t> rejects;  // by file or query, only those with any
    [[nodiscard]] std::uint64_t open_rejects() const;
  };
  // Before the collectors of this configuration run. Reads folders and ledger.
  void look(const Loaded& loaded, ledger::Ledger& ledger);
  void ended(const runtime::Runner::Finished& run);
  [[nodiscard]] Backlog of(const core::CollectorName& collector) const;

 private:
  void tell(const std::string& collector, const Backlog& backlog);

  metrics::SelfMetrics& metrics_;
  mutable std::mutex mutex_;
  std::map<std::string, Backlog> all_;
};

}  // namespace waymark::app
