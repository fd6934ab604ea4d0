#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "collectors/collector.hpp"
#include "collectors/csv/settings.hpp"
#include "config/collector_entry.hpp"

namespace waymark::csv {

struct Clocks {
  // By which files are watched until they are complete.
  std::function<std::chrono::steady_clock::time_point()> steady;
  // The time of day, for how long ago a file was put away.
  std::function<std::chrono::system_clock::time_point()> wall;

  [[nodiscard]] static Clocks of_the_system();
};

// Takes CSV files from a directory; collectors/csv/README.md says what becomes of each.
[[nodiscard]] std::unique_ptr<collectors::Collector> make_collector(
    Settings settings, const Clocks& clocks = Clocks::of_the_system());

// From a [[collector]] table; nullptr when it has mistakes, which went to its document's diagnostics.
[[nodiscard]] std::unique_ptr<collectors::Collector> make_collector(config::CollectorEntry& entry,
                                                                    const config::Diagnostics& diagnostics);

}  // namespace waymark::csv
