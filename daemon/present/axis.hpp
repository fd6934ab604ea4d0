#pragma once

#include <string>
#include <vector>

#include "daemon/core/indicator.hpp"
#include "daemon/core/period.hpp"

namespace waymark::present {

struct Tick {
  double at = 0;  // in the axis' own measure
  std::string label;
};

// A value axis from the first tick to the last: steps of 1, 2 or 5 times a power of ten, about `wanted` of
// them, labels as exact as the step needs. Zero is included when the figures come near it (the smallest is at
// most half of the largest), and then `from_zero` is true.
struct ValueAxis {
  std::vector<Tick> ticks;
  bool from_zero = false;
  [[nodiscard]] double low() const { return ticks.front().at; }
  [[nodiscard]] double high() const { return ticks.back().at; }
};
[[nodiscard]] ValueAxis value_axis(double lowest, double highest, int wanted, core::Unit unit);

// At most `most` of the periods first..last, evenly apart and such that `anchor` (the due period) is one of
// them; months and quarters otherwise start with the financial year. `at` is the period's last day, in days
// since 1970.
[[nodiscard]] std::vector<Tick> period_ticks(core::Period first, core::Period last, core::Period anchor,
                                             int most);

}  // namespace waymark::present
