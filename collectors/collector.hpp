#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
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
  std::string message;     // why, for every outcome but recorded; of that, what is worth knowing
  std::int64_t run = 0;    // its number in the ledger; 0 when nothing was kept of it
  std::string in_the_way;  // why its file could not be put where it belongs; the outcome stands all the same
};

// What kind of failure a run as a whole had, for when the next one is due.
enum class Failure : std::uint8_t {
  none,            // it worked, or what failed is one input's matter
  unavailable,     // the source does not answer, or not in time: back off
  authentication,  // the source refuses the user: back off longer, lest the account be locked
};

// Something that lies in an inbox, and why it is not read (now).
struct Unread {
  std::string name;
  std::string why;  // a sentence that goes on after the name
  friend auto operator<=>(const Unread&, const Unread&) = default;
};

// What lies in an inbox and stays until somebody does something about it.
struct Backlog {
  std::uint64_t quarantined = 0;  // files of which nothing counts, in quarantine or where they were delivered
  std::vector<Unread> unread;
};

struct CollectReport {
  std::vector<InputReport> inputs;
  std::optional<Backlog> backlog;  // when the run is over; none: there is no inbox, or it cannot be read
  std::vector<Unread> waiting;     // is not complete yet: left for later
  Failure failure = Failure::none;
  std::string problem;  // the collector as a whole could not work: directory missing, no permission
};

// What a run is for.
struct Request {
  // Only what was seen to be complete is taken; false: everything as it is.
  bool settle = true;
  // again: files that were taken before are read again, if they would be read otherwise now.
  core::Intent intent = core::Intent::as_it_comes;
  std::filesystem::path file;  // reinstate: the one whose figures are stated anew
};

// What was heard of a file in a watched directory.
enum class Change : std::uint8_t {
  closed,    // after writing
  moved_in,  // or renamed there
  unknown,   // something happened to some of the files; the name is empty
};

// Where a collector looks for files.
struct Claim {
  std::filesystem::path folder;
  std::string pattern;
  bool moves = false;  // takes them away when they were read
  friend bool operator==(const Claim&, const Claim&) = default;
};

// Which indicators a collector gives figures of.
struct Feed {
  core::AuthorityCode authority;
  bool sums = false;                          // adds them up from transactions; otherwise they come ready
  std::vector<core::IndicatorId> indicators;  // that its settings name
};
// The indicators of an authority that are added up from transactions, each with the collector that does.
using Summed = std::map<core::IndicatorId, core::CollectorName>;

// Sees the rows of a trial run as they come: `waymark collect --dry-run`.
class Preview {
 public:
  virtual ~Preview() = default;
  virtual void columns(const std::vector<std::string>& names) = 0;  // of the input that follows
  // Its rows, in order. NULL is a text without data.
  virtual void row(std::uint32_t number, std::span<const std::string_view> cells) = 0;
};

// One configured source of figures. backlog(), observe() and collect() run on a worker thread, one of them at
// a time; they do not throw for what an input contains, only when the ledger cannot go on.
class Collector {
 public:
  virtual ~Collector() = default;
  [[nodiscard]] virtual const core::CollectorName& name() const = 0;
  // Takes what is there now. Stops between batches when asked to; what was not finished is rolled back and
  // comes again.
  virtual CollectReport collect(core::Recorder& recorder, const Request& request, std::stop_token stop) = 0;
  // The same without a trace: no file is moved, nothing is remembered; the recorder is one that keeps
  // nothing.
  virtual CollectReport try_out(core::Recorder& recorder, Preview& preview, std::stop_token stop) = 0;
  // Whether it waits for somebody else's answer, for as long as that takes: each of its runs then has a
  // thread of its own.
  [[nodiscard]] virtual bool waits_for_a_source() const { return false; }
  // Looks at what is there without taking it, and says after how long what was there now will have been seen
  // to be complete, if nothing happens to it.
  virtual std::chrono::milliseconds observe() { return {}; }
  // Looks at what lies there without taking it; none as in a report.
  virtual std::optional<Backlog> backlog() { return std::nullopt; }
  // Directories whose changes should start a run; empty when there are none.
  [[nodiscard]] virtual std::vector<std::filesystem::path> watched() const = 0;
  // Something changed in one of them. Whether that is a reason to run. From any thread, also during a run.
  virtual bool notice(const std::filesystem::path& /*directory*/, const std::string& /*name*/,
                      Change /*change*/) {
    return true;
  }
  // Which files it takes; empty when it takes none.
  [[nodiscard]] virtual std::vector<Claim> claims() const { return {}; }
  // What all others take, once, before the first run.
  virtual void others(const std::vector<Claim>& /*claims*/) {}
  [[nodiscard]] virtual Feed feeds() const { return {}; }
  // What other collectors of its authority add up, once, before the first run: ready figures are refused.
  virtual void summed(const Summed& /*summed*/) {}
  // Whether that file is one that it takes, or has taken.
  [[nodiscard]] virtual bool holds(const std::filesystem::path& /*file*/) const { return false; }
  // What whoever runs it should know of where it looks, each a sentence.
  [[nodiscard]] virtual std::vector<std::string> remarks() const { return {}; }
};

}  // namespace waymark::collectors
