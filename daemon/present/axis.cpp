#include "daemon/present/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "daemon/core/amount.hpp"

namespace waymark::present {

namespace {

// The smallest 1, 2 or 5 times a power of ten that is at least `raw`, with its power.
std::pair<double, int> nice_step(double raw) {
  const int power = static_cast<int>(std::floor(std::log10(raw)));
  const double unit = std::pow(10.0, power);
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * unit >= raw * (1 - 1e-9)) return {factor * unit, power};
  }
  return {10 * unit, power + 1};
}

// Money in thousands and millions, so that a label fits beside the chart.
std::string label(double value, int decimals, double scale, std::string_view suffix, core::Unit unit) {
  const auto decimal = core::Decimal::from_double(value / scale, static_cast<std::uint8_t>(decimals));
  if (!decimal) return fmt::format("{:g}", value);
  const auto number = decimal->zero() ? std::string{"0"} : core::grouped(decimal->magnitude());
  const std::string_view sign = decimal->mantissa < 0 ? "-" : "";
  if (unit == core::Unit::gbp) return fmt::format("{}£{}{}", sign, number, decimal->zero() ? "" : suffix);
  if (unit == core::Unit::percent) return fmt::format("{}{}%", sign, number);
  return fmt::format("{}{}{}", sign, number, decimal->zero() ? "" : suffix);
}

std::span<const std::int32_t> strides(core::PeriodKind kind) {
  static constexpr std::array<std::int32_t, 10> day = {1, 7, 14, 28, 91, 182, 364, 728, 1820, 3640};
  static constexpr std::array<std::int32_t, 9> week = {1, 2, 4, 13, 26, 52, 104, 260, 520};
  static constexpr std::array<std::int32_t, 9> month = {1, 2, 3, 6, 12, 24, 60, 120, 240};
  static constexpr std::array<std::int32_t, 7> quarter = {1, 2, 4, 8, 20, 40, 80};
  static constexpr std::array<std::int32_t, 7> year = {1, 2, 5, 10, 20, 50, 100};
  switch (kind) {
    case core::PeriodKind::day: return day;
    case core::PeriodKind::week: return week;
    case core::PeriodKind::month: return month;
    case core::PeriodKind::quarter: return quarter;
    case core::PeriodKind::financial_year:
    case core::PeriodKind::calendar_year: return year;
  }
  std::abort();
}

}  // namespace

ValueAxis value_axis(double lowest, double highest, int wanted, core::Unit unit) {
  ValueAxis axis;
  if (lowest >= 0 && lowest <= highest / 2) lowest = 0;
  if (highest <= 0 && highest >= lowest / 2) highest = 0;
  if (highest - lowest < 1e-9 * std::max(1.0, std::abs(highest))) {
    const double room = highest == 0 ? 1 : std::abs(highest) * 0.1;
    lowest -= lowest == 0 ? 0 : room;
    highest += room;
  }
  const auto [step, power] = nice_step((highest - lowest) / std::max(1, wanted));
  const auto first = static_cast<std::int64_t>(std::floor(lowest / step + 1e-9));
  const auto last = static_cast<std::int64_t>(std::ceil(highest / step - 1e-9));

  const double largest =
      std::max(std::abs(static_cast<double>(first)), std::abs(static_cast<double>(last))) * step;
  double scale = 1;
  std::string_view suffix;
  if (unit != core::Unit::percent && largest >= 1e6) {
    scale = 1e6;
    suffix = "m";
  } else if (unit != core::Unit::percent && largest >= 1e4) {
    scale = 1e3;
    suffix = "k";
  }
  const int decimals = std::clamp(static_cast<int>(std::lround(std::log10(scale))) - power, 0, 9);
  for (auto i = first; i <= last; ++i) {
    const double at = static_cast<double>(i) * step;
    axis.ticks.push_back({at, label(at, decimals, scale, suffix, unit)});
  }
  axis.from_zero = first <= 0 && last >= 0;
  return axis;
}

std::vector<Tick> period_ticks(core::Period first, core::Period last, core::Period anchor, int most) {
  const auto count = last.ordinal() - first.ordinal() + 1;
  const auto choices = strides(first.kind());
  const auto* stride =
      std::ranges::find_if(choices, [&](auto s) { return (count + s - 1) / s <= most; }).base();
  const auto step = stride == choices.data() + choices.size() ? count : *stride;
  std::vector<Tick> ticks;
  for (auto ordinal = first.ordinal() + (anchor.ordinal() - first.ordinal()) % step;
       ordinal <= last.ordinal(); ordinal += step) {
    const core::Period period{first.kind(), ordinal};
    ticks.push_back({static_cast<double>(period.last_day().time_since_epoch().count()), period.label()});
  }
  return ticks;
}

}  // namespace waymark::present
