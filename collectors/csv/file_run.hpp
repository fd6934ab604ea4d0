#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/csv/file_source.hpp"
#include "collectors/csv/settings.hpp"

namespace waymark::csv {

// One file, opened, to be read.
struct Input {
  const Directory& folder;
  std::string name;  // there
  const File& file;
  std::string path;  // as runs and messages call it
  // What is known is passed over without a run.
  bool quietly = false;
  // It was read before under this path, and has changed since.
  bool continues = false;
};

// What one file came to, beyond what is reported.
struct Verdict {
  collectors::InputReport report;
  std::vector<core::Reject> rejects;  // listed beside a quarantined file
  std::uint64_t further = 0;          // rejected rows that are not listed
  core::Sha256 digest{};              // zeros when it was not read to its end
  bool same = false;                  // the bytes are those of before: there is no run
};

// Nothing of such a file counts.
[[nodiscard]] bool holds_nothing(core::RunOutcome outcome);

// Reads files into the ledger, one after the other.
class FileRun {
 public:
  // `preview`: a trial, of whatever is there.
  FileRun(const Settings& settings, core::Recorder& recorder, std::stop_token stop,
          collectors::Preview* preview)
      : settings_(settings),
        recorder_(recorder),
        stop_(std::move(stop)),
        preview_(preview),
        reading_(reading(settings)) {}

  // Nothing when it has to be looked at again later: it changed meanwhile, or the run was asked to stop.
  [[nodiscard]] std::optional<Verdict> take(const Input& input);
  // States its figures anew, whatever has replaced them.
  [[nodiscard]] std::optional<Verdict> reinstate(const Input& input);
  // A file that was read before, with that digest, and has changed since. Unchanged, without a run, when its
  // bytes are the same after all.
  [[nodiscard]] std::optional<Verdict> again(const Input& input, const core::Sha256& before);

 private:
  [[nodiscard]] core::Origin origin_of(const Input& input) const;
  [[nodiscard]] std::optional<Verdict> read(const Input& input, const core::Origin& origin);
  [[nodiscard]] std::optional<Verdict> changed(const Input& input, const core::Origin& origin);
  [[nodiscard]] Verdict abandoned(const core::Origin& origin, core::RunOutcome outcome,
                                  const std::string& message);

  const Settings& settings_;
  core::Recorder& recorder_;
  std::stop_token stop_;
  collectors::Preview* preview_;
  core::Sha256 reading_;
};

}  // namespace waymark::csv
