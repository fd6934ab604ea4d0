#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/core/id.hpp"

namespace waymark::ledger {

// Texts to be erased for good: of a run's rejected rows (those at one line of its input), or of an act. What
// stays says who did it, when and why.
struct Erasure {
  std::optional<std::int64_t> run;
  std::optional<std::uint32_t> line;
  core::AuthorityCode authority;    // of the act
  std::optional<std::int64_t> act;  // its number in the authority's sequence
  std::string role, reason;
};
struct Erased {
  std::uint64_t texts = 0;
  bool gone = true;  // false: a reader keeps the log from being emptied, in which they still are
};

// When entries were really recorded. Without entries named: those that are from the future. Without a time:
// now, since until now nobody knew that they were there.
struct TimeCorrection {
  std::optional<core::AuthorityCode> authority;   // all without it
  std::optional<std::int64_t> from, through;      // numbers in the authority's sequence
  std::optional<std::chrono::sys_seconds> after;  // what says to be later than that
  std::optional<std::chrono::sys_seconds> to;     // of the first; the others keep their distance
  std::optional<std::chrono::seconds> by;
  std::string role, reason;
};
struct CorrectedTimes {
  core::AuthorityCode authority;
  std::int64_t first = 0, last = 0;      // numbers
  std::chrono::sys_seconds was{}, is{};  // `was`: of the first
};

}  // namespace waymark::ledger
