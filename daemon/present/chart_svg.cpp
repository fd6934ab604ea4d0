#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/present/axis.hpp"
#include "daemon/present/chart.hpp"
#include "daemon/present/escape.hpp"
#include "daemon/present/marks.hpp"

namespace waymark::present {

namespace {

constexpr double marker_room = 12;  // between two markers; closer together the line alone shows the figures
constexpr double letter = 0.56;     // width of an average character, in font sizes

double day_of(core::Period period) {
  return static_cast<double>(period.last_day().time_since_epoch().count());
}

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

enum class Sample : std::uint8_t { actual, open, trajectory, band, target, original };
struct Entry {
  Sample sample;
  std::string_view text;
};

core::Period any_period(const Chart& chart) {
  if (!chart.actual.empty()) return chart.actual.front().period;
  if (!chart.trajectory.empty()) return chart.trajectory.front().period;
  return chart.target->period;
}

// All that is drawn lies within.
struct Range {
  core::Period first, last;
  double lowest, highest;
};

Range range(const Chart& chart) {
  const auto any = any_period(chart);
  Range seen{any, any, 1e300, -1e300};
  const auto value = [&](core::Decimal v) {
    seen.lowest = std::min(seen.lowest, v.number());
    seen.highest = std::max(seen.highest, v.number());
  };
  const auto take = [&](core::Period period, core::Decimal v) {
    seen.first = std::min(seen.first, period);
    seen.last = std::max(seen.last, period);
    value(v);
  };
  for (const auto& figure : chart.actual) take(figure.period, figure.value);
  for (const auto& point : chart.trajectory) take(point.period, point.value);
  if (chart.target) take(chart.target->period, chart.target->value);
  if (chart.original) take(chart.original->period, chart.original->value);
  if (chart.band) {
    value(chart.band->first);
    value(chart.band->second);
  }
  return seen;
}

class Plot {
 public:
  Plot(const Chart& chart, const Drawing& drawing);
  [[nodiscard]] std::string draw(std::string_view id) const;

 private:
  [[nodiscard]] double x(core::Period period) const {
    if (last_ == first_) return (left_ + right_) / 2;
    return left_ + (day_of(period) - day_of(first_)) / (day_of(last_) - day_of(first_)) * (right_ - left_);
  }
  [[nodiscard]] double y(double value) const {
    return bottom_ - (value - axis_.low()) / (axis_.high() - axis_.low()) * (bottom_ - top_);
  }
  [[nodiscard]] double y(core::Decimal value) const { return y(value.number()); }

  void place_legend();
  [[nodiscard]] std::string grid() const;
  [[nodiscard]] std::string legend() const;
  [[nodiscard]] std::string band() const;
  [[nodiscard]] std::string trajectory() const;
  [[nodiscard]] std::string actual() const;
  [[nodiscard]] std::string targets() const;
  [[nodiscard]] std::string labels() const;
  [[nodiscard]] std::string text(double x, double y, std::string_view words, std::string_view anchor,
                                 std::string_view colour, bool strong = false) const;
  [[nodiscard]] double width_of(std::string_view words) const {
    const auto letters = std::ranges::count_if(words, [](char c) { return (c & 0xC0) != 0x80; });  // UTF-8
    return static_cast<double>(letters) * letter * drawing_.font;
  }

  const Chart& chart_;
  const Drawing& drawing_;
  core::Period first_, last_;
  ValueAxis axis_;
  std::vector<Entry> entries_;
  std::vector<std::pair<double, double>> entry_at_;
  double left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
};

Plot::Plot(const Chart& chart, const Drawing& drawing)
    : chart_(chart), drawing_(drawing), first_(any_period(chart)), last_(first_) {
  const auto seen = range(chart);
  first_ = seen.first;
  last_ = seen.last;
  axis_ = value_axis(seen.lowest, seen.highest, drawing.value_ticks, chart.unit);
  double widest = 0;
  for (const auto& tick : axis_.ticks) widest = std::max(widest, width_of(tick.label));
  left_ = widest + 22;
  right_ = drawing_.width - 24.0;
  place_legend();
  bottom_ = drawing_.height - drawing_.font * 2.0;
}

void Plot::place_legend() {
  top_ = drawing_.font + 13.0;  // room for a label above the highest figure
  if (!drawing_.legend) return;
  if (!chart_.actual.empty()) entries_.push_back({Sample::actual, "Actual"});
  if (std::ranges::any_of(chart_.actual, hollow))
    entries_.push_back({Sample::open, "Estimated or incomplete"});
  if (!chart_.trajectory.empty()) entries_.push_back({Sample::trajectory, "Expected"});
  if (chart_.band) entries_.push_back({Sample::band, "Range aimed for"});
  if (chart_.target)
    entries_.push_back({Sample::target, chart_.example_target ? "Example target" : "Target"});
  if (chart_.original) entries_.push_back({Sample::original, "Target as first agreed"});
  double at = 4;
  double down = drawing_.font;
  for (const auto& entry : entries_) {
    const double wide = 34 + width_of(entry.text) + 16;
    if (at > 4 && at + wide > drawing_.width) {
      at = 4;
      down += drawing_.font + 8;
    }
    entry_at_.emplace_back(at, down);
    at += wide;
  }
  top_ += down + 4;
}

std::string Plot::text(double x, double y, std::string_view words, std::string_view anchor,
                       std::string_view colour, bool strong) const {
  // A white outline below the letters keeps them readable where they cross a line.
  return fmt::format(
      R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}"{}>{}</text>)", x, y, anchor, colour,
      strong
          ? R"( font-weight="700" stroke="#FFFFFF" stroke-width="4" stroke-linejoin="round" paint-order="stroke")"
          : "",
      escaped(words));
}

std::string Plot::legend() const {
  std::string out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const auto [at, down] = entry_at_[i];
    const double middle = down - drawing_.font * 0.35;
    const auto stroke = fmt::format("M{:.1f} {:.1f}H{:.1f}", at, middle, at + 26);
    switch (entries_[i].sample) {
      case Sample::actual: out += line(stroke, navy, false) + disc(at + 13, middle, 4, false); break;
      case Sample::open: out += line(stroke, navy, false) + disc(at + 13, middle, 4, true); break;
      case Sample::trajectory: out += line(stroke, plum, true); break;
      case Sample::band: out += shaded(at, middle - 6, 26, 12); break;
      case Sample::target: out += diamond(at + 13, middle, 7, false); break;
      case Sample::original: out += diamond(at + 13, middle, 7, true); break;
    }
    out += text(at + 34, down, entries_[i].text, "start", ink);
  }
  return out;
}

std::string Plot::grid() const {
  std::string out;
  for (const auto& tick : axis_.ticks) {
    const bool zero = tick.at == 0;
    out += fmt::format(R"(<path d="M{:.1f} {:.1f}H{:.1f}" stroke="{}" stroke-width="{}"/>)", left_ - 8,
                       y(tick.at), right_ + 12, zero ? grey : rule, zero ? "1.5" : "1");
    out += text(left_ - 12, y(tick.at) + drawing_.font * 0.35, tick.label, "end", grey);
  }
  const auto anchor =
      chart_.target && chart_.target->period.kind() == first_.kind() ? chart_.target->period : last_;
  for (const auto& tick : period_ticks(first_, last_, anchor, drawing_.period_ticks)) {
    const double at = last_ == first_ ? x(first_)
                                      : left_ + (tick.at - day_of(first_)) /
                                                    (day_of(last_) - day_of(first_)) * (right_ - left_);
    out += fmt::format(R"(<path d="M{:.1f} {:.1f}v5" stroke="{}"/>)", at, bottom_, grey);
    // The outer labels stay inside the drawing.
    const double half = width_of(tick.label) / 2;
    const double middle = std::clamp(at, half + 2, std::max(half + 2, drawing_.width - half - 2));
    out += text(middle, bottom_ + drawing_.font + 8, tick.label, "middle", grey);
  }
  return out;
}

std::string Plot::band() const {
  if (!chart_.band) return {};
  const double upper = y(chart_.band->second);
  return shaded(left_ - 8, upper, right_ - left_ + 20, y(chart_.band->first) - upper);
}

std::string Plot::trajectory() const {
  std::string path;
  for (const auto& point : chart_.trajectory) {
    if (path.empty()) {
      path = fmt::format("M{:.1f} {:.1f}", x(point.period), y(point.value));
    } else if (chart_.stairs) {
      path += fmt::format("H{:.1f}V{:.1f}", x(point.period), y(point.value));
    } else {
      path += fmt::format("L{:.1f} {:.1f}", x(point.period), y(point.value));
    }
  }
  return path.empty() ? path : line(path, plum, true);
}

std::string Plot::actual() const {
  std::string path;
  std::string markers;
  const auto& figures = chart_.actual;
  const bool roomy = figures.size() < 2 || x(figures.back().period) - x(figures.front().period) >=
                                               marker_room * static_cast<double>(figures.size());
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const auto& figure = figures[i];
    const bool joined = i > 0 && figures[i - 1].period.plus(1) == figure.period;
    const bool alone = !joined && (i + 1 == figures.size() || figures[i + 1].period != figure.period.plus(1));
    path += fmt::format("{}{:.1f} {:.1f}", joined ? "L" : "M", x(figure.period), y(figure.value));
    if (roomy || i + 1 == figures.size() || alone || hollow(figure)) {
      markers += disc(x(figure.period), y(figure.value), roomy ? 4.5 : 3, hollow(figure));
    }
  }
  return path.empty() ? path : line(path, navy, false) + markers;
}

std::string Plot::targets() const {
  std::string out;
  if (chart_.original) out += diamond(x(chart_.original->period), y(chart_.original->value), 7, true);
  if (chart_.target) out += diamond(x(chart_.target->period), y(chart_.target->value), 7, false);
  return out;
}

// The latest value and the target, in figures, each on the side that its line does not come from.
std::string Plot::labels() const {
  std::string out;
  const auto put = [&](core::Period period, core::Decimal value, bool above, std::string_view colour) {
    const auto words = core::amount(value, chart_.unit);
    const double half = width_of(words) / 2 + 4;
    double middle = x(period);
    double down = y(value) + (above ? -12.0 : drawing_.font + 10.0);
    if (down < top_ - 2) down = y(value) + drawing_.font + 10.0;
    if (down > bottom_ - 2) {  // no room below: above and beside it, off its line
      down = y(value) - 12.0;
      middle += half + 6;
    }
    middle = std::clamp(middle, left_ + half - 8, drawing_.width - half);
    out += text(middle, down, words, "middle", colour, true);
  };
  const auto& actual = chart_.actual;
  if (chart_.target && (actual.empty() || actual.back().period != chart_.target->period)) {
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
  return fmt::format(
      R"(<svg class="chart-drawing" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-labelledby="{2}-title {2}-desc" font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif" font-size="{3}"><title id="{2}-title">{4}</title><desc id="{2}-desc">{5}</desc>{6}{7}{8}{9}{10}{11}</svg>)",
      drawing_.width, drawing_.height, escaped(id), drawing_.font, escaped("Chart: " + chart_.title),
      escaped(text_alternative(chart_)), band() + grid(), legend(), trajectory(), actual(), targets(),
      labels());
}

}  // namespace

std::string svg(const Chart& chart, const Drawing& drawing, std::string_view id) {
  if (chart.empty()) return {};
  return Plot{chart, drawing}.draw(id);
}

std::string axis_note(const Chart& chart) {
  if (chart.empty()) return {};
  const auto seen = range(chart);
  const bool from_zero =
      value_axis(seen.lowest, seen.highest, wide_drawing.value_ticks, chart.unit).from_zero;
  return from_zero ? std::string{} : "The vertical axis does not start at zero.";
}

}  // namespace waymark::present
