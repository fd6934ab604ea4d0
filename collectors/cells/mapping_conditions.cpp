#include <algorithm>

#include <fmt/format.h>

#include "collectors/cells/mapping_parts.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

namespace {

ColumnNames column_of(config::Table& table) {
  if (!table.is_list("column")) return {table.require_text("column")};
  auto names = table.texts("column");
  if (names.empty()) table.error("column", "\"column\" names no column");
  return names;
}

void compile(config::Table& table, Condition& condition) {
  const auto text = table.text("matches");
  if (!text) return;
  auto compiled = Expression::compile(*text, condition.ignore_case);
  if (compiled) {
    condition.expression = std::move(*compiled);
  } else {
    table.error("matches",
                fmt::format("the regular expression {} {}", config::in_quotes(*text), compiled.error()));
  }
}

Condition condition_of(config::Table& table) {
  Condition condition;
  condition.column = column_of(table);
  condition.ignore_case = table.boolean("ignore_case").value_or(false);
  int kinds = 0;
  const auto one = [&](std::string_view key, Condition::Kind kind, bool negated = false) {
    if (!table.has(key)) return;
    ++kinds;
    condition.kind = kind;
    condition.negated = negated;
    condition.values = table.texts(key);
    for (auto& value : condition.values) {
      value = condition.ignore_case ? fold(trim(value)) : std::string(trim(value));
    }
  };
  one("equals", Condition::Kind::equals);
  one("one_of", Condition::Kind::equals);
  one("not_equals", Condition::Kind::equals, true);
  one("not_one_of", Condition::Kind::equals, true);
  one("starts_with", Condition::Kind::starts_with);
  if (table.has("matches")) {
    ++kinds;
    condition.kind = Condition::Kind::matches;
    compile(table, condition);
  }
  if (kinds != 1) {
    table.error(
        "a condition has exactly one of equals, one_of, not_equals, not_one_of, starts_with and matches");
  }
  table.finish("condition");
  return condition;
}

}  // namespace

std::vector<Condition> read_conditions(config::Table& owner) {
  std::vector<Condition> result;
  for (auto& table : owner.tables("where")) result.push_back(condition_of(table));
  return result;
}

void read_sums(config::Table& table, Mapping& out) {
  if (out.layout != LayoutKind::transactions) return;
  for (auto& entry : table.tables("sum")) {
    Sum sum;
    const auto id = entry.require_text("indicator");
    if (!id.empty()) sum.indicator = find_indicator(entry, "indicator", id, out);
    sum.count = entry.choice("measure", {"sum", "count"}).value_or(0) == 1;
    sum.where = read_conditions(entry);
    entry.finish("sum");
    const auto same = [&](const Sum& other) {
      return sum.indicator != nullptr && other.indicator == sum.indicator;
    };
    if (std::ranges::any_of(out.sums, same)) {
      entry.error("indicator", fmt::format("indicator {} has a sum already; one sum makes one indicator",
                                           config::in_quotes(id)));
    }
    if (sum.indicator != nullptr && out.columns.scope.empty() &&
        table.has("scope") == out.scope.has_value()) {
      const auto why = not_reported(*sum.indicator, out.scope.value_or(core::Scope{}));
      if (!why.empty()) entry.error("indicator", why);
    }
    out.sums.push_back(std::move(sum));
  }
}

}  // namespace waymark::cells
