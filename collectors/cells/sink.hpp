#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collectors/cells/bad_row.hpp"
#include "daemon/core/recording.hpp"

namespace waymark::cells {

// How many rejected rows a file may have before nothing of it counts: more than `rows`, and more than `ratio`
// of what was read; of a reason that has a limit of its own, more than that.
struct Tolerance {
  std::uint64_t rows = 0;
  double ratio = 0;
  std::map<BadRow, std::uint64_t> of_reason{};
  [[nodiscard]] bool exceeded(const BadRows& rejected, std::uint64_t read) const;
  // Whether so many rows are too many however many others come.
  [[nodiscard]] bool doomed(const BadRows& rejected) const;

 private:
  [[nodiscard]] bool beyond_a_limit(const BadRows& rejected) const;
  [[nodiscard]] std::uint64_t unlimited(const BadRows& rejected) const;
};

// What of an input is no data, and is passed over.
struct PassedOver {
  std::uint64_t totals = 0, padding = 0, headers = 0, units = 0, extra_cells = 0, short_rows = 0,
                end_bytes = 0;
  std::uint32_t first_total = 0;                         // its line
  std::string repeated_lines{};                          // transactions that stand there twice, as a sentence
  std::uint64_t unknown_indicators = 0;                  // rows of such
  std::set<std::string, std::less<>> indicator_names{};  // what the first of them are called
};

// Gathers what the records of one file come to and hands it on in pieces.
class Sink {
 public:
  static constexpr std::size_t batch_rows = 256U << 10U;
  static constexpr std::size_t max_raw = 4096;         // bytes of a rejected record that are kept
  static constexpr std::size_t kept_rejects = 10'000;  // listed when the file is quarantined

  // `today`: the council's own day.
  Sink(core::Recording& recording, Tolerance tolerance, std::chrono::sys_days today)
      : recording_(recording), tolerance_(tolerance), today_(today) {}

  [[nodiscard]] std::chrono::sys_days today() const { return today_; }

  std::uint32_t series(const core::SeriesKey& key);
  void row(const core::BatchRow& row) {
    ++read_;
    batch_.rows.push_back(row);
    if (batch_.rows.size() >= batch_rows) flush();
  }
  void row(core::BatchRow row, const core::Fraction& parts);
  // A figure or line that makes no row: nothing selects it, or it is a total.
  void missing() {
    ++read_;
    ++missing_;
  }
  // A row of an indicator that is not known and need not be.
  void ignored(std::string_view indicator);
  // A line that is no data, as the reading of it has found.
  void total(std::uint32_t line) {
    if (passed_over_.totals++ == 0) passed_over_.first_total = line;
    missing();
  }
  void padding() {
    ++passed_over_.padding;
    missing();
  }
  [[nodiscard]] PassedOver& passed_over() { return passed_over_; }
  // A line that goes into a sum, whose row comes at the end.
  void counted() { ++read_; }
  // The row of a sum, whose lines have been counted.
  void sum(const core::BatchRow& row, core::CountedLines lines = {}) {
    batch_.rows.push_back(row);
    if (!lines.lines.empty()) batch_.lines.push_back(std::move(lines));
    if (batch_.rows.size() >= batch_rows) flush();
  }
  void reject(BadRow why, std::uint32_t line, std::string_view column, std::string reason,
              std::string_view raw);
  // Nothing of the input counts, for that reason; an empty one refuses nothing.
  void refuse(std::string reason) {
    if (refusal_.empty()) refusal_ = std::move(reason);
  }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  void flush();

  // Nothing of the file can count any more, whatever comes, and enough mistakes are known.
  [[nodiscard]] bool hopeless() const { return doomed() && kept_.size() >= kept_rejects; }
  [[nodiscard]] std::uint64_t read() const { return read_; }
  [[nodiscard]] std::uint64_t missing_rows() const { return missing_; }
  [[nodiscard]] std::uint64_t rejected() const { return rejected_; }
  [[nodiscard]] const BadRows& bad_rows() const { return bad_rows_; }
  // A row beyond those that are read, of an input of which nothing counts.
  void unread() { ++unread_; }
  [[nodiscard]] std::uint64_t unread_rows() const { return unread_; }
  [[nodiscard]] std::vector<core::Reject>& rejects() { return kept_; }  // the first of them

 private:
  [[nodiscard]] bool doomed() const { return doomed_; }

  core::Recording& recording_;
  Tolerance tolerance_;
  std::chrono::sys_days today_;
  core::Batch batch_;
  std::unordered_map<core::SeriesKey, std::uint32_t> series_;
  std::vector<core::Reject> kept_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t read_ = 0, missing_ = 0, rejected_ = 0, unread_ = 0;
  BadRows bad_rows_;
  PassedOver passed_over_;
  bool doomed_ = false;
  std::string refusal_;
};

}  // namespace waymark::cells
