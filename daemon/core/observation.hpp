#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/core/decimal.hpp"
#include "daemon/core/id.hpp"
#include "daemon/core/period.hpp"

namespace waymark::core {

// Government statistics shorthand (domain.md 8).
enum class Flag : std::uint8_t {
  none,
  break_in_series,  // b
  confidential,     // c
  estimate,         // e
  forecast,         // f
  provisional,      // p
  revised,          // r
  low_reliability,  // u
  unavailable,      // x
  not_applicable,   // z
};

[[nodiscard]] char letter(Flag flag);  // '\0' for none
// Accepts `e`, `[e]`, `(e)`, `estimate`, `est.`, `E`; the empty text is none.
[[nodiscard]] std::optional<Flag> parse_flag(std::string_view text);
[[nodiscard]] std::string_view word(Flag flag);  // break_in_series; `none` for none

struct Fraction {
  Decimal numerator;
  Decimal denominator;

  friend bool operator==(const Fraction&, const Fraction&) = default;
};

// What is currently held for one period of a series. A ratio given by its parts has no value of its own
// (core::figure_of computes it); a withdrawn figure has neither.
struct Observation {
  Period period;
  std::optional<Decimal> value;
  std::optional<Fraction> parts;
  Flag flag = Flag::none;
  std::chrono::sys_seconds recorded;  // when this version was recorded
  std::int64_t run = 0;               // by which run of a collector; 0: not known
  std::uint32_t revisions = 0;        // how many earlier versions there are
};

// One history: the current version of each period, ascending, one period kind.
struct Series {
  SeriesKey key;
  std::vector<Observation> observations;
  std::uint64_t revisions =
      0;  // over all periods held, also those that a window leaves out; add() counts at least what is here

  [[nodiscard]] const Observation* at(Period period) const;  // nullptr when nothing is held
};

// What is known as of some moment. Built by the ledger, read by evaluate().
class History {
 public:
  // Takes the place of what is held under the same key. Throws std::logic_error when not ascending.
  void add(Series series);
  [[nodiscard]] const Series* find(const SeriesKey& key) const;
  [[nodiscard]] std::span<const Series> all() const { return series_; }

 private:
  std::vector<Series> series_;
  std::unordered_map<SeriesKey, std::size_t> index_;
};

}  // namespace waymark::core
