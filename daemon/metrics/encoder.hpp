#pragma once

#include <memory>
#include <span>
#include <string>

#include "daemon/core/snapshot.hpp"

namespace waymark::metrics {

// Renders the KPI families (docs/metrics.md) in both formats. Keeps the label text of every series between
// calls, so that a rebuild after a change only prints values. Use from one thread at a time.
class Encoder {
 public:
  Encoder();
  ~Encoder();
  // Families in a fixed order, series in scoreboard order. No timestamps. OpenMetrics comes without `# EOF`,
  // because self metrics are appended to it. gzip is filled too.
  void encode(std::span<const std::shared_ptr<const core::Scoreboard>> scoreboards, core::MetricsBody& text,
              core::MetricsBody& openmetrics);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace waymark::metrics
