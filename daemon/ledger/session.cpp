#include "daemon/ledger/session.hpp"

#include <algorithm>
#include <malloc.h>

#include "daemon/ledger/schema.hpp"

namespace waymark::ledger {

Session::Session(const std::filesystem::path& file, Clock clock, std::chrono::milliseconds patience)
    : hold_(file, patience, Hold::When::missing), clock_(std::move(clock)) {
  const int before = version_of(database());
  apply_migrations(database(), now());
  hold_.follow_lineage();
  // So that the file itself says what it is, and whose log it takes.
  if (before != known_version()) hold_.checkpoint();
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

void Session::checkpoint_if_large() {
  constexpr std::uintmax_t large = std::uintmax_t{32} << 20U;
  std::error_code none;
  const auto size = std::filesystem::file_size(log_of(hold_.file()), none);
  if (!none && size > large) checkpoint();
}

}  // namespace waymark::ledger
