#pragma once

#include "daemon/ledger/figure_digest.hpp"

namespace waymark::ledger {

// One pass over all versions: what is derived from them (state of series, counts of runs, totals) must fit.
// `digests` takes them in.
void check_figures(const Database& database, FigureDigests& digests, std::vector<std::string>& problems);

}  // namespace waymark::ledger
