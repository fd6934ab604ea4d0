#include "collectors/cells/totals.hpp"

namespace waymark::cells {

bool RunningTotals::is_sum(std::size_t selection, core::Decimal amount, std::uint64_t least_lines) const {
  const Running& of = sums_[selection];
  if (of.lost) return false;
  if (of.lines >= least_lines && of.sum.comes_to(amount)) return true;
  if (of.lines - of.lines_at_last_total < least_lines) return false;
  auto since = of.sum;
  return since.subtract(of.at_last_total) && since.comes_to(amount);
}

void RunningTotals::total() {
  for (Running& of : sums_) {
    of.at_last_total = of.sum;
    of.lines_at_last_total = of.lines;
  }
}

}  // namespace waymark::cells
