#pragma once

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

using PlanSources = std::vector<std::pair<std::string, std::string>>;  // name, text

// SHA-256 over the sources in order, each name and text preceded by its length.
[[nodiscard]] core::Sha256 digest_of(const PlanSources& sources);
// Ledger::record_plan(), recorded at `now`.
bool record_plan(const Database& database, std::chrono::sys_seconds now, const core::Plan& plan,
                 const PlanSources& sources);
// The last version that was loaded before that time (exclusive; none: of all).
[[nodiscard]] std::optional<PlanVersion> plan_before(const Database& database,
                                                     const core::AuthorityCode& authority,
                                                     std::optional<std::chrono::sys_seconds> time);
[[nodiscard]] PlanSources sources_of(const Database& database, std::int64_t version);

}  // namespace waymark::ledger
