#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "daemon/core/cron.hpp"

namespace waymark::core {

// When something is to be done again and again: at an interval, or at the local times that a cron text names.
struct Schedule {
  std::chrono::milliseconds interval{std::chrono::minutes{1}};  // without `cron`
  std::optional<Cron> cron;
  std::string time_zone = "Europe/London";  // IANA name; the zone of `cron`
  std::chrono::milliseconds jitter{0};      // each due time is put off by up to this, at random
  bool run_on_start = true;                 // also when the daemon starts

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace waymark::core
