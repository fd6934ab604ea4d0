#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/core/decimal.hpp"
#include "daemon/core/id.hpp"
#include "daemon/core/period.hpp"

namespace waymark::core {

enum class Unit : std::uint8_t {
  percent,
  gbp,
  fte,
  headcount,
  count,
  days,
  hours,
  minutes,
  ratio,
  index,
  per_1000
};
enum class Polarity : std::uint8_t { higher, lower, neutral, range };
// domain.md 4. stock: last in the period; stock_mean: mean; ratio: sum of numerators over sum of
// denominators; cumulative: year to date, resets on 1 April.
enum class Aggregation : std::uint8_t { flow, stock, stock_mean, ratio, cumulative };

[[nodiscard]] std::string_view word(Unit unit);
[[nodiscard]] std::optional<Unit> unit(std::string_view word);
[[nodiscard]] std::string_view word(Polarity polarity);
[[nodiscard]] std::optional<Polarity> polarity(std::string_view word);
[[nodiscard]] std::string_view word(Aggregation aggregation);
[[nodiscard]] std::optional<Aggregation> aggregation(std::string_view word);

// How a derived indicator comes from others. Operands are read at the same scope; `Coarser` reads a finer
// frequency. The plan's loader refuses circles.
struct FromRatio {
  IndicatorId numerator, denominator;
};
struct FromSum {
  std::vector<IndicatorId> terms;
};
struct FromCoarser {
  IndicatorId finer;
};  // aggregated over time by the finer indicator's aggregation
using Formula = std::variant<std::monostate, FromRatio, FromSum, FromCoarser>;

// How long after a period's end its figure is due.
struct DueAfter {
  std::int32_t days = 30;
  bool working_days = false;  // days that are neither weekend nor bank holiday in England
};

// From this day on figures are judged by limits of their own, and forecasts start anew.
struct Rebase {
  std::chrono::sys_days date;
  std::string reason;
};

// A control chart that the plan declares (domain.md 7).
struct SpcDeclaration {
  std::vector<Scope> scopes;  // empty: all that the indicator has figures for
  bool screening = true;
  std::uint32_t baseline = 0;     // limits from the first so many points of each group; 0: from all
  std::optional<Decimal> target;  // for assurance
  std::vector<Rebase> rebases;    // ascending by date
};

// Either end may be open.
struct PlausibleRange {
  std::optional<Decimal> min, max;
  friend bool operator==(const PlausibleRange&, const PlausibleRange&) = default;
};

struct Indicator {
  IndicatorId id;
  std::string title;
  std::string description;
  Unit unit = Unit::count;
  Polarity polarity = Polarity::neutral;
  PeriodKind frequency = PeriodKind::month;
  Aggregation aggregation = Aggregation::flow;
  Formula formula;
  // Digits after the point of values that Waymark computes (ratios from parts, means). Source values keep
  // theirs.
  std::uint8_t decimals = 2;
  DueAfter due_after;
  std::vector<Scope> scopes{Scope{}};  // where it is reported
  bool roll_up = false;                // scopes above the reported ones are computed from them
  bool ahead = false;                  // figures of periods that have not begun are right: budgets, plans
  std::optional<PlausibleRange> plausible;  // what lies outside is reported as a finding
  bool counts_people = false;               // disclosure control applies to what is published
  std::vector<std::string> topics;          // of the letter, `3.4`
  std::vector<SpcDeclaration> spc;

  // What applies to this scope: what names it before what names none. nullptr: no chart.
  [[nodiscard]] const SpcDeclaration* spc_at(const Scope& scope) const;
};

}  // namespace waymark::core
