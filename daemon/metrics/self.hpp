#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "daemon/core/batch.hpp"
#include "daemon/core/id.hpp"

namespace waymark::metrics {

// The daemon's own metrics (conventions.md 3) in a prometheus-cpp registry. All calls are thread-safe.
class SelfMetrics {
 public:
  explicit SelfMetrics(const std::string& version);
  ~SelfMetrics();
  void config_reloaded(bool successful, std::chrono::sys_seconds when);
  void collector_configured(const core::CollectorName& collector);  // its series exist from then on
  void collector_ran(const core::CollectorName& collector, bool up, std::chrono::sys_seconds when,
                     std::chrono::duration<double> took, const core::RowCounts& counts, std::uint64_t quarantined);
  void ledger_is(std::uint64_t bytes, std::uint64_t observations);
  void scoreboard_built(std::chrono::duration<double> took);
  void http_request(std::string_view handler, unsigned code);
  // Both renderings of the registry and process_*; OpenMetrics ends with `# EOF`.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string openmetrics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waymark::metrics
