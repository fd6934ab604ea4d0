#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace waymark::config {

enum class Driver : std::uint8_t { postgresql, sqlite, odbc };

// As libpq names them. The last two check the server's certificate, verify_full its name too.
enum class TlsMode : std::uint8_t { disable, prefer, require, verify_ca, verify_full };

// A [[source]]: a database that collectors ask. docs/configuration.md says what each key means.
struct Source {
  std::string name;
  Driver driver = Driver::postgresql;

  std::string host;        // empty: a socket of this machine, or what the ODBC data source says
  std::uint16_t port = 0;  // 0: the driver's own
  std::string database;
  std::string user;
  std::optional<std::filesystem::path> password_file;  // read anew for each connection
  TlsMode tls = TlsMode::prefer;
  std::optional<std::filesystem::path> tls_ca;
  std::chrono::milliseconds connect_timeout{std::chrono::seconds{10}};

  std::filesystem::path file;  // sqlite
  std::string odbc_driver;     // a name in odbcinst.ini; or `dsn`, one in odbc.ini
  std::string dsn;
  std::map<std::string, std::string> options;  // further keywords of an ODBC connection string
};

}  // namespace waymark::config
