#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "collectors/database/driver.hpp"
#include "collectors/database/text.hpp"

namespace waymark::database {

namespace {

using Kind = Failed::Kind;

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

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

Failed failed(sqlite3* handle, int code, const Limits& limits, const config::Source& source) {
  const auto file = source.file.string();
  const std::string detail = handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
  if (limits.stop.stop_requested()) return {Kind::stopped, "the query was stopped"};
  switch (code & 0xFF) {
    case SQLITE_INTERRUPT: return {Kind::timeout, "the query took longer than the collector's timeout"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Kind::busy, fmt::format("{} is locked by another program that writes to it", file)};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return {Kind::unavailable,
              fmt::format("{} cannot be opened: check that it is there and may be read", file)};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return {Kind::unavailable, fmt::format("{} is not a sound SQLite database", file)};
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
  SqliteRows(sqlite3* handle, Prepared statement, const Limits& limits, const config::Source& source)
      : handle_(handle), statement_(std::move(statement)), limits_(limits), source_(source) {
    const int count = sqlite3_column_count(statement_.get());
    for (int i = 0; i < count; ++i) columns_.push_back({sqlite3_column_name(statement_.get(), i), false});
    floats_.resize(columns_.size());
  }

  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }

  std::expected<bool, Failed> next(std::span<std::string_view> cells) override {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_DONE) return false;
    if (code != SQLITE_ROW) return std::unexpected(failed(handle_, code, limits_, source_));
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(i);
    return true;
  }

 private:
  std::string_view cell(std::size_t column) {
    const int at = static_cast<int>(column);
    sqlite3_stmt* const row = statement_.get();
    switch (sqlite3_column_type(row, at)) {
      case SQLITE_NULL: return {};
      case SQLITE_FLOAT: return floats_[column].of(sqlite3_column_double(row, at));
      case SQLITE_BLOB: {
        const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(row, at));
        return bytes == nullptr
                   ? std::string_view{""}
                   : std::string_view{bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, at))};
      }
      default: {
        const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(row, at));
        return {text, static_cast<std::size_t>(sqlite3_column_bytes(row, at))};
      }
    }
  }

  sqlite3* handle_;
  Prepared statement_;
  const Limits& limits_;
  const config::Source& source_;
  std::vector<Column> columns_;
  std::vector<FloatText> floats_;
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(Handle handle, const config::Source& source, const Limits& limits)
      : handle_(std::move(handle)), source_(source), limits_(limits) {
    sqlite3_progress_handler(handle_.get(), steps_between_looks, &look, &limits_);
    sqlite3_busy_handler(handle_.get(), &wait, &limits_);
  }

  [[nodiscard]] std::string about() override { return fmt::format("SQLite {}", sqlite3_libversion()); }

  // Whether it is a database at all shows with the first page that is read.
  std::expected<void, Failed> open() {
    const int code =
        sqlite3_exec(handle_.get(), "PRAGMA query_only = ON; SELECT 1 FROM sqlite_schema LIMIT 1", nullptr,
                     nullptr, nullptr);
    if (code != SQLITE_OK) return std::unexpected(failed(handle_.get(), code, limits_, source_));
    sqlite3_set_authorizer(handle_.get(), &only_reading, nullptr);
    return {};
  }

  std::expected<std::unique_ptr<Rows>, Failed> ask(const Query& query,
                                                   const std::optional<Since>& since) override {
    const auto sql = query.with("?1");
    sqlite3_stmt* made = nullptr;
    const int code =
        sqlite3_prepare_v2(handle_.get(), sql.c_str(), static_cast<int>(sql.size() + 1), &made, nullptr);
    Prepared statement(made);
    if (code != SQLITE_OK) return std::unexpected(failed(handle_.get(), code, limits_, source_));
    if (sqlite3_stmt_readonly(made) == 0) {
      return std::unexpected(Failed{Kind::query, "the query tries to do more than read, which is refused"});
    }
    if (since && query.uses_of_since() > 0) {
      if (since->number) {
        sqlite3_bind_int64(made, 1, std::stoll(since->text));
      } else {
        sqlite3_bind_text(made, 1, since->text.c_str(), static_cast<int>(since->text.size()),
                          SQLITE_TRANSIENT);
      }
    }
    return std::make_unique<SqliteRows>(handle_.get(), std::move(statement), limits_, source_);
  }

 private:
  Handle handle_;
  const config::Source& source_;
  Limits limits_;
};

}  // namespace

Connected connect_sqlite(const config::Source& source, const Limits& limits) {
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(source.file.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle handle(opened);
  if (code != SQLITE_OK) return std::unexpected(failed(opened, code, limits, source));
  auto connection = std::make_unique<SqliteConnection>(std::move(handle), source, limits);
  if (auto sound = connection->open(); !sound) return std::unexpected(std::move(sound.error()));
  return connection;
}

}  // namespace waymark::database
