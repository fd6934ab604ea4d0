#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "collectors/cells/mapping_parts.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

namespace {

ColumnNames names_of(config::Table& table, std::string_view key) {
  if (!table.has(key)) return {};
  if (!table.is_list(key)) return {table.require_text(key)};
  auto names = table.texts(key);
  if (names.empty()) table.error(key, fmt::format("{} names no column", config::in_quotes(key)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (trim(names[i]).empty()) table.error_at(key, i, "a column's name must not be empty");
  }
  return names;
}

// `period = "Month"`, or `period = { year = "Financial year", quarter = "Quarter" }`.
PeriodColumns period_of(config::Table& columns) {
  PeriodColumns out;
  if (!columns.is_table("period")) {
    out.whole = names_of(columns, "period");
    return out;
  }
  auto parts = *columns.table("period");
  out.year = names_of(parts, "year");
  out.quarter = names_of(parts, "quarter");
  out.month = names_of(parts, "month");
  if (!parts.has("year") || parts.has("quarter") == parts.has("month")) {
    parts.error(
        "a period in two columns has \"year\" and one of \"quarter\" and \"month\": period = { year = "
        "\"Financial year\", quarter = \"Quarter\" }");
  }
  parts.finish("period");
  return out;
}

// Each column that says of which series and when a row is, or whether it counts.
std::vector<ColumnNames> columns_that_can_be_filled(const Mapping& mapping) {
  const auto& c = mapping.columns;
  std::vector<ColumnNames> all{c.indicator,      c.scope,        c.period.whole, c.period.year,
                               c.period.quarter, c.period.month, c.date};
  for (const auto& condition : mapping.where) all.push_back(condition.column);
  for (const auto& sum : mapping.sums) {
    for (const auto& condition : sum.where) all.push_back(condition.column);
  }
  return all;
}

// And what the source calls indicators, which are columns of figures in one layout.
std::vector<ColumnNames> names_of_figures(const Mapping& mapping) {
  const auto& c = mapping.columns;
  std::vector<ColumnNames> all{c.value, c.numerator, c.denominator, c.amount};
  for (const auto& [name, indicator] : mapping.indicators) all.push_back({name});
  return all;
}

const ColumnNames* column_called(const std::vector<ColumnNames>& columns, const std::string& name) {
  const auto found = std::ranges::find_if(
      columns, [&](const ColumnNames& names) { return std::ranges::find(names, name) != names.end(); });
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> all_names(const std::vector<ColumnNames>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.insert(names.end(), column.begin(), column.end());
  return names;
}

std::optional<Scale> scale_of(config::Table& table, std::string_view key) {
  const auto factor = table.decimal(key);
  if (!factor) return std::nullopt;
  if (factor->mantissa <= 0) {
    table.error(key,
                "a scale is what figures are multiplied by: more than 0, such as 1000 for a column in £000");
    return std::nullopt;
  }
  return Scale(*factor);
}

}  // namespace

void read_columns(config::Table& table, Mapping& out) {
  auto columns = table.table("columns");
  if (!columns) return;
  const auto read = [&](std::string_view key, ColumnNames& into, bool used) {
    if (used) into = names_of(*columns, key);
  };
  const bool long_layout = out.layout == LayoutKind::long_;
  const bool transactions = out.layout == LayoutKind::transactions;
  read("indicator", out.columns.indicator, !transactions);
  read("scope", out.columns.scope, true);
  if (!transactions) out.columns.period = period_of(*columns);
  read("value", out.columns.value, long_layout);
  read("numerator", out.columns.numerator, long_layout);
  read("denominator", out.columns.denominator, long_layout);
  read("flag", out.columns.flag, long_layout);
  read("date", out.columns.date, transactions);
  read("amount", out.columns.amount, transactions);
  columns->finish("columns");
}

void read_fill_down(config::Table& table, Mapping& out) {
  if (!table.has("fill_down")) return;
  const auto columns = columns_that_can_be_filled(out);
  std::size_t index = 0;
  for (const auto& name : table.texts("fill_down")) {
    if (const auto* column = column_called(columns, name)) {
      out.fill_down.push_back(*column);
    } else {
      table.error_at("fill_down", index,
                     fmt::format("{} is no column of an indicator, scope, period or condition here, which "
                                 "are those that can be filled down{}",
                                 config::in_quotes(name), config::did_you_mean(name, all_names(columns))));
    }
    ++index;
  }
}

void read_scales(config::Table& table, Mapping& out) {
  if (!table.is_table("scale")) {
    if (table.has("scale")) out.scales.all = scale_of(table, "scale");
    return;
  }
  auto scales = *table.table("scale");
  const auto columns = names_of_figures(out);
  for (const auto& key : scales.keys()) {
    const bool indicator = out.plan && out.plan->find(core::IndicatorId{key}) != nullptr;
    if (out.plan && !indicator && column_called(columns, key) == nullptr) {
      scales.error(key, fmt::format("{} is neither a column of figures nor an indicator here{}",
                                    config::in_quotes(key), config::did_you_mean(key, all_names(columns))));
    }
    if (auto scale = scale_of(scales, key)) out.scales.by_name.emplace(key, *scale);
  }
}

}  // namespace waymark::cells
