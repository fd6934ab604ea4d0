#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "config/configuration_parts.hpp"
#include "daemon/core/secrets.hpp"

namespace waymark::config {

namespace {

constexpr auto no_password_here =
    "a password does not belong into the configuration: write it into a file that only the daemon may read, "
    "and name that with password_file";

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

bool on_this_machine(const std::string& host) {
  return host.empty() || host.starts_with('/') || host == "localhost" || host == "::1" ||
         host.starts_with("127.");
}

class SourceReader {
 public:
  explicit SourceReader(Table& table) : table_(table) {}

  Source read() {
    constexpr std::array drivers{Driver::postgresql, Driver::sqlite, Driver::odbc};
    if (!table_.has("driver")) table_.error(R"("driver" is missing: postgresql, sqlite or odbc)");
    out_.driver = drivers.at(table_.choice("driver", {"postgresql", "sqlite", "odbc"}).value_or(0));
    for (const auto& key : table_.names()) {
      if (!core::names_secret(key) || key == "password_file") continue;
      table_.refuse(key);
      table_.error(key, no_password_here);
    }
    switch (out_.driver) {
      case Driver::postgresql:
        server();
        if (out_.database.empty()) missing("database", "the name of the database");
        if (out_.user.empty()) missing("user", "the role that reads, which needs SELECT alone");
        tls(true);
        break;
      case Driver::sqlite:
        if (auto path = table_.path("path")) {
          out_.file = *path;
        } else {
          missing("path", "the database's file");
        }
        break;
      case Driver::odbc: odbc(); break;
    }
    for (const auto& [key, value] :
         {std::pair{"host", out_.host}, std::pair{"database", out_.database}, std::pair{"user", out_.user},
          std::pair{"odbc_driver", out_.odbc_driver}, std::pair{"dsn", out_.dsn}}) {
      if (core::without_secrets(value) != value) table_.error(key, no_password_here);
    }
    table_.finish("source");
    return std::move(out_);
  }

 private:
  void missing(std::string_view key, std::string_view what) {
    if (!table_.has(key)) table_.error(fmt::format("\"{}\" is missing: {}", key, what));
  }

  void server() {
    out_.host = table_.text("host").value_or("");
    if (auto port = table_.integer("port", 1, 65535)) out_.port = static_cast<std::uint16_t>(*port);
    out_.database = table_.text("database").value_or("");
    out_.user = table_.text("user").value_or("");
    out_.password_file = table_.path("password_file");
    if (auto timeout = table_.duration("connect_timeout")) {
      out_.connect_timeout = *timeout;
      if (*timeout < std::chrono::seconds{1} || *timeout > std::chrono::minutes{5}) {
        table_.error("connect_timeout", R"("connect_timeout" must be from "1s" to "5m")");
      }
    }
  }

  // Over a network the server has to prove who it is, unless the configuration says otherwise.
  void tls(bool known) {
    constexpr std::array modes{TlsMode::disable, TlsMode::prefer, TlsMode::require, TlsMode::verify_ca,
                               TlsMode::verify_full};
    const auto mode = table_.choice("tls", {"disable", "prefer", "require", "verify-ca", "verify-full"});
    out_.tls = mode ? modes.at(*mode) : on_this_machine(out_.host) ? TlsMode::prefer : TlsMode::verify_full;
    out_.tls_ca = table_.path("tls_ca");
    for (const auto* key : {"tls", "tls_ca"}) {
      if (known) continue;
      table_.refuse(key);
      if (table_.has(key)) {
        table_.error(key,
                     fmt::format("\"{}\" is known for PostgreSQL's and MariaDB's drivers only; say it in "
                                 "[source.options] as the driver's manual does",
                                 key));
      }
    }
    if (out_.tls_ca && out_.tls < TlsMode::verify_ca) {
      table_.error("tls_ca", R"("tls_ca" is of use only with tls = "verify-ca" or "verify-full")");
    }
  }

  void odbc() {
    server();
    out_.odbc_driver = table_.text("odbc_driver").value_or("");
    out_.dsn = table_.text("dsn").value_or("");
    if (out_.odbc_driver.empty() == out_.dsn.empty()) {
      table_.error(
          "an odbc source has either \"odbc_driver\" (a name in odbcinst.ini) or \"dsn\" (one in odbc.ini)");
    }
    std::string driver = out_.odbc_driver;
    std::ranges::transform(driver, driver.begin(), [](unsigned char c) { return std::tolower(c); });
    tls(driver.contains("postgres") || driver.contains("maria") || driver.contains("mysql"));
    options();
  }

  void options() {
    auto table = table_.table("options");
    if (!table) return;
    for (const auto& key : table->keys()) {
      if (same_word(key, "pwd") || same_word(key, "password")) {
        table->error(key, no_password_here);
        continue;
      }
      if (key.empty() || key.find_first_of("={};") != std::string::npos) {
        table->error(key, fmt::format("{} cannot be a keyword of a connection string", in_quotes(key)));
        continue;
      }
      if (auto value = table->text(key)) out_.options.emplace(key, *value);
    }
  }

  Table& table_;
  Source out_;
};

}  // namespace

std::vector<Source> read_sources(Table& root) {
  std::vector<Source> sources;
  std::vector<std::string> places;
  for (Table& table : root.tables("source")) {
    auto name = table.require_text("name");
    const auto other = std::ranges::find(sources, name, &Source::name);
    if (!name.empty() && !well_formed_name(name)) {
      table.error("name", fmt::format("{} is not a source's name: use up to 64 letters, digits, - and _",
                                      in_quotes(name)));
    }
    if (!name.empty() && other != sources.end()) {
      table.error("name", fmt::format("source {} is already declared at {}", in_quotes(name),
                                      places[static_cast<std::size_t>(other - sources.begin())]));
    }
    places.push_back(table.where("name"));
    sources.push_back(SourceReader(table).read());
    sources.back().name = std::move(name);
  }
  return sources;
}

}  // namespace waymark::config
