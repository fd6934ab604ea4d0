#include "daemon/ledger/hold.hpp"

#include <fmt/format.h>

namespace waymark::ledger {

namespace {

constexpr auto overwritten_words = "was overwritten with something else";

std::filesystem::path prepared(const std::filesystem::path& file, Hold::When when) {
  auto real = real_path(file);
  if (when == Hold::When::missing) create_if_missing(real);
  require_file(real);
  require_writable(real);
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
  refuse_if_moved();
  database_.watch({[this] { begun(); }, [this] { refuse_if_moved(); }});
}

Hold::~Hold() {
  // What stands at the path now is nothing that the log of this one may be moved into.
  if (!look().empty()) sqlite3_db_config(database_.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
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

void Hold::follow_lineage() {
  lineage_.emplace(file_);
}

void Hold::checkpoint() {
  if (!look().empty()) return;  // the next recording says so
  auto* handle = database_.handle();
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // Emptying the WAL needs a moment without readers; when there is none, the next checkpoint does it.
  sqlite3_busy_timeout(handle, 0);
  sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle, static_cast<int>(patience_.count()));
}

std::string Hold::look() {
  auto away = moved_away();
  const bool overwritten = away.empty() && lineage_ && !lineage_->holds();
  const std::scoped_lock lock(mutex_);
  overwritten_ = overwritten;
  return overwritten ? overwritten_words : away;
}

void Hold::begun() {
  require_in_place();
  if (lineage_) lineage_->add(continue_lineage(database_));
}

std::string Hold::moved() const {
  auto away = moved_away();
  const std::scoped_lock lock(mutex_);
  return away.empty() && overwritten_ ? overwritten_words : away;
}

std::string Hold::moved_away() const {
  const std::scoped_lock lock(mutex_);
  if (lost_) return "was taken by another process";
  auto problem = ledger::moved(file_, id_);
  return problem.empty() ? lock_.log_moved() : problem;
}

void Hold::require_in_place() {
  refuse(look());
}

void Hold::refuse_if_moved() const {
  refuse(moved());
}

void Hold::refuse(const std::string& problem) const {
  if (problem.empty()) return;
  throw LedgerError(fmt::format(
      "{}: {} while this process has it open; nothing was recorded: put the file back, or restart "
      "to use what is there now",
      file_.string(), problem));
}

}  // namespace waymark::ledger
