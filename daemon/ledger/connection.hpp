#pragma once

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Connections to an existing ledger, by any of its names. Each refuses what is no ledger in one sentence, a
// LedgerError, before anything is changed.

// For the one writer, who holds its lock: durable at commit, foreign keys on.
[[nodiscard]] Database open_for_writing(const std::filesystem::path& file,
                                        std::chrono::milliseconds patience);

// For any number of readers, also where nothing can be written. Refuses another version than this program's.
[[nodiscard]] Database open_for_reading(const std::filesystem::path& file,
                                        std::chrono::milliseconds patience = std::chrono::seconds(5));

}  // namespace waymark::ledger
