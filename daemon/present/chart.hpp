#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/core/commitment.hpp"
#include "daemon/core/indicator.hpp"
#include "daemon/core/scoreboard.hpp"

namespace waymark::present {

// Where the figures are heading, as the chart draws and says it.
struct ChartForecast {
  core::Period due;
  double central = 0;
  core::Prediction::Interval likely, wide;  // 80% and 95%
};

// What a chart of figures against a trajectory shows; without target and trajectory, the figures alone.
struct Chart {
  std::string title;
  core::Unit unit = core::Unit::count;
  std::vector<core::Figure> actual;  // ascending, one period kind; a missing period is a gap in the line
  std::vector<core::DatedValue> trajectory;  // ascending; finer than what is said, so that a line is straight
  std::optional<core::Decimal> expected;     // beside the latest figure, as it is said
  bool stairs = false;                       // the trajectory holds each value until the next
  std::optional<core::DatedValue> target;    // in force
  std::optional<core::DatedValue> original;  // only when it differs
  bool example_target = false;
  std::optional<std::pair<core::Decimal, core::Decimal>> band;  // aimed for instead of a target
  std::optional<ChartForecast> forecast;
  std::string forecast_words;  // a sentence, also when one was refused

  [[nodiscard]] bool empty() const { return actual.empty() && trajectory.empty() && !target; }
};

// The figures of one indicator alone.
[[nodiscard]] Chart chart_of(const core::Indicator& indicator, std::span<const core::Figure> figures);
// The figures against what the commitment promised as of that day.
[[nodiscard]] Chart chart_of(const core::Commitment& commitment, const core::Indicator& indicator,
                             std::span<const core::Figure> figures, std::chrono::sys_days as_of);

// The same with where it is heading, as evaluated.
[[nodiscard]] Chart with_forecast(Chart chart, const core::Scoreboard& board,
                                  const core::CommitmentResult& result);

// Sizes are those of the drawing; it is shown at about that width, so that its text keeps its size.
struct Drawing {
  int width = 720;
  int height = 340;
  int font = 13;
  bool legend = true;
  int value_ticks = 5;
  int period_ticks = 7;
};
inline constexpr Drawing wide_drawing{};
inline constexpr Drawing narrow_drawing{
    .width = 340, .height = 300, .font = 12, .value_ticks = 4, .period_ticks = 3};
inline constexpr Drawing small_drawing{
    .width = 320, .height = 132, .font = 11, .legend = false, .value_ticks = 2, .period_ticks = 2};

// A self-contained SVG element: presentation attributes only (no style, no script), role img with title and
// description. `id` must be unique in the document. Empty text for an empty chart.
[[nodiscard]] std::string svg(const Chart& chart, const Drawing& drawing, std::string_view id);

// `The vertical axis does not start at zero.`, or empty.
[[nodiscard]] std::string axis_note(const Chart& chart);

// The same in words: `8.77% in 2021/22, 9.54% in 2022/23 and 8.29% in 2023/24. Expected for 2023/24: 8.26%.
// Target: 7.5% for 2026/27 (example target).`
[[nodiscard]] std::string text_alternative(const Chart& chart);

}  // namespace waymark::present
