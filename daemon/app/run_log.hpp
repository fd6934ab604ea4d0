#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>

#include "daemon/runtime/runner.hpp"

namespace waymark::app {

// What the log says of collectors' runs. What stays wrong is said when it begins and when it ends, not at
// every run. For one thread.
class RunLog {
 public:
  void ended(const runtime::Runner::Finished& run);

 private:
  void complaints(const runtime::Runner::Finished& run);
  void unread(const runtime::Runner::Finished& run);

  using ByCollector = std::map<std::string, std::set<std::string>>;
  ByCollector said_;    // what the last run of each collector complained of
  ByCollector unread_;  // what lay in its inbox and was not read
};

// As the log writes moments: `2026-11-26T09:00:00Z`.
[[nodiscard]] std::string time_text(std::chrono::sys_seconds time);

}  // namespace waymark::app
