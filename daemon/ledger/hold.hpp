#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "daemon/ledger/connection.hpp"
#include "daemon/ledger/lineage.hpp"
#include "daemon/ledger/writer_lock.hpp"

namespace waymark::ledger {

// The one writer's hold on a ledger: its lock, its connection, and an eye on the file, so that nothing is
// recorded into one that has been moved, replaced or deleted since.
class Hold {
 public:
  enum class When : std::uint8_t { there, missing };  // open what is there, or make what is missing
  // Throws LedgerError.
  Hold(const std::filesystem::path& file, std::chrono::milliseconds patience, When when);
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }  // its real path
  [[nodiscard]] const Database& database() const { return database_; }
  // Pages written in place instead of to the log; refused at once, and then false, while another connection
  // is open. Outside of a transaction.
  [[nodiscard]] bool write_in_place();
  void write_to_log();
  // Once the ledger has this program's tables: from here on every write transaction continues its lineage.
  void follow_lineage();
  // Moves the log into the file and empties it, as far as readers allow; waits for nobody.
  void checkpoint();
  // Why what is open is no longer the ledger at its path; empty while it is. From any thread.
  [[nodiscard]] std::string moved() const;
  // Throws LedgerError with that, also when something else was written over the file. Every write transaction
  // does so when it begins, and the first of it before it commits.
  void require_in_place();

 private:
  // As moved(), with a new look at what the file says.
  [[nodiscard]] std::string look();
  [[nodiscard]] std::string moved_away() const;
  void begun();
  void refuse_if_moved() const;
  void refuse(const std::string& problem) const;

  std::filesystem::path file_;
  std::chrono::milliseconds patience_;
  FileId id_;
  mutable std::mutex mutex_;  // over the next three
  WriterLock lock_;
  bool lost_ = false;  // the log's lock, to another process while the log was off
  bool overwritten_ = false;
  Database database_;
  std::optional<Lineage> lineage_;
};

}  // namespace waymark::ledger
