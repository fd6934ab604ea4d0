#include "daemon/core/doubts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/amount.hpp"
#include "daemon/core/evaluation.hpp"

namespace waymark::core {
namespace {

constexpr std::size_t looked_at = 16;            // the latest figures of a series
constexpr std::size_t deliveries_looked_at = 3;  // of them, those that are compared with the period before

// Two services of four digits each are no accident; two small headcounts may well stay as they are.
constexpr std::uint32_t digits_that_tell = 8;

bool share(const Indicator& indicator) {
  return indicator.unit == Unit::percent && indicator.aggregation == Aggregation::ratio;
}

PlausibleRange range_of(const Indicator& indicator) {
  if (indicator.plausible) return *indicator.plausible;
  if (share(indicator)) return {Decimal{0, 0}, Decimal{100, 0}};
  return {};
}

bool outside(const PlausibleRange& range, Decimal value) {
  return (range.min && value < *range.min) || (range.max && value > *range.max);
}

// Smaller figures may change by any factor.
double least_of_a_jump(Unit unit) {
  switch (unit) {
    case Unit::percent:
    case Unit::ratio: return 0;
    case Unit::gbp: return 100;
    case Unit::headcount:
    case Unit::count: return 10;
    case Unit::fte:
    case Unit::days:
    case Unit::hours:
    case Unit::minutes:
    case Unit::index:
    case Unit::per_1000: return 1;
  }
  return 0;
}

// 100 or 1000 when `larger` is about that many times `smaller`; 0 when it is not.
int factor(double smaller, double larger, Unit unit) {
  if (smaller <= 0 || smaller < least_of_a_jump(unit)) return 0;
  const double spread = unit == Unit::percent || unit == Unit::ratio ? 2 : 1.5;
  const double times = larger / smaller;
  for (const int whole : {100, 1000}) {
    if (times >= whole / spread && times <= whole * spread) return whole;
  }
  return 0;
}

double size(const Point& point) {
  return std::abs(point.value.number());
}

bool steady(const Point& a, const Point& b) {
  constexpr double most = 3;
  return size(a) > 0 && size(b) > 0 && std::max(size(a), size(b)) <= most * std::min(size(a), size(b));
}

// Digits but leading zeros and those at the end that a round number has.
std::uint32_t significant_digits(Decimal value) {
  auto mantissa = value.magnitude().mantissa;
  while (mantissa != 0 && mantissa % 10 == 0) mantissa /= 10;
  std::uint32_t count = 0;
  for (; mantissa != 0; mantissa /= 10) ++count;
  return count;
}

bool same_year(Period a, Period b) {
  const auto year = [](Period p) { return Period::containing(PeriodKind::financial_year, p.last_day()); };
  return year(a) == year(b);
}

std::string and_more(std::uint32_t more) {
  return more == 0
             ? ""
             : ", and so with " + std::to_string(more) + (more == 1 ? " earlier figure" : " earlier figures");
}

std::string limits(const PlausibleRange& range, Unit unit) {
  if (!range.max) return amount(*range.min, unit) + " or more";
  if (!range.min) return amount(*range.max, unit) + " or less";
  return amount(*range.min, unit) + " to " + amount(*range.max, unit);
}

std::string_view times(int factor) {
  switch (factor) {
    case 100: return "about 100 times";
    case 1000: return "about 1,000 times";
    case -100: return "about a hundredth of";
    default: return "about a thousandth of";
  }
}

// What usually makes a figure jump so.
std::string_view question(int factor, Unit unit) {
  if (unit == Unit::percent && factor == -100) return "is it a share given as a fraction?";
  if (factor == 1000 || factor == -1000) return "is it in thousands, or the others?";
  return "is the decimal point in its place, and the unit that of the others?";
}

}  // namespace

void Doubts::look(const Indicator& indicator, std::uint32_t about, const FigureView& figures, bool stored) {
  points_.clear();
  figures.latest_points(looked_at, points_);
  look_at_range(indicator, about);
  look_at_jumps(indicator, about);
  if (stored && !indicator.ahead) look_at_deliveries(about);
}

void Doubts::look_at_range(const Indicator& indicator, std::uint32_t about) {
  const auto range = range_of(indicator);
  if (!range.min && !range.max) return;
  std::optional<Doubt> doubt;
  for (const auto& point : points_) {
    if (!outside(range, point.value)) continue;
    const auto before = doubt ? doubt->more + 1 : 0;
    doubt = Doubt{.about = about, .figure = point, .more = before};
  }
  if (doubt) implausible_.push_back(*doubt);
}

void Doubts::look_at_jumps(const Indicator& indicator, std::uint32_t about) {
  const auto count = points_.size();
  std::optional<Doubt> doubt;
  const auto compare = [&](const Point& figure, const Point& beside) {
    if (figure.flag == Flag::break_in_series) return;
    if (indicator.aggregation == Aggregation::cumulative && !same_year(figure.period, beside.period)) return;
    const bool up = size(figure) > size(beside);
    const int times =
        factor(std::min(size(figure), size(beside)), std::max(size(figure), size(beside)), indicator.unit);
    if (times == 0) return;
    const auto before = doubt ? doubt->more + 1 : 0;
    doubt = Doubt{
        .about = about, .figure = figure, .beside = beside, .factor = up ? times : -times, .more = before};
  };
  if (count == 2) compare(points_[1], points_[0]);
  for (std::size_t i = 0; count > 2 && i < count; ++i) {
    // The two before; of the first figures also what follows.
    const auto& one = points_[i >= 2 ? i - 2 : i == 0 ? 2 : 0];
    const auto& other = points_[i >= 2 ? i - 1 : i == 0 ? 1 : 2];
    if (steady(one, other)) compare(points_[i], i == 1 ? one : other);
  }
  if (doubt) jumps_.push_back(*doubt);
}

void Doubts::look_at_deliveries(std::uint32_t about) {
  const auto from = points_.size() - std::min(points_.size(), deliveries_looked_at);
  for (auto i = from; i < points_.size(); ++i) {
    const auto& point = points_[i];
    auto& delivery = deliveries_[{point.run, point.period.code()}];
    if (delivery.figures == 0) {
      delivery.about = about;
      delivery.first = point;
    }
    ++delivery.figures;
    delivery.different = delivery.different || delivery.first.value != point.value;
    delivery.digits += significant_digits(point.value);
    const bool repeats =
        i > 0 && points_[i - 1].period == point.period.plus(-1) && points_[i - 1].value == point.value;
    if (repeats) ++delivery.repeated;
  }
}

void Doubts::add_findings(Scoreboard& board) const {
  const auto add = [&](FindingKind kind, std::uint32_t about, std::string says) {
    board.findings.push_back({kind, about, std::nullopt, std::move(says)});
  };
  for (const auto& doubt : implausible_) {
    const auto& indicator = board.plan->indicators[board.indicators[doubt.about].indicator];
    const auto figure = amount(doubt.figure.value, indicator.unit) + " for " + doubt.figure.period.label();
    const auto range = limits(range_of(indicator), indicator.unit);
    add(FindingKind::implausible, doubt.about,
        titled(board, doubt.about) + ": " + figure +
            (indicator.plausible ? " is outside what the plan calls plausible, " + range
                                 : " is no share, which would be " + range) +
            and_more(doubt.more) +
            (indicator.plausible ? "" : "; if it can be right, set plausible for the indicator"));
  }
  for (const auto& doubt : jumps_) {
    const auto unit = board.plan->indicators[board.indicators[doubt.about].indicator].unit;
    add(FindingKind::jump, doubt.about,
        titled(board, doubt.about) + ": " + amount(doubt.figure.value, unit) + " for " +
            doubt.figure.period.label() + " is " + std::string{times(doubt.factor)} + ' ' +
            amount(doubt.beside.value, unit) + " for " + doubt.beside.period.label() + and_more(doubt.more) +
            "; " + std::string{question(doubt.factor, unit)});
  }
  std::vector<const Delivery*> repeated;
  for (const auto& [key, delivery] : deliveries_) {
    if (delivery.figures > 1 && delivery.repeated == delivery.figures && delivery.different &&
        delivery.digits >= digits_that_tell) {
      repeated.push_back(&delivery);
    }
  }
  std::ranges::sort(repeated, {},
                    [](const Delivery* one) { return std::pair{one->about, one->first.period}; });
  for (const auto* delivery : repeated) {
    const auto unit = board.plan->indicators[board.indicators[delivery->about].indicator].unit;
    add(FindingKind::repeated, delivery->about,
        "All " + std::to_string(delivery->figures) + " figures that came together for " +
            delivery->first.period.label() + " equal those of " + delivery->first.period.plus(-1).label() +
            ", such as " + titled(board, delivery->about) + " (" + amount(delivery->first.value, unit) +
            "): were the figures of the period before delivered again?");
  }
}

}  // namespace waymark::core
