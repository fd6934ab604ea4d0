#pragma once

#include "daemon/ledger/ledger.hpp"
#include "daemon/sqlite/sqlite.hpp"

namespace waymark::ledger {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

// A connection to an existing ledger, whose failures are LedgerErrors: the file, what happened, what to do.
[[nodiscard]] Database connect_to(const std::filesystem::path& ledger, Database::Access access,
                                  std::chrono::milliseconds patience);

// A LedgerError that a recording may add to: how much room it needs.
class DiskFull : public LedgerError {
  using LedgerError::LedgerError;
};

// The sentence of DiskFull; `needed` in bytes, 0 when it is not known.
[[nodiscard]] std::string disk_full(const std::filesystem::path& file, std::uint64_t needed);

}  // namespace waymark::ledger
