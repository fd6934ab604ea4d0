#pragma once

#include "daemon/ledger/session.hpp"

namespace waymark::ledger {

using PlanSources = std::vector<std::pair<std::string, std::string>>;  // name, text

// SHA-256 over the sources in order, each name and text preceded by its length.
[[nodiscard]] core::Sha256 digest_of(const PlanSources& sources);
// Writer::record_plan().
bool record_plan(const Session& session, const core::Plan& plan, const PlanSources& sources);
[[nodiscard]] PlanSources sources_of(const Database& database, std::int64_t version);

}  // namespace waymark::ledger
