#include "collectors/database/odbc_handles.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <string_view>

#include <fmt/format.h>

namespace waymark::database::odbc {

namespace {

using Kind = Failed::Kind;

struct Diagnostic {
  std::string state, message;
  SQLINTEGER native = 0;
};

// Without the names of driver manager and driver in brackets before it, and on one line.
std::string bare(std::string_view message) {
  while (message.starts_with('[')) {
    const auto end = message.find(']');
    if (end == std::string_view::npos) break;
    message.remove_prefix(end + 1);
  }
  message = message.substr(0, message.find('\n'));
  const auto begin = message.find_first_not_of(' ');
  return std::string(begin == std::string_view::npos ? std::string_view{} : message.substr(begin));
}

Diagnostic diagnostic(SQLSMALLINT kind, SQLHANDLE handle) {
  std::array<SQLCHAR, 6> state{};
  std::array<SQLCHAR, 1024> text{};
  Diagnostic out;
  SQLSMALLINT length = 0;
  if (!SQL_SUCCEEDED(manager->SQLGetDiagRec(kind, handle, 1, state.data(), &out.native, text.data(),
                                            static_cast<SQLSMALLINT>(text.size()), &length))) {
    return {"", "the driver gives no reason", 0};
  }
  out.state = reinterpret_cast<const char*>(state.data());
  out.message = bare(reinterpret_cast<const char*>(text.data()));
  return out;
}

// MariaDB's and MySQL's own numbers, where their SQLSTATE says too little.
constexpr SQLINTEGER lock_wait_timeout = 1205;
constexpr SQLINTEGER statement_timeout = 1969;  // MariaDB
constexpr SQLINTEGER execution_time = 3024;     // MySQL
constexpr SQLINTEGER connection_killed = 1927;
constexpr SQLINTEGER server_gone = 2006;
constexpr SQLINTEGER server_lost = 2013;

template <class... Words>
bool any(std::string_view text, Words... words) {
  return (text.contains(words) || ...);
}

Kind kind_of(const Diagnostic& found) {
  const auto& [state, message, native] = found;
  const auto state_is = [&](auto... states) { return ((state == states) || ...); };
  if (state_is("28000", "28P01") ||
      any(message, "password authentication failed", "Access denied for user")) {
    return Kind::authentication;
  }
  if (native == lock_wait_timeout || state_is("55P03") ||
      any(message, "lock timeout", "database is locked")) {
    return Kind::busy;
  }
  if (native == statement_timeout || native == execution_time ||
      state_is("HYT00", "57014", "70100", "HY008") || any(message, "statement timeout")) {
    return Kind::timeout;
  }
  const bool gone = native == connection_killed || native == server_gone || native == server_lost;
  if (gone || state.starts_with("08") || state_is("HYT01", "IM002", "IM003", "IM004", "01000") ||
      any(message, "server closed the connection", "terminating connection", "connection to the server")) {
    return Kind::unavailable;
  }
  return Kind::query;
}

}  // namespace

SQLHANDLE allocate(SQLSMALLINT kind, SQLHANDLE parent) {
  SQLHANDLE handle = nullptr;
  if (!SQL_SUCCEEDED(manager->SQLAllocHandle(kind, parent, &handle))) throw std::bad_alloc();
  return handle;
}

SQLPOINTER number(SQLULEN value) {
  return reinterpret_cast<SQLPOINTER>(value);  // NOLINT(performance-no-int-to-ptr): ODBC's own way
}

Failed failure(SQLSMALLINT kind, SQLHANDLE handle, const Limits& limits) {
  const auto found = diagnostic(kind, handle);
  const auto& message = found.message;
  if (limits.stop.stop_requested()) return {Kind::stopped, "the query was stopped"};
  const bool connecting = kind == SQL_HANDLE_DBC;
  // Cancelled, whatever the driver calls that.
  if (!connecting && limits.left().count() == 0) {
    return {Kind::timeout, "the query took longer than the collector's timeout"};
  }
  switch (const auto what = kind_of(found)) {
    case Kind::authentication:
      return {what, fmt::format("the server refuses the user: {}; check user and password_file", message)};
    case Kind::busy:
      return {what, fmt::format("a table is locked by another session for too long ({})", message)};
    case Kind::timeout:
      if (connecting) return {Kind::unavailable, fmt::format("no connection in time: {}", message)};
      return {what, "the query took longer than the collector's timeout"};
    case Kind::unavailable:
      return {what, fmt::format("{}: {}", connecting ? "no connection" : "the connection was lost", message)};
    default: break;
  }
  if (found.state == "25006") {
    return {Kind::query, fmt::format("the query tries to write, which is refused ({})", message)};
  }
  if (connecting) return {Kind::unavailable, fmt::format("no connection: {}", message)};
  return {Kind::query, fmt::format("the query is refused: {}", message)};
}

std::string information(SQLHDBC link, SQLUSMALLINT what) {
  std::array<char, 256> text{};
  SQLSMALLINT length = 0;
  if (!SQL_SUCCEEDED(
          manager->SQLGetInfo(link, what, text.data(), static_cast<SQLSMALLINT>(text.size()), &length)))
    return {};
  return text.data();
}

}  // namespace waymark::database::odbc
