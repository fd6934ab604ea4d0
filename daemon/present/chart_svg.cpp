#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/present/canvas.hpp"
#include "daemon/present/marks.hpp"

namespace waymark::present {

namespace {

constexpr double marker_room = 12;  // between two markers; closer together the line alone shows the figures

// A figure that is not a complete count of what happened.
bool hollow(const core::Figure& figure) {
  if (figure.coverage.partial()) return true;
  switch (figure.flag) {
    case core::Flag::estimate:
    case core::Flag::forecast:
    case core::Flag::provisional:
    case core::Flag::low_reliability: return true;
    case core::Flag::none:
    case core::Flag::break_in_series:
    case core::Flag::confidential:
    case core::Flag::revised:
    case core::Flag::unavailable:
    case core::Flag::not_applicable: return false;
  }
  std::abort();
}

core::Period any_period(const Chart& chart) {
  if (!chart.actual.empty()) return chart.actual.front().period;
  if (!chart.trajectory.empty()) return chart.trajectory.front().period;
  return chart.target->period;
}

Extent extent_of(const Chart& chart) {
  auto extent = Extent::around(any_period(chart));
  for (const auto& figure : chart.actual) extent.take(figure.period, figure.value.number());
  for (const auto& point : chart.trajectory) extent.take(point.period, point.value.number());
  if (chart.target) extent.take(chart.target->period, chart.target->value.number());
  if (chart.original) extent.take(chart.original->period, chart.original->value.number());
  if (chart.band) {
    extent.take(chart.band->first.number());
    extent.take(chart.band->second.number());
  }
  if (chart.forecast) {
    extent.take(chart.forecast->due, chart.forecast->wide.lower);
    extent.take(chart.forecast->due, chart.forecast->wide.upper);
  }
  return extent;
}

// 80% as a beam, 95% as its whiskers.
std::string beam(double x, double upper, double lower, double wide_upper, double wide_lower) {
  return fmt::format(
      R"(<path d="M{0:.1f} {1:.1f}V{2:.1f}M{3:.1f} {1:.1f}h10M{3:.1f} {2:.1f}h10" stroke="{4}" stroke-width="1.5" fill="none"/>)"
      R"(<path d="M{0:.1f} {5:.1f}V{6:.1f}" stroke="{4}" stroke-width="6"/>)",
      x, wide_upper, wide_lower, x - 5, ink, upper, lower);
}

std::string dotted(std::string_view path) {
  return fmt::format(
      R"(<path d="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-dasharray="1 5" stroke-linecap="round"/>)",
      path, navy);
}

std::vector<Canvas::Entry> entries_of(const Chart& chart) {
  std::vector<Canvas::Entry> entries;
  if (!chart.actual.empty()) {
    entries.push_back(
        {[](double x, double y) { return line(across(x, y), navy, false) + disc(x + 13, y, 4, false); },
         "Actual"});
  }
  if (std::ranges::any_of(chart.actual, hollow)) {
    entries.push_back(
        {[](double x, double y) { return line(across(x, y), navy, false) + disc(x + 13, y, 4, true); },
         "Estimated or incomplete"});
  }
  if (!chart.trajectory.empty()) {
    entries.push_back({[](double x, double y) { return line(across(x, y), plum, true); }, "Expected"});
  }
  if (chart.band) {
    entries.push_back({[](double x, double y) { return shaded(x, y - 6, 26, 12); }, "Range aimed for"});
  }
  if (chart.target) {
    entries.push_back({[](double x, double y) { return diamond(x + 13, y, 7, false); },
                       chart.example_target ? "Example target" : "Target"});
  }
  if (chart.original) {
    entries.push_back(
        {[](double x, double y) { return diamond(x + 13, y, 7, true); }, "Target as first agreed"});
  }
  if (chart.forecast) {
    entries.push_back(
        {[](double x, double y) { return dotted(across(x, y)) + beam(x + 22, y - 4, y + 4, y - 7, y + 7); },
         "Forecast, 80% and 95%"});
  }
  return entries;
}

class Plot {
 public:
  Plot(const Chart& chart, const Drawing& drawing)
      : chart_(chart), drawing_(drawing), canvas_(drawing, extent_of(chart), chart.unit, entries_of(chart)) {}
  [[nodiscard]] std::string draw(std::string_view id) const;

 private:
  [[nodiscard]] double at(core::Decimal value) const { return canvas_.y(value.number()); }
  [[nodiscard]] std::string grid() const;
  [[nodiscard]] std::string band() const;
  [[nodiscard]] std::string trajectory() const;
  [[nodiscard]] std::string actual() const;
  [[nodiscard]] std::string forecast() const;
  [[nodiscard]] std::string targets() const;
  [[nodiscard]] std::string labels() const;

  const Chart& chart_;
  const Drawing& drawing_;
  Canvas canvas_;
};

std::string Plot::grid() const {
  const auto extent = extent_of(chart_);
  const bool due = chart_.target && chart_.target->period.kind() == extent.first.kind();
  return canvas_.grid(due ? chart_.target->period : extent.last);
}

std::string Plot::band() const {
  if (!chart_.band) return {};
  const double upper = at(chart_.band->second);
  return shaded(canvas_.left() - 8, upper, canvas_.right() - canvas_.left() + 20,
                at(chart_.band->first) - upper);
}

std::string Plot::trajectory() const {
  std::string path;
  for (const auto& point : chart_.trajectory) {
    if (path.empty()) {
      path = fmt::format("M{:.1f} {:.1f}", canvas_.x(point.period), at(point.value));
    } else if (chart_.stairs) {
      path += fmt::format("H{:.1f}V{:.1f}", canvas_.x(point.period), at(point.value));
    } else {
      path += fmt::format("L{:.1f} {:.1f}", canvas_.x(point.period), at(point.value));
    }
  }
  return path.empty() ? path : line(path, plum, true);
}

std::string Plot::actual() const {
  std::string path;
  std::string markers;
  const auto& figures = chart_.actual;
  const bool roomy =
      figures.size() < 2 || canvas_.x(figures.back().period) - canvas_.x(figures.front().period) >=
                                marker_room * static_cast<double>(figures.size());
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto& figure = figures[i];
    const bool joined = i > 0 && figures[i - 1].period.plus(1) == figure.period;
    const bool alone = !joined && (i + 1 == figures.size() || figures[i + 1].period != figure.period.plus(1));
    path += fmt::format("{}{:.1f} {:.1f}", joined ? "L" : "M", canvas_.x(figure.period), at(figure.value));
    if (roomy || i + 1 == figures.size() || alone || hollow(figure)) {
      markers += disc(canvas_.x(figure.period), at(figure.value), roomy ? 4.5 : 3, hollow(figure));
    }
  }
  return path.empty() ? path : line(path, navy, false) + markers;
}

std::string Plot::forecast() const {
  if (!chart_.forecast || chart_.actual.empty()) return {};
  const auto& [due, central, likely, wide] = *chart_.forecast;
  const auto& latest = chart_.actual.back();
  const double x = canvas_.x(due);
  return dotted(fmt::format("M{:.1f} {:.1f}L{:.1f} {:.1f}", canvas_.x(latest.period), at(latest.value), x,
                            canvas_.y(central))) +
         beam(x, canvas_.y(likely.upper), canvas_.y(likely.lower), canvas_.y(wide.upper),
              canvas_.y(wide.lower));
}

std::string Plot::targets() const {
  std::string out;
  if (chart_.original)
    out += diamond(canvas_.x(chart_.original->period), at(chart_.original->value), 7, true);
  if (chart_.target) out += diamond(canvas_.x(chart_.target->period), at(chart_.target->value), 7, false);
  return out;
}

// The latest value and the target, in figures, each on the side that its line does not come from.
std::string Plot::labels() const {
  std::string out;
  const auto put = [&](core::Period period, core::Decimal value, bool above, std::string_view colour) {
    const auto words = core::amount(value, chart_.unit);
    const double half = canvas_.width_of(words) / 2 + 4;
    double middle = canvas_.x(period);
    double down = at(value) + (above ? -12.0 : drawing_.font + 10.0);
    if (down < canvas_.top() - 2) down = at(value) + drawing_.font + 10.0;
    if (down > canvas_.bottom() - 2) {  // no room below: above and beside it, off its line
      down = at(value) - 12.0;
      middle += half + 6;
    }
    middle = std::clamp(middle, canvas_.left() + half - 8, drawing_.width - half);
    out += canvas_.text(middle, down, words, "middle", colour, true);
  };
  const auto& actual = chart_.actual;
  if (chart_.target && chart_.forecast) {  // the forecast's bar stands above and below the target: beside it
    const auto& [period, value] = *chart_.target;
    out += canvas_.text(canvas_.x(period) - 11, std::min(at(value) + drawing_.font, canvas_.bottom() - 3),
                        core::amount(value, chart_.unit), "end", ink, true);
  } else if (chart_.target && (actual.empty() || actual.back().period != chart_.target->period)) {
    put(chart_.target->period, chart_.target->value,
        chart_.trajectory.empty() || chart_.trajectory.front().value <= chart_.target->value, ink);
  }
  if (!actual.empty()) {
    const auto& latest = actual.back();
    put(latest.period, latest.value, actual.size() == 1 || actual[actual.size() - 2].value <= latest.value,
        navy);
  }
  return out;
}

std::string Plot::draw(std::string_view id) const {
  return canvas_.element(
      id, "Chart: " + chart_.title, text_alternative(chart_),
      band() + grid() + canvas_.legend() + trajectory() + actual() + forecast() + targets() + labels());
}

}  // namespace

std::string svg(const Chart& chart, const Drawing& drawing, std::string_view id) {
  if (chart.empty()) return {};
  return Plot{chart, drawing}.draw(id);
}

std::string axis_note(const Chart& chart) {
  if (chart.empty()) return {};
  const auto extent = extent_of(chart);
  const bool from_zero =
      value_axis(extent.lowest, extent.highest, wide_drawing.value_ticks, chart.unit).from_zero;
  return from_zero ? std::string{} : "The vertical axis does not start at zero.";
}

}  // namespace waymark::present
