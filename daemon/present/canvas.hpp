#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/core/period.hpp"
#include "daemon/present/axis.hpp"
#include "daemon/present/chart.hpp"

// What drawings of figures over periods share: scales, grid, legend, words. For this folder.
namespace waymark::present {

// All that is drawn lies within.
struct Extent {
  core::Period first, last;
  double lowest = 0, highest = 0;

  void take(double value) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  void take(core::Period period, double value) {
    first = std::min(first, period);
    last = std::max(last, period);
    take(value);
  }
  [[nodiscard]] static Extent around(core::Period period) { return {period, period, 1e300, -1e300}; }
};

// The path of a legend entry's sample that is a line.
[[nodiscard]] std::string across(double x, double middle);

class Canvas {
 public:
  // A legend entry: what it shows is drawn by sample(x, y), 26 wide, around the middle of its line.
  struct Entry {
    std::string (*sample)(double x, double middle);
    std::string text;
  };

  Canvas(const Drawing& drawing, const Extent& extent, core::Unit unit, std::vector<Entry> entries);

  [[nodiscard]] double x(core::Period period) const;
  [[nodiscard]] double y(double value) const {
    return bottom_ - (value - axis_.low()) / (axis_.high() - axis_.low()) * (bottom_ - top_);
  }
  [[nodiscard]] double left() const { return left_; }
  [[nodiscard]] double right() const { return right_; }
  [[nodiscard]] double top() const { return top_; }
  [[nodiscard]] double bottom() const { return bottom_; }

  // With lines at the ticks of both axes; one of the periods' is `anchor`.
  [[nodiscard]] std::string grid(core::Period anchor) const;
  [[nodiscard]] std::string legend() const;
  [[nodiscard]] std::string text(double x, double y, std::string_view words, std::string_view anchor,
                                 std::string_view colour, bool strong = false) const;
  [[nodiscard]] double width_of(std::string_view words) const;
  // The whole element around what was drawn.
  [[nodiscard]] std::string element(std::string_view id, std::string_view title, std::string_view description,
                                    std::string_view inside) const;

 private:
  void place_legend();

  const Drawing& drawing_;
  core::Period first_, last_;
  ValueAxis axis_;
  std::vector<Entry> entries_;
  std::vector<std::pair<double, double>> entry_at_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
};

}  // namespace waymark::present
