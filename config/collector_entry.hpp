#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "config/source.hpp"
#include "daemon/core/plan.hpp"
#include "daemon/core/schedule.hpp"

namespace waymark::config {

// What every collector has; the rest of its table is read by the collector itself from `settings`.
struct CollectorEntry {
  core::CollectorName name;
  std::string type;               // csv
  core::AuthorityCode authority;  // empty when the table names none that exists
  // Null when the authority's files could not be read. When they have mistakes, good enough to check by.
  std::shared_ptr<const core::Plan> plan;
  std::shared_ptr<const std::vector<Source>> sources;  // every [[source]]
  std::filesystem::path ledger;                        // the ledger's file
  std::string time_zone = "Europe/London";             // by whose clocks times with a zone name a day
  core::Schedule schedule;                             // when the daemon runs it
  std::chrono::milliseconds timeout{std::chrono::minutes{30}};  // a run that takes longer is cancelled
  // All that the collector is made from, as text: when a reload finds it equal, the running one stays as it
  // is. A collector that is made from more than its table, the plan and [[source]] (a query file) appends it.
  std::string made_from;
  // The council's own day, asked at the start of each run; without it, the day in UTC.
  std::function<std::chrono::sys_days()> today;
  Table settings;  // the [[collector]] table
};

}  // namespace waymark::config
