#include "collectors/database/odbc_dialect.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace waymark::database::odbc {

namespace {

struct FoldedLess {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::ranges::lexicographical_compare(a, b, {}, &lower, &lower);
  }
  static int lower(unsigned char c) { return std::tolower(c); }
};
using Keywords = std::map<std::string, std::string, FoldedLess>;

std::string folded(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Braces keep semicolons and the like in a value; a closing one is doubled.
std::string braced(std::string_view value) {
  std::string out = "{";
  for (const char c : value) out.append(c == '}' ? 2 : 1, c);
  return out += '}';
}

bool plain(std::string_view value) {
  return std::ranges::all_of(value, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '/' || c == '-' || c == ':';
  });
}

void postgresql_tls(const config::Source& source, Keywords& words) {
  switch (source.tls) {
    case config::TlsMode::disable: words["SSLmode"] = "disable"; break;
    case config::TlsMode::prefer: words["SSLmode"] = "prefer"; break;
    case config::TlsMode::require: words["SSLmode"] = "require"; break;
    case config::TlsMode::verify_ca: words["SSLmode"] = "verify-ca"; break;
    case config::TlsMode::verify_full: words["SSLmode"] = "verify-full"; break;
  }
  if (source.tls < config::TlsMode::verify_ca) return;
  const auto ca = source.tls_ca ? source.tls_ca->string() : "/etc/ssl/certs/ca-certificates.crt";
  words["pqopt"] = fmt::format("sslrootcert='{}'", ca);
}

void mariadb_tls(const config::Source& source, Keywords& words) {
  if (source.tls >= config::TlsMode::require) words["FORCETLS"] = "1";
  if (source.tls < config::TlsMode::verify_ca) return;
  words["SSLVERIFY"] = "1";
  words["SSLCA"] = source.tls_ca ? source.tls_ca->string() : "/etc/ssl/certs/ca-certificates.crt";
}

}  // namespace

Secret connection_string(const config::Source& source, std::string_view password) {
  const auto driver = folded(source.odbc_driver);
  Keywords words{{"UseDeclareFetch", "1"},
                 {"Fetch", "2000"},
                 {"FORWARDONLY", "1"},
                 {"STREAMRS", "1"},
                 {"CHARSET", "utf8mb4"}};
  const auto given = [&](const char* key, const std::string& value) {
    if (!value.empty()) words[key] = value;
  };
  given("SERVER", source.host);
  given("PORT", source.port == 0 ? "" : std::to_string(source.port));
  given("DATABASE", source.database);
  given("UID", source.user);
  if (driver.contains("postgres")) postgresql_tls(source, words);
  if (driver.contains("maria") || driver.contains("mysql")) mariadb_tls(source, words);
  for (const auto& [key, value] : source.options) words[key] = value;

  auto text = source.dsn.empty() ? "DRIVER=" + braced(source.odbc_driver) : "DSN=" + source.dsn;
  for (const auto& [key, value] : words)
    text += fmt::format(";{}={}", key, plain(value) ? value : braced(value));
  text += ";";
  Secret secret(text.size() + 2 * password.size() + 8);
  secret.append(text);
  if (password.empty()) return secret;
  secret.append("PWD={");
  for (const char& c : password) {
    secret.append({&c, 1});
    if (c == '}') secret.append("}");
  }
  secret.append("};");
  return secret;
}

std::vector<std::string> preparations(std::string_view server, std::chrono::milliseconds time) {
  const auto name = folded(std::string(server));
  const auto milliseconds = std::max<std::int64_t>(time.count(), 2);
  const auto seconds = std::max<std::int64_t>(milliseconds / 1000, 1);
  // A lock is told from a slow query by waiting for it only half as long.
  if (name.contains("postgres")) {
    return {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            fmt::format("SET statement_timeout = {}", milliseconds),
            fmt::format("SET lock_timeout = {}", milliseconds / 2), "SET extra_float_digits = 3"};
  }
  if (name.contains("maria")) {
    return {
        "SET SESSION TRANSACTION READ ONLY",
        fmt::format("SET SESSION max_statement_time = {}.{:03}", milliseconds / 1000, milliseconds % 1000),
        fmt::format("SET SESSION lock_wait_timeout = {0}, SESSION innodb_lock_wait_timeout = {0}",
                    std::max<std::int64_t>(seconds / 2, 1))};
  }
  if (name.contains("mysql")) {
    return {"SET SESSION TRANSACTION READ ONLY",
            fmt::format("SET SESSION max_execution_time = {}", milliseconds),
            fmt::format("SET SESSION lock_wait_timeout = {}", std::max<std::int64_t>(seconds / 2, 1))};
  }
  if (name.contains("sqlite")) return {"PRAGMA query_only = ON"};
  if (name.contains("oracle")) return {"SET TRANSACTION READ ONLY"};
  if (name.contains("sql server")) return {fmt::format("SET LOCK_TIMEOUT {}", milliseconds / 2)};
  return {};
}

bool bits_are_bytes(std::string_view server) {
  const auto name = folded(std::string(server));
  return name.contains("maria") || name.contains("mysql");
}

bool untyped_cells(std::string_view server) {
  return folded(std::string(server)).contains("sqlite");
}

}  // namespace waymark::database::odbc
