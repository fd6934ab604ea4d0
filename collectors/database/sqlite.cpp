#include "daemon/sqlite/sqlite.hpp"

#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "collectors/database/driver.hpp"
#include "collectors/database/text.hpp"

namespace waymark::database {

namespace {

using Kind = Failed::Kind;

constexpr int steps_between_looks = 10'000;  // of SQLite's own machine, at deadline and stop token

// Reading is all that a query may do; ATTACH would open, and make, other files.
int only_reading(void*, int action, const char*, const char*, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE: return SQLITE_OK;
    default: return SQLITE_DENY;
  }
}

bool over(const Limits& limits) {
  return limits.stop.stop_requested() || std::chrono::steady_clock::now() >= limits.deadline;
}

int look(void* limits) {
  return over(*static_cast<const Limits*>(limits)) ? 1 : 0;
}

// While another process holds its lock: again and again until the time is up.
int wait(void* limits, int) {
  if (over(*static_cast<const Limits*>(limits))) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds{10});
  return 1;
}

Failed failed(const sqlite::Error& error, const Limits& limits, const config::Source& source) {
  const auto file = source.file.string();
  const auto& detail = error.detail();
  if (limits.stop.stop_requested()) return {Kind::stopped, "the query was stopped"};
  switch (error.family()) {
    case SQLITE_INTERRUPT: return {Kind::timeout, "the query took longer than the collector's timeout"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Kind::busy, fmt::format("{} is locked by another program that writes to it", file)};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {Kind::unavailable,
              fmt::format("{} cannot be opened: check that it is there and may be read", file)};
    case SQLITE_NOTADB: return {Kind::unavailable, fmt::format("{} is not a sound SQLite database", file)};
    case SQLITE_CORRUPT:
      if (error.system() != 0) return {Kind::unavailable, fmt::format("{} cannot be read: {}", file, detail)};
      return {Kind::unavailable, fmt::format("{} is not a sound SQLite database", file)};
    case SQLITE_IOERR: return {Kind::unavailable, fmt::format("{} cannot be read: {}", file, detail)};
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return {Kind::query,
              fmt::format("the query tries to do more than read, which is refused ({})", detail)};
    default: return {Kind::query, fmt::format("the query is refused: {}", detail)};
  }
}

// SQLite's types are those of cells, not of columns.
class SqliteRows final : public Rows {
 public:
  SqliteRows(sqlite::Statement statement, const std::optional<Since>& since, const Limits& limits,
             const config::Source& source)
      : statement_(std::move(statement)), limits_(limits), source_(source) {
    for (int i = 0; i < statement_.columns(); ++i) columns_.push_back({statement_.name(i), false});
    floats_.resize(columns_.size());
    if (!since) return;
    since_ = since->text;
    if (since->number) {
      statement_.put(1, std::int64_t{std::stoll(since_)});
    } else {
      statement_.put(1, since_);
    }
  }

  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }

  std::expected<bool, Failed> next(std::span<std::string_view> cells) override {
    try {
      if (!statement_.step()) return false;
    } catch (const sqlite::Error& error) {
      return std::unexpected(failed(error, limits_, source_));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(i);
    return true;
  }

 private:
  std::string_view cell(std::size_t column) {
    const int at = static_cast<int>(column);
    if (statement_.null(at)) return {};
    if (statement_.type(at) == SQLITE_FLOAT) return floats_[column].of(statement_.real(at));
    const auto text = statement_.view(at);
    return text.data() == nullptr ? std::string_view("") : text;
  }

  sqlite::Statement statement_;
  std::string since_;  // bound where it lies
  const Limits& limits_;
  const config::Source& source_;
  std::vector<Column> columns_;
  std::vector<FloatText> floats_;
};

class SqliteConnection final : public Connection {
 public:
  // Whether it is a database at all shows with the first page that is read. Throws sqlite::Error.
  SqliteConnection(const config::Source& source, const Limits& limits)
      : database_(source.file, sqlite::Database::Access::read, {}), source_(source), limits_(limits) {
    auto* handle = database_.handle();
    sqlite3_progress_handler(handle, steps_between_looks, &look, &limits_);
    sqlite3_busy_handler(handle, &wait, &limits_);
    database_.execute("PRAGMA query_only = ON; SELECT 1 FROM sqlite_schema LIMIT 1");
    sqlite3_set_authorizer(handle, &only_reading, nullptr);
  }

  [[nodiscard]] std::string about() override { return fmt::format("SQLite {}", sqlite3_libversion()); }

  std::expected<std::unique_ptr<Rows>, Failed> ask(const Query& query,
                                                   const std::optional<Since>& since) override {
    try {
      sqlite::Statement statement(database_, query.with("?1"));
      if (!statement.read_only()) {
        return std::unexpected(Failed{Kind::query, "the query tries to do more than read, which is refused"});
      }
      const auto from = query.uses_of_since() > 0 ? since : std::nullopt;
      return std::make_unique<SqliteRows>(std::move(statement), from, limits_, source_);
    } catch (const sqlite::Error& error) {
      return std::unexpected(failed(error, limits_, source_));
    }
  }

 private:
  sqlite::Database database_;
  const config::Source& source_;
  Limits limits_;
};

}  // namespace

Connected connect_sqlite(const config::Source& source, const Limits& limits) {
  try {
    return std::make_unique<SqliteConnection>(source, limits);
  } catch (const sqlite::Error& error) {
    return std::unexpected(failed(error, limits, source));
  }
}

}  // namespace waymark::database
