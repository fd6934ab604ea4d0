#pragma once

#include "daemon/ledger/figure_digest.hpp"

namespace waymark::ledger {

// Every sequence from its first entry to its head: what each entry recorded is as it was, nothing is missing
// and nothing is there beside it, and nothing is recorded later than `now`. `figures`: of all runs.
void check_chain(const Database& database, FigureDigests& figures, std::chrono::sys_seconds now,
                 std::vector<std::string>& problems);
// What can be erased is as it was or was erased by an act, and what is derived from the entries follows from
// them.
void check_derived(const Database& database, std::vector<std::string>& problems);

}  // namespace waymark::ledger
