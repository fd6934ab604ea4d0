#pragma once

#include <cstdint>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

inline constexpr std::uint32_t application_id = 0x57594D4B;  // "WYMK", as file(1) sees it

// The number of the last migration in this program.
[[nodiscard]] int known_version();
// All of this program, number and name.
[[nodiscard]] std::vector<std::pair<int, std::string>> migrations();
[[nodiscard]] int version_of(const Database& database);

// Applies the migrations that are missing, each in one transaction with its record. Throws LedgerError for a
// ledger that is newer than this program.
void apply_migrations(const Database& database, std::chrono::sys_seconds now);

// For readers, which cannot migrate.
void require_known_version(const Database& database);

}  // namespace waymark::ledger
