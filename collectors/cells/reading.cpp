#include "collectors/cells/reading.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "daemon/digest/sha256.hpp"

namespace waymark::cells {

namespace {

std::string_view word(LayoutKind layout) {
  switch (layout) {
    case LayoutKind::long_: return "long";
    case LayoutKind::wide: return "wide";
    case LayoutKind::transactions: return "transactions";
  }
  return {};
}

std::string_view word(OnNull on_null) {
  switch (on_null) {
    case OnNull::skip: return "skip";
    case OnNull::reject: return "reject";
    case OnNull::zero: return "zero";
  }
  return {};
}

std::string_view word(Condition::Kind kind) {
  switch (kind) {
    case Condition::Kind::equals: return "equals";
    case Condition::Kind::starts_with: return "starts_with";
    case Condition::Kind::matches: return "matches";
  }
  return {};
}

// Texts of which none can be taken for a part of another.
std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += fmt::format("{}:{}", text.size(), text);
  return out;
}

std::string sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return joined(texts);
}

// What was a column's only name before it could have several.
std::string first(const ColumnNames& column) {
  return column.empty() ? std::string{} : column.front();
}

std::string text_of(const Condition& condition) {
  std::vector<std::string> parts{first(condition.column), std::string(word(condition.kind)),
                                 condition.ignore_case ? "ignore_case" : "", sorted(condition.values)};
  if (condition.expression) parts.push_back(condition.expression->text());
  if (condition.negated) parts.emplace_back("not");
  if (condition.column.size() > 1) parts.push_back(joined(condition.column));
  return joined(parts);
}

// All must hold, in whatever order.
std::string text_of(const std::vector<Condition>& conditions) {
  std::vector<std::string> texts;
  for (const auto& condition : conditions) texts.push_back(text_of(condition));
  return sorted(std::move(texts));
}

std::string text_of(const core::Indicator& indicator) {
  std::vector<std::string> scopes;
  for (const auto& scope : indicator.scopes) scopes.push_back(scope.path);
  std::vector<std::string> parts{indicator.id.text, std::string(core::word(indicator.unit)),
                                 std::string(core::word(indicator.frequency)),
                                 std::string(core::word(indicator.aggregation)), sorted(std::move(scopes))};
  if (indicator.ahead) parts.emplace_back("ahead");
  return joined(parts);
}

}  // namespace

Reading::Reading(const Mapping& mapping) {
  add("layout", word(mapping.layout));
  if (mapping.missing) add("missing", joined({sorted(*mapping.missing)}));
  add("withdraw", sorted(mapping.withdraw));
  add("ignore_columns", sorted(mapping.ignore_columns));
  add("decimal", mapping.decimal_comma ? "," : "");
  if (mapping.on_null) add("on_null", word(*mapping.on_null));
  add("excel_dates", mapping.excel_dates ? "true" : "");
  constexpr std::array duplicates{"", "refuse", "once"};
  add("duplicates", duplicates.at(static_cast<std::size_t>(mapping.duplicates)));
  add("totals", mapping.totals ? "" : "count");
  add_columns(mapping);
  if (mapping.scope) add("scope", joined({mapping.scope->path}));
  add("unknown_indicators", mapping.ignore_unknown_indicators ? "ignore" : "");
  add("time_zone", mapping.time_zone, "Europe/London");
  add("period_style", mapping.dfe_periods ? "dfe" : "");
  if (mapping.period_from) {
    const bool title = mapping.period_from->place == PeriodFrom::Place::title;
    add("period_from", joined({title ? "title" : "file_name", mapping.period_from->expression.text()}));
  }
  add("period", mapping.period);
  for (const auto& [name, period] : mapping.periods) add("periods", joined({name, period}));
  for (const auto& [name, scope] : mapping.scopes) add("scopes", joined({name, scope.path}));
  if (!mapping.where.empty()) add("where", text_of(mapping.where));
  add_indicators(mapping);
}

void Reading::add_columns(const Mapping& mapping) {
  const auto& c = mapping.columns;
  std::vector<std::string> names;
  for (const auto* column : {&c.indicator, &c.period.whole, &c.value, &c.scope, &c.numerator, &c.denominator,
                             &c.flag, &c.date, &c.amount}) {
    names.push_back(first(*column));
    if (column->size() > 1) add("names", joined(*column));
  }
  add("columns", joined(names));
  if (!c.period.year.empty()) {
    add("period columns", joined({joined(c.period.year), joined(c.period.quarter), joined(c.period.month)}));
  }
  for (const auto& column : mapping.fill_down) add("fill_down", joined(column));
  if (mapping.scales.all) add("scale", mapping.scales.all->text());
  for (const auto& [name, scale] : mapping.scales.by_name) add("scale", joined({name, scale.text()}));
}

void Reading::add_indicators(const Mapping& mapping) {
  if (mapping.indicator != nullptr) add("indicator", mapping.indicator->id.text);
  for (const auto& [name, indicator] : mapping.indicators) {
    add("indicators", joined({name, indicator == nullptr ? "" : indicator->id.text}));
  }
  std::set<std::string> sums, indicators;
  for (const auto& sum : mapping.sums) {
    sums.insert(joined({sum.indicator == nullptr ? "" : sum.indicator->id.text, sum.count ? "count" : "sum",
                        text_of(sum.where)}));
  }
  for (const auto& sum : sums) add("sum", sum);
  for (const auto& [indicator, collector] : mapping.summed) add("summed", indicator.text);
  for (const auto* indicator : fed_indicators(mapping)) indicators.insert(text_of(*indicator));
  for (const auto& indicator : indicators) add("fed", indicator);
  if (mapping.columns.scope.empty()) return;
  for (const auto& scope : scopes_of(*mapping.plan)) add("known scope", scope.path);
}

void Reading::add(std::string_view key, std::string_view value, std::string_view default_value) {
  if (value != default_value) text_ += fmt::format("{} {}:{}\n", key, value.size(), value);
}

core::Sha256 Reading::fingerprint() const {
  return digest::sha256(text_);
}

}  // namespace waymark::cells
