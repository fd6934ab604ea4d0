#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/core/recording.hpp"

namespace waymark::cells {

// How many rejected rows a file may have before nothing of it counts: more than `rows`, and more than `ratio`
// of what was read.
struct Tolerance {
  std::uint64_t rows = 0;
  double ratio = 0;
  [[nodiscard]] bool exceeded(std::uint64_t rejected, std::uint64_t read) const {
    return rejected > rows && static_cast<double>(rejected) > ratio * static_cast<double>(read);
  }
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
  // A line that goes into a sum, whose row comes at the end.
  void counted() { ++read_; }
  // The row of a sum, whose lines have been counted.
  void sum(const core::BatchRow& row) {
    batch_.rows.push_back(row);
    if (batch_.rows.size() >= batch_rows) flush();
  }
  void reject(std::uint32_t line, std::string_view column, std::string reason, std::string_view raw);
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
  [[nodiscard]] std::vector<core::Reject>& rejects() { return kept_; }  // the first of them

 private:
  [[nodiscard]] bool doomed() const { return tolerance_.ratio <= 0 && rejected_ > tolerance_.rows; }

  core::Recording& recording_;
  Tolerance tolerance_;
  std::chrono::sys_days today_;
  core::Batch batch_;
  std::unordered_map<core::SeriesKey, std::uint32_t> series_;
  std::vector<core::Reject> kept_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t read_ = 0, missing_ = 0, rejected_ = 0;
  std::string refusal_;
};

}  // namespace waymark::cells
