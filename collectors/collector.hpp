#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/recording.hpp"

namespace waymark::collectors {

// What one input (a file, a query) came to. One line in the log, one row on the collectors page.
struct InputReport {
  std::string path;
  core::RunOutcome outcome = core::RunOutcome::recorded;
  core::RowCounts counts;
  std::string message;   // why, for every outcome but recorded
  std::int64_t run = 0;  // as Recording::run(); 0 when nothing was kept of it
};

// What kind of failure a run as a whole had, for when the next one is due.
enum class Failure : std::uint8_t {
  none,            // it worked, or what failed is one input's matter
  unavailable,     // the source does not answer, or not in time: back off
  authentication,  // the source refuses the user: back off longer, lest the account be locked
};

struct CollectReport {
  std::vector<InputReport> inputs;
  Failure failure = Failure::none;
  std::string problem;     // the collector as a whole could not work: directory missing, no permission
  bool unsettled = false;  // an incomplete file was left for later
};

// Sees the rows of a trial run as they come: `waymark collect --dry-run`.
class Preview {
 public:
  virtual ~Preview() = default;
  virtual void columns(const std::vector<std::string>& names) = 0;  // of the input that follows
  // Its rows, in order. NULL is a text without data.
  virtual void row(std::uint32_t number, std::span<const std::string_view> cells) = 0;
};

// One configured source of figures. collect() runs on a worker thread, one run of a collector at a time; it
// does not throw for what an input contains, only when the ledger cannot go on.
class Collector {
 public:
  virtual ~Collector() = default;
  [[nodiscard]] virtual const core::CollectorName& name() const = 0;
  // Takes what is there now. `settle` false (command line): files are taken as they are. Stops between
  // batches when asked to; what was not finished is rolled back and comes again.
  virtual CollectReport collect(core::Recorder& recorder, bool settle, std::stop_token stop) = 0;
  // The same without a trace: no file is moved, nothing is remembered; the recorder is one that keeps
  // nothing.
  virtual CollectReport try_out(core::Recorder& recorder, Preview& preview, std::stop_token stop) = 0;
  // Directories whose changes should start a run; empty when there are none.
  [[nodiscard]] virtual std::vector<std::filesystem::path> watched() const = 0;
};

}  // namespace waymark::collectors
