#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/cells/bad_row.hpp"
#include "collectors/cells/column_names.hpp"
#include "collectors/cells/condition.hpp"
#include "collectors/cells/expression.hpp"
#include "collectors/cells/scale.hpp"
#include "config/collector_entry.hpp"
#include "daemon/core/plan.hpp"
#include "daemon/core/recording.hpp"

namespace waymark::cells {

enum class LayoutKind : std::uint8_t { long_, wide, transactions };

// What a cell without a value (NULL of a database) in place of a figure means.
enum class OnNull : std::uint8_t {
  skip,    // nothing: no figure, none is withdrawn
  reject,  // a mistake of the row
  zero,
};

// Where a row says its period: in one column, or in one of the year and one of its quarter or month.
struct PeriodColumns {
  ColumnNames whole, year, quarter, month;
  [[nodiscard]] bool empty() const { return whole.empty() && year.empty(); }
};

struct Columns {
  ColumnNames indicator, value, scope, numerator, denominator, flag, date, amount;
  PeriodColumns period;
};

// Where an input says the period of all its rows: in its name, or in a cell above its header. What the groups
// of the expression catch, with spaces between, is read as a cell of a period column.
struct PeriodFrom {
  enum class Place : std::uint8_t { file_name, title };
  Place place = Place::file_name;
  Expression expression;
};

struct Sum {
  const core::Indicator* indicator = nullptr;
  bool count = false;  // lines instead of amounts
  std::vector<Condition> where;
};

// How rows become figures: what every [[collector]] table has, whatever the rows come from.
// docs/configuration.md says what each means.
struct Mapping {
  core::CollectorName name;
  core::AuthorityCode authority;
  std::shared_ptr<const core::Plan> plan;
  // The council's own day; without one that of UTC.
  std::function<std::chrono::sys_days()> today = [] {
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  };

  LayoutKind layout = LayoutKind::long_;
  std::optional<std::vector<std::string>> missing;  // what stands for no figure; none: the usual marks
  std::vector<std::string> withdraw;                // what says that a figure that is held does not stand
  bool decimal_comma = false;
  std::vector<std::string> ignore_columns;  // wide: that are there and no periods
  std::vector<ColumnNames> fill_down;       // whose empty cells say what the row above says
  bool ignore_unknown_indicators = false;   // rows of indicators that the plan does not have count as missing
  Scales scales;
  std::optional<OnNull> on_null;  // none: the source has no NULL
  std::uint64_t max_bad_rows = 0;
  double max_bad_ratio = 0;
  std::map<BadRow, std::uint64_t> max_bad;                 // reasons that have limits of their own
  core::Duplicates duplicates = core::Duplicates::report;  // transactions
  bool totals = true;  // transactions: lines that are the sum of others are left out
  bool excel_dates = false;
  bool dfe_periods = false;  // 202324 is 2023/24
  std::string time_zone = "Europe/London";
  core::LocalDay local_day;  // by the clocks there; whoever loads the configuration says that there is none

  Columns columns;
  const core::Indicator* indicator = nullptr;                             // fixed; points into the plan
  std::optional<core::Scope> scope;                                       // fixed
  std::string period;                                                     // fixed
  std::optional<PeriodFrom> period_from;                                  // fixed by each input
  std::map<std::string, const core::Indicator*, std::less<>> indicators;  // by what the source calls them
  std::map<std::string, core::Scope, std::less<>> scopes;
  std::map<std::string, std::string, std::less<>> periods;
  std::vector<Condition> where;
  std::vector<Sum> sums;
  std::map<core::IndicatorId, core::CollectorName> summed;  // by other collectors: no ready figures of these

  // Wide rows with a period: a column an indicator. Otherwise wide is a column a period.
  [[nodiscard]] bool by_indicator() const;
  // All rows of an input have one period.
  [[nodiscard]] bool period_fixed() const { return !period.empty() || period_from; }
};

// Reads what the mapping has of the collector's table and reports every mistake at its place. The caller
// reads its own keys (of the mapping `period_from`, before this) and calls finish().
void read_mapping(config::CollectorEntry& entry, Mapping& mapping);

// The indicators that the mapping names.
[[nodiscard]] std::vector<core::IndicatorId> named_indicators(const Mapping& mapping);

// The columns that the mapping names, as configured.
[[nodiscard]] std::vector<std::string> named_columns(const Mapping& mapping);

// The indicators that rows may give figures to: those that are named, and with a column of indicators each
// that the plan has and does not compute.
[[nodiscard]] std::vector<const core::Indicator*> fed_indicators(const Mapping& mapping);

// Why an indicator takes no figure for a scope: the plan has it for others. Empty when it does.
[[nodiscard]] std::string not_reported(const core::Indicator& indicator, const core::Scope& scope);

// Every scope that the plan knows, with the ones above it; the whole council first.
[[nodiscard]] std::vector<core::Scope> scopes_of(const core::Plan& plan);

}  // namespace waymark::cells
