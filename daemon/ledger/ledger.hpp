#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "daemon/core/plan.hpp"
#include "daemon/core/recording.hpp"
#include "daemon/ledger/moment.hpp"
#include "daemon/ledger/view.hpp"

// The contract that every back end keeps, and all that the rest of the house knows of a ledger. Which back
// end there is, open.hpp decides.
namespace waymark::ledger {

// The ledger cannot be used: locked by another process, newer than this program, corrupt, disk full, no
// permission. what() is one sentence that says where, what, and what to do.
class LedgerError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A ledger that this user can read and not write. Views answer.
class ReadOnly : public LedgerError {
  using LedgerError::LedgerError;
};

using Clock = std::function<std::chrono::sys_time<std::chrono::milliseconds>()>;

struct Totals {
  std::uint64_t observations = 0;  // versions held
  std::uint64_t bytes = 0;         // on disk
  std::uint64_t series = 0;
};

// The right to do a job, until it is destroyed.
class Claim {
 public:
  Claim() = default;
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  virtual ~Claim() = default;
};

// All calls are thread-safe; of a recording, a view and a claim, each belongs to one thread at a time, and
// all must end before the ledger does. Each write is one transaction that decides from what is stored then,
// and is serialised over all processes. Times recorded never go backwards. Every call may throw LedgerError.
class Ledger : public core::Recorder {
 public:
  // known(), begin(): core::Recorder's.

  // Stores the version when its digest differs from the latest of this authority, together with what changed
  // of milestones and commentary. `sources`: name and text of each file of the plan. True when stored.
  virtual bool record_plan(const core::Plan& plan,
                           const std::vector<std::pair<std::string, std::string>>& sources) = 0;
  // Stores what the scoreboard says of each commitment where that differs from what was said last. True when
  // something did. For scoreboards of the present only: what is stored was known now.
  virtual bool record_statuses(const core::Scoreboard& scoreboard) = 0;

  // What is known at that moment.
  [[nodiscard]] virtual std::unique_ptr<const View> view(const Moment& moment) = 0;
  // The number of the last run recorded, 0 before the first.
  [[nodiscard]] virtual std::int64_t head() = 0;
  [[nodiscard]] virtual Totals totals() = 0;
  // Calls that, on some thread of the ledger's, after each commit by which figures or a plan changed. One
  // call at a time is kept; it must not throw and should be short.
  virtual void on_change(std::function<void()> call) = 0;
  // Null while somebody else has that job: here another thread of the writer's, later another instance.
  [[nodiscard]] virtual std::unique_ptr<Claim> claim(const std::string& job) = 0;
  // Calls that when it has done what was asked before: a sign that it moves.
  virtual void answer(std::move_only_function<void()> call) = 0;

  // Why nothing can be recorded now, as a sentence; empty when it can. The first is for good: the ledger is
  // only read. The second while what is open is no longer the ledger at its place. Wait for nobody.
  [[nodiscard]] virtual const std::string& read_only() const = 0;
  [[nodiscard]] virtual std::string moved() const = 0;

  // Problems found; empty when the ledger is sound. Does not throw.
  [[nodiscard]] virtual std::vector<std::string> check() = 0;
  // A complete copy at `to`, which must not exist, while others record.
  virtual void backup(const std::filesystem::path& to,
                      const std::function<void(int done, int total)>& progress) = 0;
};

}  // namespace waymark::ledger
