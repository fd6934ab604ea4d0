#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "collectors/csv/settings.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::csv {

// A file to be taken.
struct Candidate {
  std::filesystem::path path;
  std::string name;  // as runs and messages call it
};

// The folder of a collector: what lies there, and where files go afterwards.
class Inbox {
 public:
  explicit Inbox(const Settings& settings) : settings_(settings) {}

  // By name. Hidden, temporary and partial files and editors' locks (.*, *.tmp, *.part, ~$*) are left alone.
  // The error is one sentence about the folder.
  [[nodiscard]] std::expected<std::vector<Candidate>, std::string> candidates() const;
  // The folder itself, or that of the one file.
  [[nodiscard]] std::filesystem::path folder() const;

  // Into done/. A name that is taken there gets a number: `spend.2.csv`. The error is one sentence.
  std::expected<void, std::string> keep(const Candidate& file) const;
  // Into quarantine/, after `.errors.csv` with the reasons was written beside the place it goes to. `further`
  // counts rejected rows that are not listed.
  std::expected<void, std::string> quarantine(const Candidate& file, std::span<const core::Reject> rejects,
                                              std::uint64_t further) const;

 private:
  const Settings& settings_;
};

// The reasons as a CSV file: line, column, reason, raw. Texts that a spreadsheet would take for a formula
// begin with an apostrophe.
[[nodiscard]] std::string errors_csv(std::span<const core::Reject> rejects, std::uint64_t further);

}  // namespace waymark::csv
