#pragma once

#include "daemon/core/status_change.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Ledger::record_statuses(), known at `now`.
bool record_statuses(const Database& database, std::chrono::sys_seconds now,
                     const core::Scoreboard& scoreboard);
// View::statuses().
[[nodiscard]] std::vector<core::StatusChange> status_changes(const Database& database,
                                                             const core::AuthorityCode& authority,
                                                             std::optional<std::chrono::sys_seconds> before);

}  // namespace waymark::ledger
