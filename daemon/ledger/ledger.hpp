#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/core/plan.hpp"
#include "daemon/core/recording.hpp"
#include "daemon/core/status_change.hpp"

namespace waymark::ledger {

// The ledger cannot be used: locked by another process, newer than this program, corrupt, disk full, no
// permission. what() is one sentence that says where, what, and what to do.
class LedgerError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A ledger that this user can read and not write. Readers answer.
class ReadOnly : public LedgerError {
  using LedgerError::LedgerError;
};

using Clock = std::function<std::chrono::sys_time<std::chrono::milliseconds>()>;

struct PlanVersion {
  std::int64_t id = 0;
  core::AuthorityCode authority;
  std::chrono::sys_seconds loaded;
  core::Sha256 digest{};
  std::vector<std::pair<std::string, std::string>> sources;  // name, text
};

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
  // Stores the version when its digest differs from the latest of this authority, together with what changed
  // of milestones and commentary. True when stored.
  bool record_plan(const core::Plan& plan, const std::vector<std::pair<std::string, std::string>>& sources);
  // Stores what the scoreboard says of each commitment where that differs from what was said last. True when
  // something did. For scoreboards of the present only: what is stored was known now.
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

struct Totals {
  std::uint64_t observations = 0;  // versions held
  std::uint64_t bytes = 0;         // of the file and its WAL
  std::uint64_t series = 0;
};

// Rejected rows of the latest run of a file or query of which figures count.
struct OpenRejects {
  core::CollectorName collector;
  std::string path;
  std::uint64_t rows = 0;
};

// How much of a series history() loads: everything, or the last `tail` periods and for each the same period a
// year before.
struct Window {
  std::uint32_t tail = 0;  // 0 is everything
};

// A read-only view for one thread; any number of them beside the writer. Each call sees one consistent state.
class Reader {
 public:
  // What counts as known: everything, what was recorded before a time (exclusive), or what one run and those
  // before it recorded. Plan versions and statuses know no runs: for them the last is everything.
  class Moment {
   public:
    Moment() = default;
    Moment(std::nullopt_t) {}  // NOLINT(google-explicit-constructor): a time or none
    Moment(std::chrono::sys_seconds time) : time_(time) {}  // NOLINT(google-explicit-constructor): as above
    Moment(std::optional<std::chrono::sys_seconds> time)
        : time_(time) {}  // NOLINT(google-explicit-constructor)
    static Moment after_run(std::int64_t run) {
      Moment moment;
      moment.run_ = run;
      return moment;
    }
    [[nodiscard]] const std::optional<std::chrono::sys_seconds>& time() const { return time_; }
    [[nodiscard]] std::optional<std::int64_t> run() const { return run_; }

   private:
    std::optional<std::chrono::sys_seconds> time_;
    std::optional<std::int64_t> run_;
  };
  explicit Reader(const std::filesystem::path& file);
  ~Reader();
  [[nodiscard]] core::History history(const core::AuthorityCode& authority, Moment before,
                                      Window window) const;
  [[nodiscard]] core::History history(std::span<const core::SeriesKey> keys, Moment before,
                                      Window window) const;
  [[nodiscard]] std::vector<core::Provenance> provenance(const core::SeriesKey& key, core::Period period,
                                                         Moment before) const;  // oldest version first
  // Every version of every period of the series, by period, oldest first.
  [[nodiscard]] std::vector<core::Provenance> versions(const core::SeriesKey& key, Moment before) const;
  [[nodiscard]] std::vector<core::SeriesKey> series(const core::AuthorityCode& authority) const;
  [[nodiscard]] std::vector<core::Run> runs(const std::optional<core::CollectorName>& collector,
                                            std::size_t limit) const;  // newest first
  [[nodiscard]] std::vector<core::StoredReject> rejects(const std::optional<core::CollectorName>& collector,
                                                        std::size_t limit) const;  // newest run first
  // Of every collector; those without any are left out. Reads all runs.
  [[nodiscard]] std::vector<OpenRejects> open_rejects() const;
  [[nodiscard]] std::optional<PlanVersion> plan_version(const core::AuthorityCode& authority,
                                                        Moment before) const;
  // By commitment, then time.
  [[nodiscard]] std::vector<core::StatusChange> status_changes(const core::AuthorityCode& authority,
                                                               Moment before) const;
  // The number of the last run recorded, 0 before the first: what is known now is known after it.
  [[nodiscard]] std::int64_t last_run() const;
  [[nodiscard]] Totals totals() const;

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
// Asks the system to have the file in memory soon, for whoever is about to read all over it: with cold caches
// that is ten times as fast as page by page. Nothing for a file that is not there or larger than 1 GiB.
void read_ahead(const std::filesystem::path& file);
// Applies missing migrations; the versions before and after. Throws LedgerError.
std::pair<int, int> migrate(const std::filesystem::path& file, const Clock& clock);

}  // namespace waymark::ledger
