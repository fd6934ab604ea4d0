#include <array>
#include <memory>
#include <poll.h>
#include <utility>

#include <fmt/format.h>

#include "collectors/database/driver.hpp"
#include "collectors/database/libpq.hpp"
#include "collectors/database/postgresql_errors.hpp"
#include "collectors/database/secret.hpp"
#include "collectors/database/text.hpp"
#include "collectors/database/wake.hpp"
#include "daemon/core/secrets.hpp"

namespace waymark::database {

namespace {

using Kind = Failed::Kind;

struct Finish {
  void operator()(PGconn* connection) const { libpq->PQfinish(connection); }
};
struct Clear {
  void operator()(PGresult* result) const { libpq->PQclear(result); }
};
using Handle = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Clear>;

constexpr auto system_ca = "/etc/ssl/certs/ca-certificates.crt";
// A server that no longer answers is given up after that; PQcancel keeps to it too.
constexpr auto milliseconds_unanswered = "15000";

// pg_type.oid, which never changes for built-in types.
constexpr std::array exact_types{Oid{20}, Oid{21}, Oid{23}, Oid{1700}};  // int8, int2, int4, numeric
constexpr std::array float_types{Oid{700}, Oid{701}};
constexpr std::array bytes_types{Oid{17}, Oid{1560},
                                 Oid{1562}};  // bytea, bit, varbit: 101 would be no figure

template <class List>
bool among(const List& list, Oid type) {
  return std::ranges::find(list, type) != std::end(list);
}

const char* mode(config::TlsMode tls) {
  switch (tls) {
    case config::TlsMode::disable: return "disable";
    case config::TlsMode::prefer: return "prefer";
    case config::TlsMode::require: return "require";
    case config::TlsMode::verify_ca: return "verify-ca";
    case config::TlsMode::verify_full: return "verify-full";
  }
  return "verify-full";
}

// A connection and its limits, for everything that waits.
class Line {
 public:
  Line(Handle handle, const Limits& limits) : handle_(std::move(handle)), limits_(limits), wake_(limits_) {}

  [[nodiscard]] PGconn* handle() const { return handle_.get(); }

  std::expected<void, Failed> connect(const config::Source& source) {
    const auto until = std::chrono::steady_clock::now() + source.connect_timeout;
    auto polled = PGRES_POLLING_WRITING;
    while (polled != PGRES_POLLING_OK) {
      if (libpq->PQstatus(handle()) == CONNECTION_BAD || polled == PGRES_POLLING_FAILED) {
        return std::unexpected(postgresql_connect_failure(
            libpq->PQerrorMessage(handle()), libpq->PQconnectionNeedsPassword(handle()) != 0, source));
      }
      const auto events = static_cast<short>(polled == PGRES_POLLING_READING ? POLLIN : POLLOUT);
      switch (wake_.wait(libpq->PQsocket(handle()), events, until)) {
        case Wake::Why::ready: break;
        case Wake::Why::stopped: return std::unexpected(Failed{Kind::stopped, "stopped while connecting"});
        case Wake::Why::late:
          return std::unexpected(
              Failed{Kind::unavailable, fmt::format("no connection to {}: it did not answer in time",
                                                    source.host.empty() ? "the local socket" : source.host)});
      }
      polled = libpq->PQconnectPoll(handle());
    }
    return {};
  }

  // The next result, none at the end of a query.
  std::expected<Result, Failed> next() {
    while (libpq->PQisBusy(handle()) != 0) {
      switch (wake_.wait(libpq->PQsocket(handle()), POLLIN)) {
        case Wake::Why::ready: break;
        case Wake::Why::stopped:
          cancel();
          return std::unexpected(Failed{Kind::stopped, "the query was stopped"});
        case Wake::Why::late:
          cancel();
          return std::unexpected(Failed{Kind::timeout, "the query took longer than the collector's timeout"});
      }
      if (libpq->PQconsumeInput(handle()) == 0) return std::unexpected(lost());
    }
    return Result(libpq->PQgetResult(handle()));
  }

  [[nodiscard]] Failed lost() const {
    const std::string_view text = libpq->PQerrorMessage(handle());
    return {Kind::unavailable, fmt::format("the connection was lost: {}", text.substr(0, text.find('\n')))};
  }

  // Why this result is an error; nothing when it is none.
  [[nodiscard]] std::optional<Failed> problem(const PGresult* result) const {
    switch (libpq->PQresultStatus(result)) {
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_SINGLE_TUPLE: return std::nullopt;
      default: break;
    }
    const char* const code = libpq->PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* const message = libpq->PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (code == nullptr || message == nullptr) return lost();
    if (limits_.stop.stop_requested()) return Failed{Kind::stopped, "the query was stopped"};
    return postgresql_failure(code, message);
  }

 private:
  void cancel() const {
    const std::unique_ptr<PGcancel, decltype(&::PQfreeCancel)> cancelling(libpq->PQgetCancel(handle()),
                                                                          libpq->PQfreeCancel);
    std::array<char, 256> why{};
    if (cancelling) libpq->PQcancel(cancelling.get(), why.data(), static_cast<int>(why.size()));
  }

  Handle handle_;
  Limits limits_;
  Wake wake_;
};

class PostgresqlRows final : public Rows {
 public:
  PostgresqlRows(Line& line, Result first) : line_(line), row_(std::move(first)), ahead_(true) {
    const int count = libpq->PQnfields(row_.get());
    for (int i = 0; i < count; ++i) {
      const auto type = libpq->PQftype(row_.get(), i);
      columns_.push_back({.name = libpq->PQfname(row_.get(), i),
                          .exact = among(exact_types, type),
                          .bytes = among(bytes_types, type)});
      floating_.push_back(among(float_types, type));
    }
    floats_.resize(columns_.size());
  }

  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }

  std::expected<bool, Failed> next(std::span<std::string_view> cells) override {
    if (!std::exchange(ahead_, false)) {
      auto result = line_.next();
      if (!result) return std::unexpected(std::move(result.error()));
      row_ = std::move(*result);
      if (!row_) return std::unexpected(line_.lost());
      if (auto problem = line_.problem(row_.get())) return std::unexpected(std::move(*problem));
    }
    if (libpq->PQresultStatus(row_.get()) != PGRES_SINGLE_TUPLE) return false;  // the end, without rows
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = cell(i);
    return true;
  }

 private:
  std::string_view cell(std::size_t column) {
    const int at = static_cast<int>(column);
    if (libpq->PQgetisnull(row_.get(), 0, at) != 0) return {};
    const std::string_view text{libpq->PQgetvalue(row_.get(), 0, at),
                                static_cast<std::size_t>(libpq->PQgetlength(row_.get(), 0, at))};
    return floating_[column] ? floats_[column].of(text) : text;
  }

  Line& line_;
  Result row_;
  bool ahead_;  // the row is one that next() has not given yet
  std::vector<Column> columns_;
  std::vector<bool> floating_;
  std::vector<FloatText> floats_;
};

class PostgresqlConnection final : public Connection {
 public:
  PostgresqlConnection(Handle handle, const Limits& limits)
      : limits_(limits), line_(std::move(handle), limits) {}

  std::expected<void, Failed> open(const config::Source& source) {
    if (auto connected = line_.connect(source); !connected) return connected;
    libpq->PQsetErrorVerbosity(line_.handle(), PQERRORS_DEFAULT);
    // A lock is told from a slow query by waiting for it only half as long.
    const auto time = std::max<std::int64_t>(limits_.left().count(), 1);
    return command(
        fmt::format("BEGIN READ ONLY; SET LOCAL statement_timeout = {}; SET LOCAL lock_timeout = {}; "
                    "SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres'; "
                    "SET LOCAL extra_float_digits = 3",
                    time, std::max<std::int64_t>(time / 2, 1)));
  }

  [[nodiscard]] std::string about() override {
    const char* const version = libpq->PQparameterStatus(line_.handle(), "server_version");
    const char* const tls =
        libpq->PQsslInUse(line_.handle()) != 0 ? libpq->PQsslAttribute(line_.handle(), "protocol") : nullptr;
    return fmt::format("PostgreSQL {}, {}", version == nullptr ? "" : version,
                       tls == nullptr ? "no TLS" : tls);
  }

  std::expected<std::unique_ptr<Rows>, Failed> ask(const Query& query,
                                                   const std::optional<Since>& since) override {
    const auto sql = query.with("$1");
    const bool bound = since && query.uses_of_since() > 0;
    const char* const value = bound ? since->text.c_str() : nullptr;
    if (libpq->PQsendQueryParams(line_.handle(), sql.c_str(), bound ? 1 : 0, nullptr,
                                 bound ? &value : nullptr, nullptr, nullptr, 0) == 0) {
      return std::unexpected(line_.lost());
    }
    libpq->PQsetSingleRowMode(line_.handle());
    auto first = line_.next();
    if (!first) return std::unexpected(std::move(first.error()));
    if (!*first) return std::unexpected(line_.lost());
    if (auto problem = line_.problem(first->get())) return std::unexpected(std::move(*problem));
    return std::make_unique<PostgresqlRows>(line_, std::move(*first));
  }

 private:
  std::expected<void, Failed> command(const std::string& sql) {
    if (libpq->PQsendQuery(line_.handle(), sql.c_str()) == 0) return std::unexpected(line_.lost());
    std::optional<Failed> problem;
    while (true) {
      const auto result = line_.next();
      if (!result) return std::unexpected(result.error());
      if (!*result) break;
      if (!problem) problem = line_.problem(result->get());
    }
    if (problem) return std::unexpected(std::move(*problem));
    return {};
  }

  Limits limits_;
  Line line_;
};

}  // namespace

Connected connect_postgresql(const config::Source& source, const Limits& limits) {
  if (auto loaded = libpq.load(); !loaded) {
    return std::unexpected(Failed{Kind::unavailable, std::move(loaded.error())});
  }
  std::optional<Secret> password;
  if (source.password_file) {
    auto read = read_password(*source.password_file);
    if (!read) return std::unexpected(Failed{Kind::authentication, std::move(read.error())});
    password.emplace(std::move(*read));
  }
  const auto port = source.port == 0 ? std::string{} : std::to_string(source.port);
  const auto ca = source.tls_ca ? source.tls_ca->string() : std::string{system_ca};
  std::vector<const char*> keys, values;
  const auto set = [&](const char* key, const char* value) {
    keys.push_back(key);
    values.push_back(value);
  };
  set("host", source.host.c_str());
  set("port", port.c_str());
  set("dbname", source.database.c_str());
  set("user", source.user.c_str());
  set("password", password ? password->c_str() : nullptr);
  set("sslmode", mode(source.tls));
  set("sslrootcert", source.tls >= config::TlsMode::verify_ca ? ca.c_str() : nullptr);
  set("gssencmode", "disable");
  set("client_encoding", "UTF8");
  set("application_name", "waymark");
  set("tcp_user_timeout", milliseconds_unanswered);
  set(nullptr, nullptr);
  Handle handle(libpq->PQconnectStartParams(keys.data(), values.data(), 0));
  if (!handle) throw std::bad_alloc();
  libpq->PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);  // the only way to a refused connection's code
  libpq->PQsetNoticeReceiver(handle.get(), [](void*, const PGresult*) {}, nullptr);
  auto connection = std::make_unique<PostgresqlConnection>(std::move(handle), limits);
  if (auto opened = connection->open(source); !opened) {
    auto& message = opened.error().message;
    message = core::without_secrets(message, password ? password->text() : std::string_view{});
    return std::unexpected(std::move(opened.error()));
  }
  return connection;
}

}  // namespace waymark::database
