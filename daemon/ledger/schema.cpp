#include "daemon/ledger/schema.hpp"

#include <charconv>

#include <fmt/format.h>

#include "daemon/ledger/convert.hpp"
#include "resources/ledger.hpp"

namespace waymark::ledger {

namespace {

// `migrations/0001_ledger.sql`: the folder goes, the number is the version.
std::string_view name_of(const resources::File& file) {
  return file.name.substr(file.name.rfind('/') + 1);
}

int number_of(const resources::File& file) {
  const auto name = name_of(file);
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

constexpr int chain_version = 5;

// Foreign keys off for as long as it lives, since a table that is replaced would take what refers to it
// along.
class WithoutReferences {
 public:
  explicit WithoutReferences(const Database& database) : database_(database) {
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
  }
  ~WithoutReferences() { sqlite3_db_config(database_.handle(), SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr); }
  WithoutReferences(const WithoutReferences&) = delete;
  WithoutReferences& operator=(const WithoutReferences&) = delete;

 private:
  const Database& database_;
};

[[noreturn]] void refuse_newer(const Database& database, int version) {
  throw LedgerError(
      fmt::format("{}: written by a newer Waymark (version {} of the ledger, this program knows {}); "
                  "upgrade this program or restore an older backup",
                  database.file().string(), version, known_version()));
}

}  // namespace

int known_version() {
  return number_of(resources::ledger().back());
}

std::vector<std::pair<int, std::string>> migrations() {
  std::vector<std::pair<int, std::string>> all;
  for (const auto& file : resources::ledger()) all.emplace_back(number_of(file), name_of(file));
  return all;
}

int version_of(const Database& database) {
  return static_cast<int>(database.integer("PRAGMA user_version"));
}

void apply_migrations(const Database& database, std::chrono::sys_seconds now) {
  const int version = version_of(database);
  if (version > known_version()) refuse_newer(database, version);
  if (version == known_version()) return;
  const WithoutReferences while_tables_move(database);
  Transaction transaction(database, Transaction::Kind::write);
  for (const auto& file : resources::ledger()) {
    const int number = number_of(file);
    if (number <= version) continue;
    database.execute(std::string(file.content).c_str());
    Statement(database, "INSERT INTO migration (version, name, applied) VALUES (?, ?, ?)")
        .bind(number, name_of(file), std::int64_t{now.time_since_epoch().count()})
        .run();
  }
  if (version < chain_version) convert_to_chain(database);  // made by the statements of today
  database.execute(fmt::format("PRAGMA user_version = {}", known_version()).c_str());
  database.execute(fmt::format("PRAGMA application_id = {}", application_id).c_str());
  transaction.commit();
}

void require_known_version(const Database& database) {
  const int version = version_of(database);
  if (version > known_version()) refuse_newer(database, version);
  if (version == known_version()) return;
  if (version == 0) {
    throw LedgerError(
        fmt::format("{}: empty, not yet a ledger; collect something first", database.file().string()));
  }
  throw LedgerError(
      fmt::format("{}: version {} of the ledger, this program needs {}; run 'waymark ledger migrate'",
                  database.file().string(), version, known_version()));
}

}  // namespace waymark::ledger
