#include "daemon/ledger/session.hpp"

#include <algorithm>
#include <malloc.h>

#include "daemon/ledger/schema.hpp"

namespace waymark::ledger {

namespace {

WriterLock lock_for(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    check_header(file);  // says so better than a lock beside it
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
  return WriterLock(file);
}

Database open_database(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  create_if_missing(file);
  return open_for_writing(file, patience);
}

}  // namespace

Session::Session(std::filesystem::path file, Clock clock, std::chrono::milliseconds patience)
    : file_(std::move(file)),
      clock_(std::move(clock)),
      patience_(patience),
      lock_(lock_for(file_)),
      database_(open_database(file_, patience)) {
  apply_migrations(database_, now());
  const auto last = database_.integer(
      "SELECT max(coalesce((SELECT max(recorded) FROM run), 0), coalesce((SELECT max(loaded) FROM "
      "plan_version), 0))");
  last_ = std::chrono::sys_seconds(std::chrono::seconds(last));
}

std::chrono::sys_seconds Session::now() {
  last_ = std::max(last_, std::chrono::floor<std::chrono::seconds>(clock_()));
  return last_;
}

void Session::trust_references(bool trusted) const {
  const int enforced = trusted ? 0 : 1;
  sqlite3_db_config(database_.handle(), SQLITE_DBCONFIG_ENABLE_FKEY, enforced, nullptr);
}

void Session::prepare_for_bulk(std::uint64_t rows) {
  database_.execute("PRAGMA cache_size = -65536");
  constexpr std::uint64_t large = 200'000, least_bytes_of_a_row = 16;
  std::error_code none;
  const auto held = std::filesystem::file_size(file_, none);
  if (rows < large || none || held > rows * least_bytes_of_a_row) return;
  // Refused at once while another connection is open, and then the WAL does.
  auto* handle = database_.handle();
  sqlite3_busy_timeout(handle, 0);
  in_place_ = sqlite3_exec(handle, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_busy_timeout(handle, static_cast<int>(patience_.count()));
}

void Session::relax() {
  // Called on the way out of failures too: where this one fails, whoever opens the ledger next turns it on.
  if (in_place_) sqlite3_exec(database_.handle(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
  in_place_ = false;
  sqlite3_exec(database_.handle(), "PRAGMA cache_size = -8192", nullptr, nullptr, nullptr);
  sqlite3_db_release_memory(database_.handle());
  malloc_trim(0);
}

void Session::checkpoint() const {
  auto* handle = database_.handle();
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // Emptying the WAL needs a moment without readers; when there is none, the next checkpoint does it.
  sqlite3_busy_timeout(handle, 0);
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle, static_cast<int>(patience_.count()));
}

void Session::checkpoint_if_large() const {
  constexpr std::uintmax_t large = std::uintmax_t{32} << 20U;
  std::error_code none;
  const auto size = std::filesystem::file_size(file_.string() + "-wal", none);
  if (!none && size > large) checkpoint();
}

}  // namespace waymark::ledger
