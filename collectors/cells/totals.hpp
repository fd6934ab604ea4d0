#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "collectors/cells/exact_sum.hpp"

namespace waymark::cells {

// What the lines of an input have come to so far, of several selections of them, so that a line that repeats
// it is known for a total.
class RunningTotals {
 public:
  explicit RunningTotals(std::size_t selections) : sums_(selections) {}

  void add(std::size_t selection, core::Decimal amount) {
    Running& of = sums_[selection];
    if (!of.sum.add(amount)) of.lost = true;
    ++of.lines;
  }
  // Whether the amount is the sum of so many lines or more, of all or of those since the last total.
  [[nodiscard]] bool is_sum(std::size_t selection, core::Decimal amount, std::uint64_t least_lines) const;
  // A total was passed.
  void total();

 private:
  struct Running {
    ExactSum sum, at_last_total;
    std::uint64_t lines = 0, lines_at_last_total = 0;
    bool lost = false;  // more digits than can be summed
  };
  std::vector<Running> sums_;
};

}  // namespace waymark::cells
