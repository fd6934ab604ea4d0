#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "collectors/database/driver.hpp"
#include "collectors/database/odbc_dialect.hpp"
#include "collectors/database/odbc_handles.hpp"
#include "collectors/database/odbc_rows.hpp"
#include "collectors/database/secret.hpp"
#include "daemon/core/secrets.hpp"

namespace waymark::database {

namespace {

using Kind = Failed::Kind;

SQLCHAR* text(const char* bytes) {
  return reinterpret_cast<SQLCHAR*>(const_cast<char*>(bytes));  // ODBC takes it, and only reads it
}

// Cancels a statement when the run has to end, whatever its thread waits for. SQLCancel is the one call that
// another thread may make.
class Canceller {
 public:
  Canceller(SQLHSTMT statement, const Limits& limits)
      : thread_([statement, limits](const std::stop_token& done) {
          std::mutex mutex;
          std::condition_variable_any changed;
          std::unique_lock lock(mutex);
          bool stopped = false;
          const std::stop_callback on_stop(limits.stop, [&] {
            const std::scoped_lock guard(mutex);
            stopped = true;
            changed.notify_all();
          });
          changed.wait_until(lock, done, limits.deadline, [&] { return stopped; });
          if (!done.stop_requested()) odbc::manager->SQLCancel(statement);
        }) {}

 private:
  std::jthread thread_;
};

class OdbcRows final : public Rows {
 public:
  OdbcRows(std::unique_ptr<odbc::BlockRows> rows, std::unique_ptr<Canceller> canceller)
      : rows_(std::move(rows)), canceller_(std::move(canceller)) {}
  [[nodiscard]] const std::vector<Column>& columns() const override { return rows_->columns(); }
  std::expected<bool, Failed> next(std::span<std::string_view> cells) override { return rows_->next(cells); }

 private:
  std::unique_ptr<odbc::BlockRows> rows_;
  std::unique_ptr<Canceller> canceller_;  // ends before the statement does
};

class OdbcConnection final : public Connection {
 public:
  OdbcConnection(const config::Source& source, const Limits& limits)
      : source_(source), limits_(limits), environment_(odbc::allocate(SQL_HANDLE_ENV, SQL_NULL_HANDLE)) {
    odbc::manager->SQLSetEnvAttr(environment_.get(), SQL_ATTR_ODBC_VERSION, odbc::number(SQL_OV_ODBC3), 0);
    link_.reset(odbc::allocate(SQL_HANDLE_DBC, environment_.get()));
  }

  std::expected<void, Failed> open(std::string_view password) {
    const auto patience =
        std::chrono::ceil<std::chrono::seconds>(std::min(source_.connect_timeout, limits_.left()));
    odbc::manager->SQLSetConnectAttr(link_.get(), SQL_ATTR_LOGIN_TIMEOUT,
                                     odbc::number(static_cast<SQLULEN>(patience.count())), 0);
    {
      auto string = odbc::connection_string(source_, password);
      if (!SQL_SUCCEEDED(odbc::manager->SQLDriverConnect(link_.get(), nullptr, text(string.c_str()), SQL_NTS,
                                                         nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT))) {
        return std::unexpected(odbc::failure(SQL_HANDLE_DBC, link_.get(), limits_));
      }
    }
    server_ = odbc::information(link_.get(), SQL_DBMS_NAME);
    for (const auto& command : odbc::preparations(server_, limits_.left())) {
      const odbc::Statement statement(odbc::allocate(SQL_HANDLE_STMT, link_.get()));
      if (!SQL_SUCCEEDED(odbc::manager->SQLExecDirect(statement.get(), text(command.c_str()), SQL_NTS))) {
        return std::unexpected(odbc::failure(SQL_HANDLE_STMT, statement.get(), limits_));
      }
    }
    // Whatever a server without read-only transactions lets a query do is rolled back with the connection.
    odbc::manager->SQLSetConnectAttr(link_.get(), SQL_ATTR_AUTOCOMMIT, odbc::number(SQL_AUTOCOMMIT_OFF), 0);
    return {};
  }

  [[nodiscard]] std::string about() override {
    return fmt::format("{} {}, by {}", server_, odbc::information(link_.get(), SQL_DBMS_VER),
                       odbc::information(link_.get(), SQL_DRIVER_NAME));
  }

  std::expected<std::unique_ptr<Rows>, Failed> ask(const Query& query,
                                                   const std::optional<Since>& since) override {
    odbc::Statement statement(odbc::allocate(SQL_HANDLE_STMT, link_.get()));
    auto* const handle = statement.get();
    odbc::manager->SQLSetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, odbc::number(SQL_CURSOR_FORWARD_ONLY), 0);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(limits_.left()).count();
    odbc::manager->SQLSetStmtAttr(handle, SQL_ATTR_QUERY_TIMEOUT, odbc::number(static_cast<SQLULEN>(seconds)),
                                  0);
    const auto uses = since ? query.uses_of_since() : 0;
    since_ = since.value_or(Since{});
    length_ = static_cast<SQLLEN>(since_.text.size());
    for (std::size_t i = 1; i <= uses; ++i) {
      odbc::manager->SQLBindParameter(handle, static_cast<SQLUSMALLINT>(i), SQL_PARAM_INPUT, SQL_C_CHAR,
                                      static_cast<SQLSMALLINT>(since_.number ? SQL_BIGINT : SQL_VARCHAR),
                                      std::max<SQLULEN>(since_.text.size(), 1), 0, since_.text.data(),
                                      length_, &length_);
    }
    auto canceller = std::make_unique<Canceller>(handle, limits_);
    const auto sql = query.with("?");
    const auto code = odbc::manager->SQLExecDirect(handle, text(sql.c_str()), SQL_NTS);
    canceller.reset();  // before the statement, wherever it ends
    if (!SQL_SUCCEEDED(code) && code != SQL_NO_DATA) {
      return std::unexpected(odbc::failure(SQL_HANDLE_STMT, handle, limits_));
    }
    auto rows = odbc::BlockRows::over(
        std::move(statement),
        {.untyped_cells = odbc::untyped_cells(server_), .bits_are_bytes = odbc::bits_are_bytes(server_)},
        limits_);
    if (!rows) return std::unexpected(std::move(rows.error()));
    return std::make_unique<OdbcRows>(std::move(*rows), std::make_unique<Canceller>(handle, limits_));
  }

 private:
  const config::Source& source_;
  Limits limits_;
  odbc::Environment environment_;
  odbc::Link link_;
  std::string server_;
  Since since_;  // the parameter's place, while a statement runs
  SQLLEN length_ = 0;
};

}  // namespace

Connected connect_odbc(const config::Source& source, const Limits& limits) {
  if (auto loaded = odbc::manager.load(); !loaded) {
    return std::unexpected(Failed{Kind::unavailable, std::move(loaded.error())});
  }
  std::optional<Secret> password;
  if (source.password_file) {
    auto read = read_password(*source.password_file);
    if (!read) return std::unexpected(Failed{Kind::authentication, std::move(read.error())});
    password.emplace(std::move(*read));
  }
  auto connection = std::make_unique<OdbcConnection>(source, limits);
  if (auto opened = connection->open(password ? password->text() : std::string_view{}); !opened) {
    auto& message = opened.error().message;
    message = core::without_secrets(message, password ? password->text() : std::string_view{});
    return std::unexpected(std::move(opened.error()));
  }
  return connection;
}

}  // namespace waymark::database
