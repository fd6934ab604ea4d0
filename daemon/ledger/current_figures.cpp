#include "daemon/ledger/current_figures.hpp"

#include <algorithm>
#include <limits>

namespace waymark::ledger {

void CurrentFigures::start(std::uint32_t series) {
  series_ = series;
  started_ = false;
}

void CurrentFigures::seek(std::uint32_t period) {
  reader_.start(series_, period & ~(block_periods - 1), std::numeric_limits<std::uint32_t>::max(),
                std::numeric_limits<std::int64_t>::max());
  started_ = true;
  block_ = reader_.next();
}

std::optional<Figure> CurrentFigures::at(std::uint32_t period) {
  const auto behind = [&] { return !block_.empty() && block_.back().period < period; };
  if (!started_) {
    seek(period);
  } else {
    constexpr int close_by = 4;
    for (int i = 0; behind() && i < close_by; ++i) block_ = reader_.next();
    if (behind()) seek(period);
  }
  // The last one of the period: of its latest run.
  const auto after = std::ranges::upper_bound(block_, period, {}, &Version::period);
  if (after == block_.begin() || std::prev(after)->period != period) return std::nullopt;
  return std::prev(after)->figure;
}

}  // namespace waymark::ledger
