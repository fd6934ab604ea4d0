#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/ledger/number_ranges.hpp"
#include "daemon/ledger/version_reader.hpp"

namespace waymark::ledger {

// What a run that counts said of a period.
struct Said {
  std::int64_t place = 0;
  std::int64_t run = 0;
  std::uint32_t source_row = 0;
  Figure figure;
};

// The series that a run spoke of, ascending.
[[nodiscard]] std::vector<std::uint32_t> series_of(const Database& database, std::int64_t run);

// What all readings said of a series, in the order of files, whatever came of it. A reading that was replaced
// by a later one of the same file says nothing any more. Within one transaction.
class Statements {
 public:
  // `about`: the run whose statements are looked at apart from all others.
  Statements(const Database& database, std::int64_t about);
  void start(std::uint32_t series);
  // What is held, as all runs left it.
  [[nodiscard]] std::optional<Figure> held(std::uint32_t period) const;
  // The run of the version held; 0 where there is none.
  [[nodiscard]] std::int64_t held_by(std::uint32_t period) const;
  // Of all readings but that one, what the one with the last place says.
  [[nodiscard]] std::optional<Said> others(std::uint32_t period) const;
  // The periods that the run spoke of, ascending.
  [[nodiscard]] std::vector<std::uint32_t> periods() const;

 private:
  struct Reading {
    std::int64_t place = 0;
    bool contribution = false;
  };
  struct Restated {
    std::int64_t run = 0;
    NumberRanges periods;
  };
  void read_order(const Database& database);
  void read_restated(const Database& database);
  [[nodiscard]] std::span<const Version> of(const std::vector<Version>& all, std::uint32_t period) const;
  // A version that the run's file does not say: a withdrawal or a fallback.
  [[nodiscard]] bool derived(const Version& version) const;

  std::int64_t about_;
  std::unordered_map<std::int64_t, Reading> readings_;
  std::unordered_map<std::uint32_t, std::vector<Restated>> restated_;  // by series
  VersionReader reader_;
  Statement overtaken_select_, fallback_select_;
  std::uint32_t series_ = 0;
  std::vector<Version> versions_, overtaken_;                      // of the series, by period and run
  std::vector<std::pair<std::uint32_t, std::int64_t>> fallbacks_;  // period and run
};

}  // namespace waymark::ledger
