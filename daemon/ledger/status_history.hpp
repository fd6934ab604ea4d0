#pragma once

#include "daemon/core/status_change.hpp"
#include "daemon/ledger/session.hpp"

namespace waymark::ledger {

// Ledger::record_statuses().
bool record_statuses(Session& session, const core::Scoreboard& scoreboard);
// View::statuses().
[[nodiscard]] std::vector<core::StatusChange> status_changes(const Database& database,
                                                             const core::AuthorityCode& authority,
                                                             std::optional<std::chrono::sys_seconds> before);

}  // namespace waymark::ledger
