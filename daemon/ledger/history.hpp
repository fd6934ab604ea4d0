#pragma once

#include <unordered_map>

#include "daemon/ledger/version_reader.hpp"

namespace waymark::ledger {

// The last run that was recorded by that moment: what was known then are the versions of this run and those
// before it. 0 when there was none, the largest number when everything counts.
[[nodiscard]] std::int64_t last_run_before(const Database& database, const Moment& moment);

struct StoredSeries {
  std::uint32_t number = 0;
  core::SeriesKey key;
  std::uint64_t revisions = 0;
  std::uint32_t kinds = 0;
  std::int64_t last_run = 0;
};

// Reads histories as they were known after one run.
class HistoryLoader {
 public:
  HistoryLoader(const Database& database, std::int64_t last_run);
  // Empty when nothing was known.
  [[nodiscard]] std::optional<core::Series> load(const StoredSeries& stored, Window window);
  [[nodiscard]] std::chrono::sys_seconds recorded(std::int64_t run);

 private:
  // The next version, by period and run; those at `from` and behind it are of the same reading.
  void append(const Version& version, std::size_t from, std::vector<core::Observation>& into);
  void read(std::uint32_t number, std::uint32_t first, std::uint32_t last,
            std::vector<core::Observation>& into);
  void read_tail(std::uint32_t number, std::uint32_t low, std::uint32_t high, const Window& window,
                 std::vector<core::Observation>& into);
  [[nodiscard]] std::uint64_t count_revisions(std::uint32_t number);

  std::int64_t last_run_;
  VersionReader up_, down_;
  Statement recorded_, latest_block_;
  std::vector<Version> tail_;  // newest first; kept for its memory
  std::unordered_map<std::int64_t, std::chrono::sys_seconds> times_;
  std::int64_t cached_run_ = -1;
  std::chrono::sys_seconds cached_time_{};
};

}  // namespace waymark::ledger
