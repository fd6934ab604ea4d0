#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "daemon/core/scoreboard.hpp"

namespace waymark::core {

// What was known of a commitment from one moment on: kept by the ledger whenever evaluate() said something
// else than before.
struct StatusChange {
  CommitmentId commitment;
  Status status = Status::no_data;
  std::string reason;
  std::chrono::sys_days as_of;                    // the day that was evaluated
  std::optional<Period> period;                   // of the latest figure
  std::chrono::sys_seconds known;                 // from then on
  std::optional<std::chrono::sys_seconds> until;  // the next change, or when the plan dropped the commitment
};

}  // namespace waymark::core
