#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "collectors/collector.hpp"
#include "collectors/database/settings.hpp"
#include "config/collector_entry.hpp"
#include "config/source.hpp"

namespace waymark::database {

// Takes figures from a query's result. collectors/database/README.md says what becomes of a run.
[[nodiscard]] std::unique_ptr<collectors::Collector> make_collector(Settings settings);

// From a [[collector]] table; nullptr when it has mistakes, which went to its document's diagnostics.
[[nodiscard]] std::unique_ptr<collectors::Collector> make_collector(config::CollectorEntry& entry,
                                                                    const config::Diagnostics& diagnostics);

// Whether a source can be reached: what it is, or one sentence that says why not.
struct Trial {
  bool works = false;
  std::string message;
};
[[nodiscard]] Trial try_source(const config::Source& source, std::stop_token stop);

}  // namespace waymark::database
