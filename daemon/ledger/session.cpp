#include "daemon/ledger/session.hpp"

#include <algorithm>
#include <malloc.h>
#include <thread>

#include <fmt/format.h>

#include "daemon/ledger/chain.hpp"
#include "daemon/ledger/schema.hpp"

namespace waymark::ledger {

Session::Session(const std::filesystem::path& file, Clocks clocks, std::chrono::milliseconds patience)
    : hold_(file, patience, Hold::When::missing), clock_(std::move(clocks)) {
  const int before = version_of(database());
  apply_migrations(database(), now());
  hold_.follow_lineage();
  // So that the file itself says what it is, and whose log it takes.
  if (before != known_version()) hold_.checkpoint();
  (void)clock_.problem(last_recorded(database()));  // from here on its steps are seen
}

std::chrono::sys_seconds Session::record_time() {
  const auto last = last_recorded(database());
  if (const auto problem = clock_.problem(last); !problem.empty()) {
    throw WrongClock(fmt::format(
        "{}: {}; nothing was recorded: set the clock right, or, if it is right, say --accept-clock (and mend "
        "records from the future with 'waymark ledger correct-times')",
        hold_.file().string(), problem));
  }
  return last ? std::max(*last, now()) : now();
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

bool Session::empty_log() {
  const auto log = log_of(hold_.file());
  constexpr int tries = 20;
  for (int i = 0; i < tries; ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    checkpoint();
    std::error_code none;
    if (const auto size = std::filesystem::file_size(log, none); none || size == 0) return true;
  }
  return false;
}

void Session::checkpoint_if_large() {
  constexpr std::uintmax_t large = std::uintmax_t{32} << 20U;
  std::error_code none;
  const auto size = std::filesystem::file_size(log_of(hold_.file()), none);
  if (!none && size > large) checkpoint();
}

}  // namespace waymark::ledger
