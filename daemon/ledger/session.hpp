#pragma once

#include "daemon/ledger/clock.hpp"
#include "daemon/ledger/hold.hpp"

namespace waymark::ledger {

// The one writer's work on a ledger, with a time that never goes back.
class Session {
 public:
  // Creates or migrates the file. Throws LedgerError.
  Session(const std::filesystem::path& file, Clocks clocks, std::chrono::milliseconds patience);

  [[nodiscard]] const Database& database() const { return hold_.database(); }
  // Hold's.
  [[nodiscard]] std::string moved() const { return hold_.moved(); }
  void require_in_place() { hold_.require_in_place(); }
  [[nodiscard]] const ClockCheck& clock() const { return clock_; }
  [[nodiscard]] std::chrono::sys_seconds now() const { return clock_.now(); }
  // The time of what is recorded now: the clock's, or that of the last record when the clock has gone back a
  // little. Throws WrongClock. Within a write transaction.
  [[nodiscard]] std::chrono::sys_seconds record_time();
  // While a recording adds rows whose numbers it has just looked up, foreign keys are not checked row by row:
  // that would cost as much as storing them, and a copy of each page changed. Outside of a transaction.
  void trust_references(bool trusted) const;
  // For a load of many rows: memory, and for the first large one of a ledger that nobody else has open, pages
  // written once and in place (SQLite's rollback journal) instead of to the WAL and then to the file. Who
  // opens the ledger meanwhile waits. Both are given back by relax(). Outside of a transaction.
  void prepare_for_bulk(std::uint64_t rows);
  void relax();
  void checkpoint() { hold_.checkpoint(); }
  // Moves the log into the file until nothing is left of it; false when a reader does not let go of it.
  [[nodiscard]] bool empty_log();
  // Keeps the WAL, and so the disk, from growing far beyond what one recording needs.
  void checkpoint_if_large();

 private:
  Hold hold_;
  ClockCheck clock_;
  bool in_place_ = false;  // the WAL is off
};

}  // namespace waymark::ledger
