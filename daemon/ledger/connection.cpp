#include "daemon/ledger/connection.hpp"

#include <unistd.h>

#include <fmt/format.h>

#include "daemon/ledger/file.hpp"
#include "daemon/ledger/lineage.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/ledger/schema.hpp"

namespace waymark::ledger {

namespace {

// Refuses an SQLite database of something else. True for a file without tables: a ledger that is about to be
// made.
bool require_ledger(const Database& database) {
  const auto id = database.integer("PRAGMA application_id");
  if (id == std::int64_t{application_id}) return false;
  if (id == 0 && database.integer("PRAGMA schema_version") == 0) return true;
  throw LedgerError(
      fmt::format("{}: an SQLite database, but not a Waymark ledger; name another file as ledger.path",
                  database.file().string()));
}

// Readers of a log share an index beside it, which one of them makes. Where none can be made, the file alone
// is everything there is, unless a log says otherwise.
Database::Access access_for_reading(const std::filesystem::path& file) {
  std::error_code none;
  if (access(folder_of(file).c_str(), W_OK) == 0) return Database::Access::read;
  if (std::filesystem::exists(file.string() + "-shm", none)) return Database::Access::read;
  const auto size = std::filesystem::file_size(log_of(file), none);
  if (none || size == 0) return Database::Access::frozen;
  throw LedgerError(fmt::format(
      "{}: what was recorded last lies in its log ({}-wal), which cannot be read where nothing can "
      "be written; copy both into another folder and name that as ledger.path",
      file.string(), file.filename().string()));
}

}  // namespace

Database open_for_writing(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  const auto real = real_path(file);
  require_file(real);
  require_own_log(real);
  auto database = connect_to(real, Database::Access::write, patience);
  const bool made_now = require_ledger(database);
  // 4 KiB: as fast to load as larger ones, and a month's figures across all series, a page each, write least.
  if (made_now) database.execute("PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE");
  // Checkpoints are the writer's own decision: SQLite's automatic ones would come inside a commit.
  database.execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete "
      "= OFF;"
      "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
      "PRAGMA cache_size = -8192");
  (void)database.integer("SELECT count(*) FROM sqlite_schema");  // the first reading makes the log
  return database;
}

Database open_for_reading(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  const auto real = real_path(file);
  require_file(real);
  require_own_log(real);
  auto database = connect_to(real, access_for_reading(real), patience);
  require_ledger(database);
  database.execute("PRAGMA cache_size = -4096; PRAGMA trusted_schema = OFF");
  require_known_version(database);
  return database;
}

void read_ahead(const std::filesystem::path& file) {
  try {
    open_for_reading(file).will_need();
  } catch (const LedgerError&) {
    return;  // whoever reads it says why it cannot be
  }
}

}  // namespace waymark::ledger
