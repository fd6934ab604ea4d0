#include "daemon/http/pages/period_table.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

using present::text;
using present::View;
using present::Views;

namespace {

constexpr std::size_t digest_shown = 12;

View origin(const core::Provenance& version) {
  View view;
  view.set("collector", text(version.collector.text));
  view.set("path", present::maybe(version.path));
  view.set("row", version.row > 0 ? text(core::grouped(core::Decimal{version.row, 0})) : View{false});
  view.set("digest", version.digest ? text(core::hex(*version.digest).substr(0, digest_shown)) : View{false});
  Views parts;
  for (const auto& part : version.contributions) {
    View item;
    item.set("path", text(version.file_of(part)));
    item.set("sum", text(core::grouped(part.sum)));
    item.set("rows", text(present::plural(part.rows, "row")));
    parts.push_back(std::move(item));
  }
  view.set("has_contributions", !parts.empty());
  view.set("contributions", View{parts});
  return view;
}

std::string said(const core::Observation& observation, const core::Indicator& indicator) {
  const auto figure = core::figure_of(indicator, observation);
  return figure ? core::amount(figure->value, indicator.unit) : "withdrawn";
}

View earlier(const core::Provenance& version, const core::Indicator& indicator) {
  auto view = origin(version);
  view.set("value", text(said(version.observation, indicator)));
  view.set("recorded", text(present::moment(version.observation.recorded)));
  view.set("recorded_at", text(present::timestamp(version.observation.recorded)));
  return view;
}

std::string operands(const core::Fraction& parts) {
  return fmt::format("{} of {}", core::grouped(parts.numerator), core::grouped(parts.denominator));
}

// The versions of one period of a series as recorded, in order of time.
using Versions = std::vector<const core::Provenance*>;

std::map<core::Period, Versions> by_period(const std::vector<core::Provenance>& versions) {
  std::map<core::Period, Versions> periods;
  for (const auto& version : versions) periods[version.observation.period].push_back(&version);
  for (auto& [period, list] : periods) {
    std::ranges::sort(list, {}, [](const auto* v) { return v->observation.revisions; });
  }
  return periods;
}

class Table {
 public:
  Table(const core::Scoreboard& board, const Measured& measured, const core::Commitment* commitment)
      : board_(board), measured_(measured), commitment_(judged(measured) ? commitment : nullptr) {
    if (measured.stored) versions_ = by_period(measured.versions);
  }

  [[nodiscard]] View view() {
    std::map<core::Period, const core::Figure*, std::greater<>> periods;
    for (const auto& [period, unused] : versions_) periods.emplace(period, nullptr);
    for (const auto& figure : measured_.figures) periods[figure.period] = &figure;
    Views rows;
    for (const auto& [period, figure] : periods) rows.push_back(row(period, figure));
    View view;
    view.set("expects", commitment_ != nullptr && commitment_->target.has_value());
    view.set("has_rows", !rows.empty());
    view.set("rows", View{rows});
    view.set("has_shorthand", !flags_.empty());
    Views legend;
    for (const auto flag : flags_) {
      View item;
      item.set("letter", text(fmt::format("[{}]", core::letter(flag))));
      item.set("words", text(present::spaced(core::word(flag))));
      legend.push_back(std::move(item));
    }
    view.set("shorthand", View{legend});
    return view;
  }

 private:
  // A trajectory says nothing about a measure without a better and a worse direction.
  static bool judged(const Measured& measured) {
    const auto polarity = measured.indicator->polarity;
    return polarity == core::Polarity::higher || polarity == core::Polarity::lower;
  }

  View row(core::Period period, const core::Figure* figure) {
    const auto& indicator = *measured_.indicator;
    View view;
    if (figure != nullptr) {
      view = present::figure(*figure, indicator.unit, board_.as_of);
      if (figure->flag != core::Flag::none) flags_.insert(figure->flag);
      view.set("parts", figure->parts ? text(operands(*figure->parts)) : View{false});
    } else {
      view.set("value", text("withdrawn"));
      view.set("flag", View{false});
      view.set("flag_words", View{false});
      view.set("partial", View{false});
      view.set("parts", View{false});
    }
    view.set("period", text(period.label()));
    view.set("span", text(present::span_of(period)));
    view.set("expected", text(figure != nullptr ? expected(*figure) : std::string{}));
    sources(view, period, figure);
    return view;
  }

  [[nodiscard]] std::string expected(const core::Figure& figure) const {
    if (commitment_ == nullptr) return {};
    const auto value = core::expected_beside(*commitment_, figure, board_.as_of);
    return value ? core::amount(*value, measured_.indicator->unit) : std::string{};
  }

  void sources(View& view, core::Period period, const core::Figure* figure) const {
    Views list;
    Views before;
    if (const auto found = versions_.find(period); found != versions_.end()) {
      const auto& current = *found->second.back();
      list.push_back(origin(current));
      view.set("recorded", text(present::moment(current.observation.recorded)));
      view.set("recorded_at", text(present::timestamp(current.observation.recorded)));
      for (auto version = found->second.rbegin() + 1; version != found->second.rend(); ++version) {
        before.push_back(earlier(**version, *measured_.indicator));
      }
    }
    view.set("computed", figure != nullptr && list.empty());
    view.set("sources", View{list});
    view.set("has_earlier", !before.empty());
    view.set("earlier", View{before});
  }

  const core::Scoreboard& board_;
  const Measured& measured_;
  const core::Commitment* commitment_;
  std::map<core::Period, Versions> versions_;
  std::set<core::Flag> flags_;
};

}  // namespace

View period_table(const core::Scoreboard& board, const Measured& measured,
                  const core::Commitment* commitment) {
  return Table{board, measured, commitment}.view();
}

View chart_view(const present::Chart& chart) {
  if (chart.empty()) return View{false};
  View view;
  view.set("wide", text(present::svg(chart, present::wide_drawing, "chart-wide")));
  view.set("narrow", text(present::svg(chart, present::narrow_drawing, "chart-narrow")));
  view.set("words", text(present::text_alternative(chart)));
  view.set("axis_note", present::maybe(present::axis_note(chart)));
  return view;
}

}  // namespace waymark::http
