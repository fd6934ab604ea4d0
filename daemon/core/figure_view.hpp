#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/evaluate.hpp"

// What has been reported for one indicator and scope, read from the end; nothing is copied. For this folder.
// A figure flagged as a forecast has not been reported, and neither has one of a period that had not begun.
namespace waymark::core {

// A figure as far as it is compared with its neighbours.
struct Point {
  Period period{PeriodKind::day, 0};
  Decimal value;
  Flag flag = Flag::none;
  std::int64_t run = 0;
};

class FigureView {
 public:
  FigureView(const Indicator& indicator, const Series* stored, std::chrono::sys_days as_of)
      : indicator_(&indicator), stored_(stored), as_of_(as_of) {}
  FigureView(const Indicator& indicator, const Figures& computed, std::chrono::sys_days as_of)
      : indicator_(&indicator), computed_(&computed), as_of_(as_of) {}

  [[nodiscard]] std::optional<Figure> latest() const;
  // The latest one before that period.
  [[nodiscard]] std::optional<Figure> before(Period period) const;
  [[nodiscard]] std::optional<Figure> at(Period period) const;
  // The latest ones, at most `count`, ascending.
  void latest_points(std::size_t count, std::vector<Point>& into) const;
  [[nodiscard]] std::uint64_t revisions() const;
  // Read from the ledger, not computed from other figures.
  [[nodiscard]] bool stored() const { return computed_ == nullptr; }
  [[nodiscard]] std::string problem() const {
    return computed_ == nullptr ? std::string{} : computed_->problem;
  }

 private:
  const Indicator* indicator_;
  const Series* stored_ = nullptr;
  const Figures* computed_ = nullptr;
  std::chrono::sys_days as_of_;
};

// up, down, or the better word where the polarity has one.
[[nodiscard]] Direction direction(Decimal from, Decimal to, Polarity polarity);
// The verdict of the previous period, which for a cumulative measure is about what each period added.
[[nodiscard]] Direction since_previous(const FigureView& view, const Indicator& indicator,
                                       const Figure& latest, const Figure& previous);

}  // namespace waymark::core
