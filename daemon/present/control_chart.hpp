#pragma once

#include <string>
#include <string_view>

#include "daemon/present/chart.hpp"

namespace waymark::present {

// A control chart as SVG, as chart.hpp's svg(): mean and limits of each group, a mark of its own shape for
// each kind of point, the target.
[[nodiscard]] std::string control_svg(const core::ControlChart& chart, const core::Indicator& indicator,
                                      const Drawing& drawing, std::string_view id);
[[nodiscard]] std::string control_axis_note(const core::ControlChart& chart,
                                            const core::Indicator& indicator);

}  // namespace waymark::present
