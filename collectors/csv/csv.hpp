#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "collectors/collector.hpp"
#include "collectors/csv/settings.hpp"
#include "config/collector_entry.hpp"

namespace waymark::csv {

using Clock = std::function<std::chrono::system_clock::time_point()>;

// Takes CSV files from a directory; collectors/csv/README.md says what becomes of each. `clock` decides only
// whether a file has settled.
[[nodiscard]] std::unique_ptr<collectors::Collector> make_collector(Settings settings, Clock clock);

// From a [[collector]] table; nullptr when it has mistakes, which went to its document's diagnostics.
[[nodiscard]] std::unique_ptr<collectors::Collector> make_collector(config::CollectorEntry& entry,
                                                                    const config::Diagnostics& diagnostics);

}  // namespace waymark::csv
