#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/core/recording.hpp"
#include "daemon/core/snapshot.hpp"
#include "daemon/core/status_change.hpp"

namespace waymark::http {

// One collector as the collectors page and the API show it.
struct CollectorState {
  core::CollectorName name;
  core::AuthorityCode authority;
  std::string type;
  bool up = false;      // the last run worked
  bool ran = false;     // since the daemon started
  std::string problem;  // why not
  std::optional<std::chrono::sys_seconds> last_run, last_success, next_run;
  bool running = false;
  unsigned failures = 0;          // one after the other; the next run is put off for them
  std::string schedule;           // in words
  std::vector<core::Run> recent;  // newest first
};

struct ReloadResult {
  bool ok = false;
  std::string diagnostics;
};

// Why there is no scoreboard of an authority as of a day.
struct NoBoard {
  enum class Why : std::uint8_t {
    unknown_authority,
    no_plan_yet,      // none had been loaded by then
    unreadable_plan,  // one had, and what is stored of it no longer parses: `problem` says where
  };
  Why why = Why::unknown_authority;
  std::string problem{};
};

// What pages and API are made from, handed in by the application. snapshot(), ready(), today() and the
// metrics functions never block; the others read the ledger and run on worker threads only. `as_of` empty
// means now.
struct Site {
  using Day = std::optional<std::chrono::sys_days>;
  std::function<std::shared_ptr<const core::Snapshot>()> snapshot;  // null until the first one is built
  std::function<bool()> ready;
  std::function<std::chrono::sys_days()> today;  // in the council's time zone
  std::function<std::string()> self_metrics_text, self_metrics_openmetrics;
  // Evaluated as of that day from what was known then and the plan as it stood then; never null.
  std::function<std::expected<std::shared_ptr<const core::Scoreboard>, NoBoard>(const core::AuthorityCode&,
                                                                                std::chrono::sys_days)>
      as_of;
  std::function<core::History(std::span<const core::SeriesKey>, Day as_of)> history;  // full length
  std::function<std::vector<core::Provenance>(const core::SeriesKey&, Day as_of)> versions;
  // Of every commitment of the authority, by commitment, then time.
  std::function<std::vector<core::StatusChange>(const core::AuthorityCode&, Day as_of)> status_changes;
  // history() and versions() of what the runs up to that one recorded; may be empty, see held().
  std::function<core::History(std::span<const core::SeriesKey>, std::int64_t last_run)> history_after;
  std::function<std::vector<core::Provenance>(const core::SeriesKey&, std::int64_t last_run)> versions_after;
  std::function<std::vector<CollectorState>()> collectors;
  std::function<std::vector<core::StoredReject>(std::optional<core::CollectorName>, std::size_t limit)>
      rejects;
  std::function<ReloadResult()> reload;              // empty unless --web.enable-lifecycle
  std::function<std::string()> last_reload_problem;  // diagnostics of a refused configuration, or empty
};

}  // namespace waymark::http
