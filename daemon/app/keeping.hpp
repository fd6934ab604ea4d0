#pragma once

#include "config/configuration.hpp"
#include "daemon/ledger/ledger.hpp"

namespace waymark::app {

// Erases raw texts of rejected rows that are older than [ledger] keep_rejects, and says so in the log, also
// when it cannot be done.
void erase_old_rejects(ledger::Ledger& ledger, const config::Configuration& configuration);

}  // namespace waymark::app
