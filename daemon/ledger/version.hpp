#pragma once

#include <cstdint>

#include "daemon/ledger/form.hpp"

namespace waymark::ledger {

// What one run said of one period of a series.
struct Version {
  std::uint32_t period = 0;  // core::Period::code()
  std::int64_t run = 0;
  std::uint32_t source_row = 0;
  Figure figure;
};

// The versions of one run lie 16 periods to a row of `observation_block`: a row for each would cost SQLite
// several times as much to add, and more to a row would not fit its page (docs/adr/0008).
inline constexpr unsigned block_shift = 4;
inline constexpr std::uint32_t block_periods = 1U << block_shift;
[[nodiscard]] constexpr std::uint32_t block_of(std::uint32_t period) {
  return period >> block_shift;
}

}  // namespace waymark::ledger
