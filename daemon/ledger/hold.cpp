#include "daemon/ledger/hold.hpp"

#include <fmt/format.h>

namespace waymark::ledger {

namespace {

std::filesystem::path prepared(const std::filesystem::path& file, Hold::When when) {
  auto real = real_path(file);
  if (when == Hold::When::missing) create_if_missing(real);
  return real;
}

}  // namespace

Hold::Hold(const std::filesystem::path& file, std::chrono::milliseconds patience, When when)
    : file_(prepared(file, when)),
      patience_(patience),
      id_(require_file(file_)),
      lock_(file_, id_),
      database_(open_for_writing(file_, patience)) {
  lock_.hold_log();
  require_in_place();
  database_.watch({[this] { require_in_place(); }, [this] { require_in_place(); }});
}

Hold::~Hold() {
  // What stands at the path now is nothing that the log of this one may be moved into.
  if (!moved().empty()) sqlite3_db_config(database_.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

bool Hold::write_in_place() {
  const std::scoped_lock lock(mutex_);
  auto* handle = database_.handle();
  sqlite3_busy_timeout(handle, 0);
  const bool done =
      sqlite3_exec(handle, "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_busy_timeout(handle, static_cast<int>(patience_.count()));
  if (done) lock_.leave_log();
  return done;
}

void Hold::write_to_log() {
  const std::scoped_lock lock(mutex_);
  // On the way out of failures too: where this one fails, whoever opens the ledger next turns it on.
  auto* handle = database_.handle();
  if (sqlite3_exec(handle, "PRAGMA journal_mode = WAL; SELECT 1 FROM sqlite_schema LIMIT 1", nullptr, nullptr,
                   nullptr) != SQLITE_OK)
    return;
  try {
    lock_.hold_log();
  } catch (const LedgerError&) {
    lost_ = true;
  }
}

std::string Hold::moved() const {
  const std::scoped_lock lock(mutex_);
  if (lost_) return "was taken by another process";
  auto problem = ledger::moved(file_, id_);
  return problem.empty() ? lock_.log_moved() : problem;
}

void Hold::require_in_place() const {
  const auto problem = moved();
  if (problem.empty()) return;
  throw LedgerError(fmt::format(
      "{}: {} while this process has it open; nothing was recorded: put the file back, or restart "
      "to use what is there now",
      file_.string(), problem));
}

}  // namespace waymark::ledger
