#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Which log belongs to which ledger. SQLite finds a log by its name alone, and would take what one ledger
// left there into whatever file stands beside it now. So every write transaction draws a token and keeps the
// one before it (table `lineage`): the first of a log continues what its file says, or its file already says
// one of the others. See docs/adr/0009.

// Throws LedgerError when the log or rollback journal beside the ledger is certain to be another's. Before
// any statement of a connection, since that takes the log in.
void require_own_log(const std::filesystem::path& ledger);

// Within a write transaction, as its first change: the new token.
std::string continue_lineage(const Database& database);
// For a copy, which is no longer what it was copied from.
void begin_lineage(const Database& database);

// The tokens that the file of an open ledger may say by itself, without its log.
class Lineage {
 public:
  // Those of the file and the log as they are now.
  explicit Lineage(std::filesystem::path ledger);
  void add(std::string token) { tokens_.push_back(std::move(token)); }
  // False when the file says another: something else was written over it.
  [[nodiscard]] bool holds();

 private:
  std::filesystem::path ledger_;
  std::vector<std::string> tokens_;
  bool in_file_ = false;
};

}  // namespace waymark::ledger
