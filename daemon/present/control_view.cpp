#include "daemon/core/amount.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/control_chart.hpp"
#include "daemon/present/views.hpp"

namespace waymark::present {

namespace {

Views groups(const core::ControlChart& chart, const core::Indicator& indicator) {
  Views list;
  for (std::size_t g = 0; g < chart.limits.groups.size(); ++g) {
    const auto& group = chart.limits.groups[g];
    View view;
    view.set("from", text(chart.periods[group.first].label()));
    view.set("to", text(chart.periods[group.first + group.count - 1].label()));
    view.set("mean", text(computed(group.mean, indicator)));
    view.set("lower", text(computed(group.lower, indicator)));
    view.set("upper", text(computed(group.upper, indicator)));
    view.set("reason", text(g == 0 ? std::string{} : chart.rebases[g - 1].reason));
    list.push_back(std::move(view));
  }
  return list;
}

}  // namespace

View control_chart(const core::IndicatorResult& result, const core::Indicator& indicator) {
  if (!result.spc) return View{false};
  const auto& chart = *result.spc;
  View view;
  view.set("wide", text(control_svg(chart, indicator, wide_drawing, "control-wide")));
  view.set("narrow", text(control_svg(chart, indicator, narrow_drawing, "control-narrow")));
  view.set("words", text(describe(chart, indicator)));
  view.set("axis_note", maybe(control_axis_note(chart, indicator)));
  view.set("caveats", maybe(caveats(chart, indicator)));
  view.set("variation", chip(chart.limits.variation));
  view.set("assurance", chart.limits.assurance ? chip(*chart.limits.assurance) : View{false});
  Views said;
  for (const auto& run : signals(chart)) {
    View item;
    item.set("text", text(describe(run)));
    said.push_back(std::move(item));
  }
  view.set("has_signals", !said.empty());
  view.set("signals", View{said});
  view.set("groups", View{groups(chart, indicator)});
  return view;
}

}  // namespace waymark::present
