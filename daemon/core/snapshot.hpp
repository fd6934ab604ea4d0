#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/core/scoreboard.hpp"

namespace waymark::core {

// The KPI families' part of a `/metrics` answer in one format. The daemon's own families follow it anew in
// each answer, so the gzip member is left open: its header and flushed blocks, without last block, checksum
// and size (RFC 1952). A member of its own for each part would be as valid, but curl, for one, reads only the
// first.
struct MetricsBody {
  std::string plain;
  std::string gzip;
  std::uint32_t crc = 0;  // CRC-32 of `plain`
};

// What readers see; built off the request path and swapped as a whole, never changed afterwards.
struct Snapshot {
  std::uint64_t generation = 0;
  std::int64_t last_run = 0;  // of the ledger: what it and the runs before it recorded is in here
  std::vector<std::shared_ptr<const Scoreboard>> authorities;  // in configuration order
  MetricsBody text;                                            // text format 0.0.4, KPI families only
  MetricsBody openmetrics;                                     // OpenMetrics 1.0 without the closing `# EOF`
};

}  // namespace waymark::core
