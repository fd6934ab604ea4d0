#include "daemon/present/control_chart.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/canvas.hpp"
#include "daemon/present/marks.hpp"

namespace waymark::present {

namespace {

enum class Mark : std::uint8_t { common, improvement, concern, neutral };

Mark mark_of(core::Variation variation) {
  switch (variation) {
    case core::Variation::common_cause: return Mark::common;
    case core::Variation::improvement_high:
    case core::Variation::improvement_low: return Mark::improvement;
    case core::Variation::concern_high:
    case core::Variation::concern_low: return Mark::concern;
    case core::Variation::neutral_high:
    case core::Variation::neutral_low: return Mark::neutral;
  }
  std::abort();
}

// Shapes of their own, so that they are told apart in grey.
std::string common_mark(double x, double y) {
  return fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>)", x, y, grey);
}
std::string improvement_mark(double x, double y) {
  return fmt::format(
      R"(<circle cx="{:.1f}" cy="{:.1f}" r="5" fill="#FFFFFF" stroke="{}" stroke-width="2.5"/>)", x, y, navy);
}
std::string concern_mark(double x, double y) {
  return fmt::format(R"(<path d="M{:.1f} {:.1f}h9v9h-9z" fill="{}"/>)", x - 4.5, y - 4.5, plum);
}
std::string neutral_mark(double x, double y) {
  return fmt::format(R"(<path d="M{0:.1f} {1:.1f}l5 9h-10z" fill="{2}"/>)", x, y - 5, navy);
}

std::string mark(Mark which, double x, double y) {
  switch (which) {
    case Mark::common: return common_mark(x, y);
    case Mark::improvement: return improvement_mark(x, y);
    case Mark::concern: return concern_mark(x, y);
    case Mark::neutral: return neutral_mark(x, y);
  }
  std::abort();
}

std::string stroke(std::string_view path, std::string_view colour, std::string_view width,
                   std::string_view dashes = {}) {
  return fmt::format(R"(<path d="{}" fill="none" stroke="{}" stroke-width="{}"{} stroke-linejoin="round"/>)",
                     path, colour, width,
                     dashes.empty() ? "" : fmt::format(R"( stroke-dasharray="{}")", dashes));
}

std::string figure_sample(double x, double y) {
  return stroke(across(x, y), grey, "1.5") + common_mark(x + 13, y);
}
std::string mean_sample(double x, double y) {
  return stroke(across(x, y), ink, "1.5");
}
std::string limit_sample(double x, double y) {
  return stroke(across(x, y), ink, "1.5", "7 4");
}
std::string target_sample(double x, double y) {
  return stroke(across(x, y), plum, "2", "2 3");
}

Extent extent_of(const core::ControlChart& chart) {
  auto extent = Extent::around(chart.periods.front());
  for (std::size_t i = 0; i < chart.periods.size(); ++i)
    extent.take(chart.periods[i], chart.values[i].number());
  for (const auto& group : chart.limits.groups) {
    extent.take(group.lower);
    extent.take(group.upper);
  }
  if (chart.target) extent.take(chart.target->number());
  return extent;
}

std::vector<Canvas::Entry> entries_of(const core::ControlChart& chart, const core::Indicator& indicator) {
  const auto& group = chart.group();
  std::vector<Canvas::Entry> entries{
      {figure_sample, "Figure"},
      {mean_sample, "Mean " + computed(group.mean, indicator)},
      {limit_sample,
       fmt::format("Limits {} to {}", computed(group.lower, indicator), computed(group.upper, indicator))}};
  if (chart.target)
    entries.push_back({target_sample, "Target " + core::amount(*chart.target, indicator.unit)});
  const auto has = [&](Mark wanted) {
    return std::ranges::any_of(chart.limits.signals, [&](core::ControlSignal signal) {
      return signal.cause != core::SpecialCause::none &&
             mark_of(variation(signal, indicator.polarity)) == wanted;
    });
  };
  if (has(Mark::improvement)) {
    entries.push_back({[](double x, double y) { return improvement_mark(x + 13, y); }, "Improvement"});
  }
  if (has(Mark::concern)) {
    entries.push_back({[](double x, double y) { return concern_mark(x + 13, y); }, "Concern"});
  }
  if (has(Mark::neutral)) {
    entries.push_back({[](double x, double y) { return neutral_mark(x + 13, y); }, "Change"});
  }
  return entries;
}

class ControlPlot {
 public:
  ControlPlot(const core::ControlChart& chart, const core::Indicator& indicator, const Drawing& drawing)
      : chart_(chart),
        indicator_(indicator),
        canvas_(drawing, extent_of(chart), indicator.unit, entries_of(chart, indicator)) {}

  [[nodiscard]] std::string draw(std::string_view id) const {
    return canvas_.element(
        id, "Control chart: " + indicator_.title, describe(chart_, indicator_),
        canvas_.grid(chart_.periods.back()) + canvas_.legend() + limits() + target() + points());
  }

 private:
  [[nodiscard]] double at(std::size_t i) const { return canvas_.x(chart_.periods[i]); }

  // Each group's own, with a rule where a new one starts.
  [[nodiscard]] std::string limits() const {
    std::string out;
    const auto& groups = chart_.limits.groups;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const auto& group = groups[g];
      const double from = g == 0 ? at(0) - 8 : (at(group.first - 1) + at(group.first)) / 2;
      const auto next = group.first + group.count;
      const double to = g + 1 == groups.size() ? at(next - 1) + 8 : (at(next - 1) + at(next)) / 2;
      const auto level = [&](double value) {
        return fmt::format("M{:.1f} {:.1f}H{:.1f}", from, canvas_.y(value), to);
      };
      out += stroke(level(group.mean), ink, "1.5") + stroke(level(group.lower), ink, "1.5", "7 4") +
             stroke(level(group.upper), ink, "1.5", "7 4");
      if (g > 0) {
        out += stroke(fmt::format("M{:.1f} {:.1f}V{:.1f}", from, canvas_.top() - 6, canvas_.bottom()), grey,
                      "1");
      }
    }
    return out;
  }

  [[nodiscard]] std::string target() const {
    if (!chart_.target) return {};
    return stroke(fmt::format("M{:.1f} {:.1f}H{:.1f}", canvas_.left() - 8, canvas_.y(chart_.target->number()),
                              canvas_.right() + 12),
                  plum, "2", "2 3");
  }

  [[nodiscard]] std::string points() const {
    std::string path;
    std::string marks;
    for (std::size_t i = 0; i < chart_.periods.size(); ++i) {
      const double y = canvas_.y(chart_.values[i].number());
      const bool joined = i > 0 && chart_.periods[i - 1].plus(1) == chart_.periods[i];
      path += fmt::format("{}{:.1f} {:.1f}", joined ? "L" : "M", at(i), y);
      marks += mark(mark_of(variation(chart_.limits.signals[i], indicator_.polarity)), at(i), y);
    }
    return stroke(path, grey, "1.5") + marks;
  }

  const core::ControlChart& chart_;
  const core::Indicator& indicator_;
  Canvas canvas_;
};

}  // namespace

std::string control_svg(const core::ControlChart& chart, const core::Indicator& indicator,
                        const Drawing& drawing, std::string_view id) {
  return ControlPlot{chart, indicator, drawing}.draw(id);
}

std::string control_axis_note(const core::ControlChart& chart, const core::Indicator& indicator) {
  const auto extent = extent_of(chart);
  const auto axis = value_axis(extent.lowest, extent.highest, wide_drawing.value_ticks, indicator.unit);
  return axis.from_zero ? std::string{} : "The vertical axis does not start at zero.";
}

}  // namespace waymark::present
