#pragma once

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// One pass over all versions: what is derived from them (state of series, counts of runs, totals) must fit.
void check_figures(const Database& database, std::vector<std::string>& problems);

}  // namespace waymark::ledger
