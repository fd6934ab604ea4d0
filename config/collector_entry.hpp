#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "config/reader.hpp"
#include "daemon/core/plan.hpp"

namespace waymark::config {

// What every collector has; the rest of its table is read by the collector itself from `settings`.
struct CollectorEntry {
  core::CollectorName name;
  std::string type;                        // csv
  core::AuthorityCode authority;           // empty when the table names none that exists
  std::shared_ptr<const core::Plan> plan;  // null when the authority's files have mistakes
  std::chrono::milliseconds interval{std::chrono::minutes{1}};  // how often the daemon looks again
  Table settings;                                               // the [[collector]] table
};

}  // namespace waymark::config
