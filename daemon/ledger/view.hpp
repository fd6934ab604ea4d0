#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/core/recording.hpp"
#include "daemon/core/status_change.hpp"

namespace waymark::ledger {

struct PlanVersion {
  std::int64_t id = 0;
  core::AuthorityCode authority;
  std::chrono::sys_seconds loaded;
  core::Sha256 digest{};
  std::vector<std::pair<std::string, std::string>> sources;  // name, text
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
  // Counts towards the tail only what had been reported by then: neither forecasts nor figures of periods
  // that had not begun, which come beside it.
  std::optional<std::chrono::sys_days> reported_by;
};

// What a ledger said at one moment. All answers are of one consistent state, however much is recorded
// meanwhile. For one thread; every call may throw LedgerError. Hold it for as long as one answer is made:
// what it sees is kept on disk that long.
class View {
 public:
  View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  virtual ~View() = default;

  // The number of the last run that was recorded by this moment, 0 before the first.
  [[nodiscard]] virtual std::int64_t last_run() const = 0;
  // Figures of every series of the authority, or of those keys; series of which nothing was known are left
  // out.
  [[nodiscard]] virtual core::History history(const core::AuthorityCode& authority, Window window) const = 0;
  [[nodiscard]] virtual core::History history(std::span<const core::SeriesKey> keys, Window window) const = 0;
  // Every version of one period, oldest first; or of every period of the series, by period.
  [[nodiscard]] virtual std::vector<core::Provenance> provenance(const core::SeriesKey& key,
                                                                 core::Period period) const = 0;
  [[nodiscard]] virtual std::vector<core::Provenance> versions(const core::SeriesKey& key) const = 0;
  // The series of which something was known, by indicator, scope and breakdown.
  [[nodiscard]] virtual std::vector<core::SeriesKey> series(const core::AuthorityCode& authority) const = 0;
  // The plan in force. Plans and statuses know no runs: after a run, they are the present's.
  [[nodiscard]] virtual std::optional<PlanVersion> plan(const core::AuthorityCode& authority) const = 0;
  // What was said of each commitment, by commitment, then time.
  [[nodiscard]] virtual std::vector<core::StatusChange> statuses(
      const core::AuthorityCode& authority) const = 0;
  // Newest first, of one collector or of all; `limit` at most.
  [[nodiscard]] virtual std::vector<core::Run> runs(const std::optional<core::CollectorName>& collector,
                                                    std::size_t limit) const = 0;
  // Of the newest run first, within a run in order of the input.
  [[nodiscard]] virtual std::vector<core::StoredReject> rejects(
      const std::optional<core::CollectorName>& collector, std::size_t limit) const = 0;
  // By collector and path, those that have any. Reads all runs.
  [[nodiscard]] virtual std::vector<OpenRejects> open_rejects() const = 0;
};

}  // namespace waymark::ledger
