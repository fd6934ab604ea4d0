#pragma once

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// What of migration 0005 needs SHA-256. Within its transaction.
void convert_to_chain(const Database& database);

}  // namespace waymark::ledger
