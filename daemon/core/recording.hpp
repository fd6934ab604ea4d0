#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/batch.hpp"

namespace waymark::core {

// What whoever starts a run wants of inputs that are known.
enum class Intent : std::uint8_t {
  as_it_comes,  // known bytes change nothing, unless they would be read otherwise now
  again,        // known bytes are read again, in their place
  reinstate,    // known bytes are what holds from now on, whatever has replaced them
};

// What becomes of lines of transactions that stand in several files which go into the same figure. The
// smaller of both numbers is how often a line stands in both.
enum class Duplicates : std::uint8_t {
  report,  // all count, and the run says how many there are and what they come to
  refuse,  // nothing of the file counts
  once,    // a line counts as often as it stands in the file that has it most often
};

// What is done about such lines and what mends it, as the end of a sentence that tells of them.
[[nodiscard]] std::string_view advice(Duplicates duplicates);

// What a recording comes from. A file is known by its digest.
struct Origin {
  CollectorName collector;
  std::string path;  // file name as found, relative to the watched directory; or `source: query`
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  // mtime in ns since 1970
  std::optional<Sha256> digest;
  // The rows are this file's contributions to sums over all current files of all collectors (transactions
  // layout): a later recording under the same path of the same collector replaces them.
  bool contribution = false;
  Duplicates duplicates = Duplicates::report;
  // The rows are the result of a query, whose text the digest is of.
  struct Query {
    std::string source;  // the [[source]] asked
    std::string text;
    Sha256 made_from{};  // of all settings: a watermark counts only while they stay the same
  };
  std::optional<Query> query;
  AuthorityCode authority{};  // whose figures; every collector has one
  Sha256 reading{};           // fingerprint of what the input is read with
  Intent intent = Intent::as_it_comes;
  // The bytes grew after they had been read under this path: a further version of that file, in its place.
  bool continues = false;
  // The figures were known from this day on, although they are recorded now.
  std::optional<std::chrono::sys_days> known_since{};
};

enum class RunOutcome : std::uint8_t { recorded, unchanged, quarantined, refused, failed };
[[nodiscard]] std::string_view word(RunOutcome outcome);

// What the ledger knows of an input.
enum class Seen : std::uint8_t {
  never,           // no run that counts had these bytes; one that was quarantined, refused or failed does not
  same_size,       // asked without a digest: something of this size was recorded, so ask with the digest
  known,           // these bytes, read this way: nothing to do
  read_otherwise,  // these bytes, read with other settings: to be read again
};
struct Known {
  Seen seen = Seen::never;
  std::int64_t run = 0;             // the last that read these bytes; what follows is of this one
  std::string path{};               // of that recording
  std::chrono::sys_seconds when{};  // of that recording
  RunOutcome outcome = RunOutcome::recorded;
  struct Replaced {
    std::string path;
    std::chrono::sys_seconds when{};
  };
  // The latest run that has replaced figures of it.
  std::optional<Replaced> replaced_by{};
  // Of a query whose settings and reading are the same: what its last run gave as Ending::watermark.
  std::optional<std::string> watermark{};
};
// Why nothing of known bytes was recorded, as a sentence: `the same content was recorded on 2026-06-03 09:12
// UTC from a.csv`, and what has replaced it since.
[[nodiscard]] std::string sentence(const Known& known);

// Rows of one recording that contradict each other.
struct Conflicts {
  std::uint64_t count = 0;      // rows refused
  std::vector<Reject> rejects;  // the first of them, as many as were wanted
};

// Nothing of an input counts: how its run ends instead, and what is kept of its rejects.
struct Rejection {
  RunOutcome outcome = RunOutcome::refused;
  std::string message;
  std::vector<Reject> rejects;
  std::optional<Sha256> digest{};  // where it became known only while reading
};

// How a recording is to end.
struct Ending {
  std::uint64_t read = 0, missing = 0;     // the collector's counts; the others come from the ledger
  std::optional<Sha256> digest{};          // where it became known only while reading
  std::string note{};                      // what is worth knowing of the input; the message begins with it
  std::optional<std::string> watermark{};  // of a query: up to where rows that change have been seen
  // Asked when all is known that can be refused, before anything is stored: `counts` has what was read and
  // rejected, conflicts included. Empty: refuses nothing. Called by another thread, while the caller waits.
  std::size_t conflicts_wanted = 0;
  std::function<std::optional<Rejection>(const RowCounts& counts, const Conflicts& conflicts)> verdict{};
};

// How it ended.
struct Finished {
  RunOutcome outcome = RunOutcome::recorded;
  RowCounts counts{};
  std::int64_t run = 0;
  std::string message{};  // why, for every outcome but recorded; for that, what is worth knowing
};

// One input on its way into the ledger; any number of them may be open. Destroying one that has not ended
// leaves no trace.
class Recording {
 public:
  virtual ~Recording() = default;
  // Takes a piece; may block until there is room. Throws when the ledger cannot go on (disk full).
  // Two rows for one series and period in one recording: equal values count once, different ones are both
  // rejected with both lines named (contributions are summed instead).
  virtual void add(Batch batch) = 0;
  // After the last add(), once. Decides in one transaction what the rows mean, looking up anew what is known
  // of the input: bytes that became known meanwhile change nothing. Commits rows, rejects, the run and the
  // file's entry together.
  virtual Finished finish(const Ending& ending) = 0;
  // Instead of finish(): commits the run with this outcome and these rejects only, nothing of it counts.
  virtual Finished abandon(const Rejection& refusal) = 0;
};

// Where collectors hand their figures. The ledger's writer is one; the runtime's hops to the ledger thread.
class Recorder {
 public:
  virtual ~Recorder() = default;
  // Of a file without its digest: whether one need be computed before reading (Seen::same_size).
  [[nodiscard]] virtual Known known(const Origin& origin) = 0;
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
    CollectorName collector;
    std::string path;
    Decimal sum;
    std::uint64_t rows = 0;
  };
  std::vector<Part> contributions;  // transactions layout: the files that make up this sum as of this version
  // A part's file, with its collector where that is not the one of this version.
  [[nodiscard]] std::string file_of(const Part& part) const;
};

[[nodiscard]] std::string hex(const Sha256& digest);  // 64 lower-case digits

}  // namespace waymark::core
