#pragma once

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// The ledger's number for a collector, added when it is new. Within a transaction.
[[nodiscard]] std::int64_t collector_number(const Database& database, const core::CollectorName& name);

// A run starts with its input and is sealed with its result, both in the transaction that adds its rows.
// `number`: in the sequence of its authority.
[[nodiscard]] std::int64_t add_run(const Database& database, std::int64_t collector, std::int64_t number,
                                   const core::Origin& origin, std::chrono::sys_seconds started,
                                   std::chrono::sys_seconds recorded);
// `place`: of a run that counts and has read its input.
void seal_run(const Database& database, std::int64_t run, std::optional<std::int64_t> place,
              const core::Origin& origin, core::RunOutcome outcome, const core::RowCounts& counts,
              const std::string& message);

}  // namespace waymark::ledger
