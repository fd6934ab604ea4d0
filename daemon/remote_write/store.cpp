#include "daemon/remote_write/store.hpp"

#include <limits>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>
#include <sqlite3.h>

#include "daemon/remote_write/request.hpp"

namespace waymark::remote_write {

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

}  // namespace

struct Store::State {
  State(const std::filesystem::path& path, std::size_t most) : file(path), limit(most) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open(file.c_str(), &opened);
    database.reset(opened);
    if (code != SQLITE_OK) fail();
    sqlite3_busy_timeout(opened, 5000);
    execute(schema);
    if (query(has_again).number() == 0) execute(add_again);
    waiting = static_cast<std::size_t>(query("SELECT count(*) FROM queue").number());
  }

  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };

  // A prepared statement with its values; integers, reals and texts.
  class Query {
   public:
    Query(const State& state, const char* sql) : state_(state) {
      sqlite3_stmt* made = nullptr;
      const int code = sqlite3_prepare_v2(state.database.get(), sql, -1, &made, nullptr);
      handle_.reset(made);
      if (code != SQLITE_OK) state.fail();
    }
    template <class... Values>
    Query& with(const Values&... values) {
      sqlite3_reset(handle_.get());
      int index = 0;
      (put(++index, values), ...);
      return *this;
    }
    bool step() {
      const int code = sqlite3_step(handle_.get());
      if (code != SQLITE_ROW && code != SQLITE_DONE) state_.fail();
      return code == SQLITE_ROW;
    }
    void run() {
      step();
      sqlite3_reset(handle_.get());
    }
    std::int64_t number() {
      step();
      const auto value = integer(0);
      sqlite3_reset(handle_.get());
      return value;
    }
    [[nodiscard]] std::int64_t integer(int column) const {
      return sqlite3_column_int64(handle_.get(), column);
    }
    [[nodiscard]] double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
    [[nodiscard]] std::string text(int column) const {
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
      return {bytes, size};
    }

   private:
    void put(int index, std::int64_t value) { sqlite3_bind_int64(handle_.get(), index, value); }
    void put(int index, double value) { sqlite3_bind_double(handle_.get(), index, value); }
    void put(int index, const std::string& value) {
      sqlite3_bind_text(handle_.get(), index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    }
    const State& state_;
    std::unique_ptr<sqlite3_stmt, Close> handle_;
  };

  [[nodiscard]] Query query(const char* sql) const { return {*this, sql}; }
  void execute(const char* sql) const {
    if (sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  [[noreturn]] void fail() const {
    throw std::runtime_error(fmt::format(
        "{}: the queue of remote write cannot be used ({}); check the disk and permissions, or delete "
        "the file: everything is sent again then",
        file.string(), sqlite3_errmsg(database.get())));
  }
  // The number of a series, made when it is new.
  [[nodiscard]] std::int64_t series(const std::string& labels) const {
    auto select = query("SELECT id FROM series WHERE labels = ?");
    if (select.with(labels).step()) return select.integer(0);
    query("INSERT INTO series (labels) VALUES (?)").with(labels).run();
    return sqlite3_last_insert_rowid(database.get());
  }

  std::filesystem::path file;
  std::size_t limit;
  std::unique_ptr<sqlite3, Close> database;
  std::size_t waiting = 0;
  std::size_t waiting_at_begin = 0;
};

Store::Store(const std::filesystem::path& file, std::size_t limit)
    : state_(std::make_unique<State>(file, limit)) {}
Store::~Store() = default;

void Store::begin() {
  state_->waiting_at_begin = state_->waiting;
  state_->execute("BEGIN IMMEDIATE");
}
void Store::commit() {
  state_->execute("COMMIT");
}
void Store::rollback() {
  state_->waiting = state_->waiting_at_begin;
  if (sqlite3_get_autocommit(state_->database.get()) == 0) state_->execute("ROLLBACK");
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
  auto select = state.query("SELECT seconds, vintage, value, again FROM latest WHERE series = ?");
  select.with(id);
  while (select.step())
    latest[select.integer(0)] = {select.integer(1), select.real(2), select.integer(3) != 0};

  auto keep = state.query(
      "INSERT INTO latest (series, seconds, vintage, value) VALUES (?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET vintage = excluded.vintage, value = excluded.value, again = 0");
  auto insert =
      state.query("INSERT INTO queue (series, seconds, vintage, value, queued) VALUES (?, ?, ?, ?, ?)");
  for (const auto& sample : series.samples) {
    const auto found = latest.find(sample.seconds);
    // The same figure comes to the same double, so that anything else is another figure.
    const bool same = found != latest.end() && found->second.value == sample.value;
    if (same && !found->second.again) continue;
    if (state.waiting >= state.limit) return false;
    const auto vintage = found == latest.end() ? std::int64_t{0} : found->second.vintage + (same ? 0 : 1);
    keep.with(id, sample.seconds, vintage, sample.value).run();
    insert.with(id, sample.seconds, vintage, sample.value, count(now)).run();
    ++state.waiting;
  }
  return true;
}

std::vector<Queued> Store::next(std::size_t most) const {
  auto select = state_->query(
      "SELECT queue.id, labels, seconds, vintage, value FROM queue JOIN series ON series.id = queue.series "
      "WHERE seconds = (SELECT min(seconds) FROM queue) ORDER BY queue.id LIMIT ?");
  select.with(static_cast<std::int64_t>(most));
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
  auto remove = state_->query("DELETE FROM queue WHERE id = ?");
  for (const auto& sample : samples) remove.with(sample.id).run();
  state_->waiting -= samples.size();
  commit();
}

void Store::attempted(std::span<const Queued> samples) {
  begin();
  auto update = state_->query("UPDATE queue SET attempts = attempts + 1 WHERE id = ?");
  for (const auto& sample : samples) update.with(sample.id).run();
  commit();
}

std::size_t Store::give_up(std::optional<std::chrono::sys_seconds> since,
                           std::optional<std::uint32_t> attempts) {
  if (!since && !attempts) return 0;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  state_->query("DELETE FROM queue WHERE queued < ? OR attempts >= ?")
      .with(since ? count(*since) : std::int64_t{0}, attempts ? std::int64_t{*attempts} : most)
      .run();
  const auto gone = static_cast<std::size_t>(sqlite3_changes(state_->database.get()));
  state_->waiting -= gone;
  return gone;
}

std::size_t Store::waiting() const {
  return state_->waiting;
}

std::size_t Store::resend(std::optional<std::chrono::sys_seconds> from) {
  sqlite3_busy_timeout(state_->database.get(), 60'000);  // a scan of everything may take as long
  state_
      ->query(
          "UPDATE latest SET again = 1 WHERE again = 0 AND seconds >= ? AND NOT EXISTS (SELECT 1 FROM "
          "queue WHERE queue.seconds = latest.seconds AND queue.series = latest.series)")
      .with(from ? count(*from) : std::numeric_limits<std::int64_t>::min())
      .run();
  return static_cast<std::size_t>(sqlite3_changes(state_->database.get()));
}

bool Store::to_resend() const {
  return state_->query("SELECT EXISTS (SELECT 1 FROM latest WHERE again = 1)").number() != 0;
}

void Store::resent() {
  state_->execute("UPDATE latest SET again = 0 WHERE again = 1");
}

}  // namespace waymark::remote_write
