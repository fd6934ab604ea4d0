#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/database/query.hpp"
#include "config/source.hpp"

namespace waymark::database {

// Why a source gave no rows.
struct Failed {
  enum class Kind : std::uint8_t {
    stopped,         // asked to
    timeout,         // the run's time is up
    unavailable,     // no connection, or it broke
    authentication,  // the user is refused
    busy,            // a table is locked, the server is full
    query,           // the server refuses the query
    data,            // a cell cannot be taken as it is
  };
  Kind kind = Kind::unavailable;
  std::string message;  // one sentence, without the source's name
};

// Until when a run may go on.
struct Limits {
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
  [[nodiscard]] std::chrono::milliseconds left() const {
    const auto left = deadline - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds{0});
  }
};

struct Column {
  std::string name;
  bool exact = false;  // an integer or decimal type: every digit was put there
  bool bytes = false;  // a type of bytes, which mean nothing as text: its cells are not given
};

// The result of a query, row by row; memory does not grow with it.
class Rows {
 public:
  virtual ~Rows() = default;
  [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
  // The next row's cells as text, valid until the next call; NULL is a text without data. False at the end.
  // `cells` has as many places as there are columns.
  virtual std::expected<bool, Failed> next(std::span<std::string_view> cells) = 0;
};

// A connection within a read-only transaction, where the server has one. Used by one thread; ends what it is
// doing soon after the stop token or the deadline says so.
class Connection {
 public:
  virtual ~Connection() = default;
  // What it is connected to, as `check --connect` shows it: `PostgreSQL 15.8, TLSv1.3`.
  [[nodiscard]] virtual std::string about() = 0;
  // One query at a time. `since`: what :since stands for. The connection outlives the rows.
  virtual std::expected<std::unique_ptr<Rows>, Failed> ask(const Query& query,
                                                           const std::optional<Since>& since) = 0;
};

using Connected = std::expected<std::unique_ptr<Connection>, Failed>;

// Reads the password file anew. `source` and what `limits` refers to outlive the connection.
[[nodiscard]] Connected connect(const config::Source& source, const Limits& limits);

// The drivers' own.
[[nodiscard]] Connected connect_postgresql(const config::Source& source, const Limits& limits);
[[nodiscard]] Connected connect_sqlite(const config::Source& source, const Limits& limits);
[[nodiscard]] Connected connect_odbc(const config::Source& source, const Limits& limits);

}  // namespace waymark::database
