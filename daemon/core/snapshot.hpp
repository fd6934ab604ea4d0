#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/core/scoreboard.hpp"

namespace waymark::core {

// One `/metrics` answer in one format, ready to be sent.
struct MetricsBody {
  std::string plain;
  std::string gzip;
};

// What readers see; built off the request path and swapped as a whole, never changed afterwards.
struct Snapshot {
  std::uint64_t generation = 0;
  std::vector<std::shared_ptr<const Scoreboard>> authorities;  // in configuration order
  MetricsBody text;         // text format 0.0.4, KPI families only
  MetricsBody openmetrics;  // OpenMetrics 1.0 without the closing `# EOF`
};

}  // namespace waymark::core
