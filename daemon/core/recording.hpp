#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/batch.hpp"

namespace waymark::core {

// What a recording comes from. A file is known by its digest.
struct Origin {
  CollectorName collector;
  std::string path;  // file name as found, relative to the watched directory; or `source: query`
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  // mtime in ns since 1970
  std::optional<Sha256> digest;
  // The rows are this file's contributions to sums over all current files of the collector (transactions
  // layout): a later recording under the same path replaces them.
  bool contribution = false;
  // The rows are the result of a query, whose text the digest is of.
  struct Query {
    std::string source;  // the [[source]] asked
    std::string text;
    Sha256 made_from{};  // of all settings: a watermark counts only while they stay the same
  };
  std::optional<Query> query;
};

enum class RunOutcome : std::uint8_t { recorded, unchanged, quarantined, refused, failed };
[[nodiscard]] std::string_view word(RunOutcome outcome);

// What the ledger knows of a file with some digest.
enum class Seen : std::uint8_t {
  never,
  same_file,   // recorded, nothing has revised it since, or the very file (name, mtime) left behind: nothing
               // to do
  other_name,  // contributions: these bytes are current under another name
  superseded,  // recorded once, but later recordings revised its figures: to be recorded again
};
struct Known {
  Seen seen = Seen::never;
  std::string path;                 // of that recording
  std::chrono::sys_seconds when{};  // of that recording
  // How it ended. Quarantined or refused with Seen::same_file: the very file (name, mtime), not touched
  // since.
  RunOutcome outcome = RunOutcome::recorded;
};

// Rows of one recording that contradict each other.
struct Conflicts {
  std::uint64_t count = 0;      // rows refused
  std::vector<Reject> rejects;  // the first of them
};

// One transaction of the ledger. Destroying it without finish() or abandon() rolls everything back.
class Recording {
 public:
  virtual ~Recording() = default;
  // Takes a piece; may block until there is room. Throws when the ledger cannot go on (disk full).
  // Two rows for one series and period in one recording: equal values count once, different ones are both
  // rejected with both lines named (contributions are summed instead).
  virtual void add(Batch batch) = 0;
  // Sets the origin's digest when it became known only after begin(); before finish() or abandon().
  virtual void digest(const Sha256& value) = 0;
  // Of a query: up to where rows that change have been seen. Committed by finish() with the rows.
  virtual void watermark(const std::string& value) = 0;
  // After the last add(): takes in what is still under way and returns the rows that were refused because
  // they contradict each other, at most so many of them, so that the caller can choose between finish() and
  // abandon(). finish() stores and counts them as rejects without being told again.
  virtual Conflicts conflicts(std::size_t at_most) = 0;
  // Commits rows, rejects, the run and the file's entry together. `read` and `missing` are the collector's
  // counts; the others come from the ledger.
  virtual RowCounts finish(std::uint64_t read, std::uint64_t missing) = 0;
  // Rolls the rows back and commits the run with this outcome and these rejects only: nothing of it counts.
  virtual void abandon(RunOutcome outcome, const std::string& message, std::vector<Reject> rejects) = 0;
  // The number of the run, after finish() or abandon(); 0 where runs have none.
  [[nodiscard]] virtual std::int64_t run() const { return 0; }
};

// Where collectors hand their figures. The ledger's writer is one; the runtime's hops to the ledger thread.
class Recorder {
 public:
  virtual ~Recorder() = default;
  [[nodiscard]] virtual Known known(const Origin& origin) = 0;  // origin.digest must be set
  // Whether any run of the collector had an input of this size: if not, its digest cannot be known either and
  // need not be computed before reading.
  [[nodiscard]] virtual bool size_known(const CollectorName& collector, std::uint64_t size) = 0;
  // What the last run of this query's collector with these settings gave to Recording::watermark().
  [[nodiscard]] virtual std::optional<std::string> watermark(const Origin& origin) = 0;
  [[nodiscard]] virtual std::unique_ptr<Recording> begin(const Origin& origin) = 0;
};

// One execution over one input, as the ledger keeps it.
struct Run {
  std::int64_t id = 0;
  CollectorName collector;
  std::string path;
  std::uint64_t size = 0;
  std::optional<Sha256> digest;
  std::chrono::sys_seconds started{}, ended{};
  RunOutcome outcome = RunOutcome::recorded;
  RowCounts counts;
  std::string message;
};

struct StoredReject {
  std::int64_t run = 0;
  CollectorName collector;
  std::string path;
  std::chrono::sys_seconds when{};
  Reject reject;
};

// One version of a figure and where it came from: what `waymark explain` and the commitment page show.
struct Provenance {
  Observation observation;  // `recorded` is this version's time; `revisions` counts the versions before it
  std::int64_t run = 0;
  CollectorName collector;
  std::string path;
  std::uint64_t size = 0;
  std::optional<Sha256> digest;
  std::uint32_t row = 0;             // line in the file; 0 for sums of contributions
  std::optional<std::string> query;  // its text; `row` is then the row of the result
  struct Part {
    std::string path;
    Decimal sum;
    std::uint64_t rows = 0;
  };
  std::vector<Part> contributions;  // transactions layout: the files that make up this sum as of this version
};

[[nodiscard]] std::string hex(const Sha256& digest);  // 64 lower-case digits

}  // namespace waymark::core
