#include "daemon/ledger/session.hpp"

#include <algorithm>
#include <malloc.h>

#include "daemon/ledger/schema.hpp"

namespace waymark::ledger {

Session::Session(const std::filesystem::path& file, Clock clock, std::chrono::milliseconds patience)
    : hold_(file, patience, Hold::When::missing), clock_(std::move(clock)), patience_(patience) {
  apply_migrations(database(), now());
  const auto last = database().integer(
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
  sqlite3_db_config(database().handle(), SQLITE_DBCONFIG_ENABLE_FKEY, enforced, nullptr);
}

void Session::prepare_for_bulk(std::uint64_t rows) {
  database().execute("PRAGMA cache_size = -65536");
  constexpr std::uint64_t large = 200'000, least_bytes_of_a_row = 16;
  std::error_code none;
  const auto held = std::filesystem::file_size(hold_.file(), none);
  if (rows < large || none || held > rows * least_bytes_of_a_row) return;
  in_place_ = hold_.write_in_place();
}

void Session::relax() {
  if (in_place_) hold_.write_to_log();
  in_place_ = false;
  sqlite3_exec(database().handle(), "PRAGMA cache_size = -8192", nullptr, nullptr, nullptr);
  sqlite3_db_release_memory(database().handle());
  malloc_trim(0);
}

void Session::checkpoint() const {
  if (!moved().empty()) return;  // the next recording says so
  auto* handle = database().handle();
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // Emptying the WAL needs a moment without readers; when there is none, the next checkpoint does it.
  sqlite3_busy_timeout(handle, 0);
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle, static_cast<int>(patience_.count()));
}

void Session::checkpoint_if_large() const {
  constexpr std::uintmax_t large = std::uintmax_t{32} << 20U;
  std::error_code none;
  const auto size = std::filesystem::file_size(log_of(hold_.file()), none);
  if (!none && size > large) checkpoint();
}

}  // namespace waymark::ledger
