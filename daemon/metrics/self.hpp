#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/batch.hpp"
#include "daemon/core/id.hpp"

namespace waymark::metrics {

// What a remote write sink did since the last time, and how it stands.
struct RemoteWrite {
  std::uint64_t sent = 0, refused = 0, given_up = 0;  // samples
  std::uint64_t requests = 0, failures = 0;
  std::uint64_t waiting = 0;  // samples, now
  bool up = true;
};

// What a collector brought and waits for somebody. None: it has no inbox, or that cannot be read now.
struct Backlog {
  std::optional<std::uint64_t> quarantined, unread;  // files
  std::uint64_t open_rejects = 0;                    // rows
};

// The daemon's own metrics (docs/metrics.md) in a prometheus-cpp registry. All calls are thread-safe.
class SelfMetrics {
 public:
  explicit SelfMetrics(const std::string& version);
  ~SelfMetrics();
  void config_reloaded(bool successful, std::chrono::sys_seconds when);
  // Its counters exist from then on, at 0; whether it is up and when it ran is absent until it has run.
  void collector_configured(const core::CollectorName& collector);
  void collector_removed(const core::CollectorName& collector);  // its series end; unknown names are fine
  void collector_ran(const core::CollectorName& collector, bool up, std::chrono::sys_seconds when,
                     std::chrono::duration<double> took, const core::RowCounts& counts,
                     std::uint64_t quarantined);
  // What waits now; of what is none nothing is said.
  void collector_left(const core::CollectorName& collector, const Backlog& backlog);
  // Whether the ledger took what a run of this collector had; writable again once all their runs can go on.
  void ledger_took(const core::CollectorName& collector, bool taken);
  void ledger_moved(bool moved);
  void collector_due(const core::CollectorName& collector, std::chrono::sys_seconds next);
  void ledger_is(std::uint64_t bytes, std::uint64_t observations);
  // The families are there from the first call on, so that a daemon without remote write has none.
  void remote_wrote(const RemoteWrite& change, std::chrono::sys_seconds when);
  void remote_write_removed();
  void scoreboard_built(std::chrono::duration<double> took);
  // `handler` is the name of a route, never a path as it was sent: each one is a series for ever.
  void http_request(std::string_view handler, unsigned code);
  // Both renderings of the registry and process_*, which are a second old at most; OpenMetrics ends with `#
  // EOF`.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string openmetrics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waymark::metrics
