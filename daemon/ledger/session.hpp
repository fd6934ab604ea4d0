#pragma once

#include "daemon/ledger/file.hpp"
#include "daemon/ledger/incoming.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// The one writer's hold on a ledger: lock, connection, and a time that never goes back.
class Session {
 public:
  // Creates or migrates the file. Throws LedgerError.
  Session(std::filesystem::path file, Clock clock, std::chrono::milliseconds patience);

  [[nodiscard]] const Database& database() const { return database_; }
  [[nodiscard]] Incoming& incoming() { return incoming_; }
  // The time to record now: the clock's, or the last one recorded when the clock has gone back.
  [[nodiscard]] std::chrono::sys_seconds now();
  // While a recording adds rows whose numbers it has just looked up, foreign keys are not checked row by row:
  // that would cost as much as storing them, and a copy of each page changed. Outside of a transaction.
  void trust_references(bool trusted) const;
  // Memory for a load of many rows, given back by relax().
  void prepare_for_bulk() const;
  void relax() const;
  // Moves the WAL into the file and empties it, as far as readers allow; waits for nobody.
  void checkpoint() const;
  // Keeps the WAL, and so the disk, from growing far beyond what one recording needs.
  void checkpoint_if_large() const;

  bool recording = false;  // one at a time, since each is a transaction

 private:
  std::filesystem::path file_;
  Clock clock_;
  std::chrono::milliseconds patience_;
  WriterLock lock_;
  Database database_;
  Incoming incoming_;
  std::chrono::sys_seconds last_{};
};

}  // namespace waymark::ledger
