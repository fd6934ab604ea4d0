#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

// Thin owners of SQLite's handles, for everything in the house that speaks to SQLite; why not a wrapper
// library is told in docs/adr/0006.
namespace waymark::sqlite {

// A call that failed. what() is `file: SQLite's own message`, for programmers; whoever owns the file knows
// what it means for people and says that (Raise).
class Error : public std::runtime_error {
 public:
  Error(std::filesystem::path file, int code, std::string detail, int system);
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] int code() const { return code_; }  // extended
  [[nodiscard]] int family() const { return code_ & 0xFF; }
  [[nodiscard]] const std::string& detail() const { return detail_; }
  [[nodiscard]] int system() const { return system_; }  // errno of the call that failed, 0 when there is none

 private:
  std::filesystem::path file_;
  int code_;
  std::string detail_;
  int system_;
};

// Throws what an error is in the words of the file's owner.
using Raise = void (*)(const Error& error);
void raise(const Error& error);  // the error itself

class Database {
 public:
  // create: write, and the file is made when it is missing; for the others it must exist. frozen: the file
  // alone, without its log and without locks, for files that nobody can write.
  enum class Access : std::uint8_t { read, write, create, frozen };
  // `patience`: how long to wait for another process's lock.
  Database(std::filesystem::path file, Access access, std::chrono::milliseconds patience,
           Raise raise = &sqlite::raise);

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  void execute(const char* sql) const;
  [[nodiscard]] std::int64_t integer(const char* sql) const;  // first column of the first row
  // Rows that the last statement that changed any has changed.
  [[nodiscard]] std::size_t changes() const {
    return static_cast<std::size_t>(sqlite3_changes64(handle_.get()));
  }
  // Another patience from now on.
  void wait(std::chrono::milliseconds patience) const;
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  // Opened for writing or not, the file cannot be written.
  [[nodiscard]] bool read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }
  // Asks the system to have the whole file in memory soon. SQLite's own descriptor does it, since the locks
  // of a process go with any other that is closed.
  void will_need() const;
  // Called in every write transaction: when it has begun, and before it commits. What throws ends it.
  struct Watch {
    std::function<void()> begun, committing;
  };
  void watch(Watch watch) { watch_ = std::move(watch); }
  [[nodiscard]] const Watch& watch() const { return watch_; }
  // Throws for a result code of this connection, unless it is one of success.
  void require(int code) const;
  // Throws for a code of failure.
  [[noreturn]] void fail(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::filesystem::path file_;
  Raise raise_;
  Watch watch_;
  std::unique_ptr<sqlite3, Close> handle_;
};

// A value of bytes.
struct Blob {
  std::string_view bytes;
};

// A prepared statement, kept for reuse. Parameters count from 1, columns from 0.
class Statement {
 public:
  Statement(const Database& database, std::string_view sql);

  template <class... Values>
  Statement& bind(const Values&... values) {
    reset();
    int index = 0;
    (put(++index, values), ...);
    return *this;
  }
  void put(int index, std::int64_t value);
  void put(int index, std::uint64_t value) { put(index, static_cast<std::int64_t>(value)); }
  void put(int index, std::uint32_t value) { put(index, static_cast<std::int64_t>(value)); }
  void put(int index, int value) { put(index, static_cast<std::int64_t>(value)); }
  void put(int index, double value);
  void put(int index, bool value) { put(index, static_cast<std::int64_t>(value)); }
  void put(int index, std::string_view text);  // must outlive the next step()
  void put(int index, const std::string& text) { put(index, std::string_view(text)); }
  void put(int index, Blob blob);                                   // must outlive the next step()
  void put(int index, const std::array<std::uint8_t, 32>& digest);  // must outlive the next step()
  void put(int index, std::nullptr_t);
  template <class Value>
  void put(int index, const std::optional<Value>& value) {
    if (value) {
      put(index, *value);
    } else {
      put(index, nullptr);
    }
  }

  bool step();  // true: a row
  void run();   // to the end, then reset
  void reset() { sqlite3_reset(handle_.get()); }

  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  [[nodiscard]] std::uint32_t word(int column) const { return static_cast<std::uint32_t>(integer(column)); }
  [[nodiscard]] bool null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
  [[nodiscard]] int type(int column) const { return sqlite3_column_type(handle_.get(), column); }
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::string_view view(int column) const;   // until the next step() or reset()
  [[nodiscard]] std::string_view bytes(int column) const;  // of a blob, likewise
  [[nodiscard]] std::optional<std::array<std::uint8_t, 32>> digest(int column) const;

  [[nodiscard]] int columns() const { return sqlite3_column_count(handle_.get()); }
  [[nodiscard]] std::string name(int column) const { return sqlite3_column_name(handle_.get(), column); }
  [[nodiscard]] bool read_only() const { return sqlite3_stmt_readonly(handle_.get()) != 0; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// Rolled back unless committed.
class Transaction {
 public:
  enum class Kind : std::uint8_t { read, write };
  Transaction(const Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  void roll_back() const;

  const Database& database_;
  Kind kind_;
  bool open_ = true;
};

}  // namespace waymark::sqlite
