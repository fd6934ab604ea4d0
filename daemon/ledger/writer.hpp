#pragma once

#include "daemon/ledger/ledger.hpp"

namespace waymark::ledger {

// The only writer of a ledger file; holds a lock that a second writer in any process is refused by. Times
// recorded never go backwards, also when the clock does. Use from one thread at a time.
class Writer final : public core::Recorder {
 public:
  // Creates or migrates the file. `patience`: how long to wait while another process holds SQLite's own lock.
  // Throws LedgerError.
  Writer(const std::filesystem::path& file, Clock clock,
         std::chrono::milliseconds patience = std::chrono::seconds(5));
  ~Writer() override;
  [[nodiscard]] core::Known known(const core::Origin& origin) override;
  // Any number may be open; they must end before the writer does.
  [[nodiscard]] std::unique_ptr<core::Recording> begin(const core::Origin& origin) override;
  // As Ledger's.
  bool record_plan(const core::Plan& plan, const std::vector<std::pair<std::string, std::string>>& sources);
  bool record_statuses(const core::Scoreboard& scoreboard);
  // Moves the WAL into the file; for idle moments.
  void checkpoint();
  // Why the file that is open is no longer the ledger at its path (moved, replaced, deleted); empty while it
  // is. Nothing is recorded meanwhile: known() and every recording throw LedgerError. From any thread.
  [[nodiscard]] std::string moved() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Problems found; empty when the ledger is sound: SQLite's own check, foreign keys, digests of plan versions,
// invariants (counts of runs, order of recorded times, contributions against sums).
[[nodiscard]] std::vector<std::string> check(const std::filesystem::path& file);
// Online copy through SQLite's backup API while others write. `to` must not exist. Throws LedgerError.
void backup(const std::filesystem::path& from, const std::filesystem::path& to,
            const std::function<void(int done, int total)>& progress);

}  // namespace waymark::ledger
