#include "daemon/remote_write/store.hpp"

#include <limits>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>

#include "daemon/remote_write/request.hpp"
#include "daemon/sqlite/sqlite.hpp"

namespace waymark::remote_write {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

// `latest`: the last vintage of each sample that was ever queued; `again`: it is to be queued once more.
constexpr const char* schema = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS latest (
  series  INTEGER NOT NULL REFERENCES series (id),
  seconds INTEGER NOT NULL,
  vintage INTEGER NOT NULL,
  value   REAL NOT NULL,
  PRIMARY KEY (series, seconds)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS queue (
  id       INTEGER PRIMARY KEY,
  series   INTEGER NOT NULL REFERENCES series (id),
  seconds  INTEGER NOT NULL,
  vintage  INTEGER NOT NULL,
  value    REAL NOT NULL,
  queued   INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS queue_by_time ON queue (seconds, id);
)";

// Files of earlier builds have no such column.
constexpr const char* has_again = "SELECT count(*) FROM pragma_table_info('latest') WHERE name = 'again'";
constexpr const char* add_again = R"(
ALTER TABLE latest ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS latest_again ON latest (series) WHERE again = 1;
)";

std::int64_t count(std::chrono::sys_seconds time) {
  return time.time_since_epoch().count();
}

[[noreturn]] void unusable(const sqlite::Error& error) {
  throw std::runtime_error(fmt::format(
      "{}: the queue of remote write cannot be used ({}); check the disk and permissions, or delete "
      "the file: everything is sent again then",
      error.file().string(), error.detail()));
}

}  // namespace

struct Store::State {
  State(const std::filesystem::path& file, std::size_t most)
      : limit(most), database(file, Database::Access::create, std::chrono::seconds(5), &unusable) {
    database.execute(schema);
    if (database.integer(has_again) == 0) database.execute(add_again);
    waiting = static_cast<std::size_t>(database.integer("SELECT count(*) FROM queue"));
  }

  // The number of a series, made when it is new.
  [[nodiscard]] std::int64_t series(const std::string& labels) const {
    Statement select(database, "SELECT id FROM series WHERE labels = ?");
    if (select.bind(labels).step()) return select.integer(0);
    Statement(database, "INSERT INTO series (labels) VALUES (?)").bind(labels).run();
    return sqlite3_last_insert_rowid(database.handle());
  }

  std::size_t limit;
  Database database;
  std::size_t waiting = 0;
  std::size_t waiting_at_begin = 0;
  std::optional<Transaction> transaction;
};

Store::Store(const std::filesystem::path& file, std::size_t limit)
    : state_(std::make_unique<State>(file, limit)) {}
Store::~Store() = default;

void Store::begin() {
  state_->waiting_at_begin = state_->waiting;
  state_->transaction.emplace(state_->database, Transaction::Kind::write);
}
void Store::commit() {
  state_->transaction->commit();
  state_->transaction.reset();
}
void Store::rollback() {
  state_->waiting = state_->waiting_at_begin;
  state_->transaction.reset();
}

bool Store::offer(const history::SampleSeries& series, std::chrono::sys_seconds now) {
  auto& state = *state_;
  struct Latest {
    std::int64_t vintage = 0;
    double value = 0;
    bool again = false;
  };
  const auto id = state.series(labels_of(series));
  std::unordered_map<std::int64_t, Latest> latest;
  Statement select(state.database, "SELECT seconds, vintage, value, again FROM latest WHERE series = ?");
  select.bind(id);
  while (select.step())
    latest[select.integer(0)] = {select.integer(1), select.real(2), select.integer(3) != 0};

  Statement keep(state.database,
                 "INSERT INTO latest (series, seconds, vintage, value) VALUES (?, ?, ?, ?) "
                 "ON CONFLICT DO UPDATE SET vintage = excluded.vintage, value = excluded.value, again = 0");
  Statement insert(state.database,
                   "INSERT INTO queue (series, seconds, vintage, value, queued) VALUES (?, ?, ?, ?, ?)");
  for (const auto& sample : series.samples) {
    const auto found = latest.find(sample.seconds);
    // The same figure comes to the same double, so that anything else is another figure.
    const bool same = found != latest.end() && found->second.value == sample.value;
    if (same && !found->second.again) continue;
    if (state.waiting >= state.limit) return false;
    const auto vintage = found == latest.end() ? std::int64_t{0} : found->second.vintage + (same ? 0 : 1);
    keep.bind(id, sample.seconds, vintage, sample.value).run();
    insert.bind(id, sample.seconds, vintage, sample.value, count(now)).run();
    ++state.waiting;
  }
  return true;
}

std::vector<Queued> Store::next(std::size_t most) const {
  Statement select(
      state_->database,
      "SELECT queue.id, labels, seconds, vintage, value FROM queue JOIN series ON series.id = queue.series "
      "WHERE seconds = (SELECT min(seconds) FROM queue) ORDER BY queue.id LIMIT ?");
  select.bind(static_cast<std::int64_t>(most));
  std::vector<Queued> samples;
  while (select.step()) {
    samples.push_back({.id = select.integer(0),
                       .labels = select.text(1),
                       .seconds = select.integer(2),
                       .vintage = static_cast<std::uint32_t>(select.integer(3)),
                       .value = select.real(4)});
  }
  return samples;
}

void Store::done(std::span<const Queued> samples) {
  begin();
  Statement remove(state_->database, "DELETE FROM queue WHERE id = ?");
  for (const auto& sample : samples) remove.bind(sample.id).run();
  state_->waiting -= samples.size();
  commit();
}

void Store::attempted(std::span<const Queued> samples) {
  begin();
  Statement update(state_->database, "UPDATE queue SET attempts = attempts + 1 WHERE id = ?");
  for (const auto& sample : samples) update.bind(sample.id).run();
  commit();
}

std::size_t Store::give_up(std::optional<std::chrono::sys_seconds> since,
                           std::optional<std::uint32_t> attempts) {
  if (!since && !attempts) return 0;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  Statement(state_->database, "DELETE FROM queue WHERE queued < ? OR attempts >= ?")
      .bind(since ? count(*since) : std::int64_t{0}, attempts ? std::int64_t{*attempts} : most)
      .run();
  const auto gone = state_->database.changes();
  state_->waiting -= gone;
  return gone;
}

std::size_t Store::waiting() const {
  return state_->waiting;
}

std::size_t Store::resend(std::optional<std::chrono::sys_seconds> from) {
  state_->database.wait(std::chrono::minutes(1));  // a scan of everything may take as long
  Statement(state_->database,
            "UPDATE latest SET again = 1 WHERE again = 0 AND seconds >= ? AND NOT EXISTS (SELECT 1 FROM "
            "queue WHERE queue.seconds = latest.seconds AND queue.series = latest.series)")
      .bind(from ? count(*from) : std::numeric_limits<std::int64_t>::min())
      .run();
  return state_->database.changes();
}

bool Store::to_resend() const {
  return state_->database.integer("SELECT EXISTS (SELECT 1 FROM latest WHERE again = 1)") != 0;
}

void Store::resent() {
  state_->database.execute("UPDATE latest SET again = 0 WHERE again = 1");
}

}  // namespace waymark::remote_write
