#include "collectors/cells/mapping.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/cells/mapping_parts.hpp"
#include "collectors/cells/number.hpp"
#include "daemon/local_time/time_zone.hpp"

namespace waymark::cells {

namespace {

class MappingReader {
 public:
  MappingReader(config::CollectorEntry& entry, Mapping& out) : table_(entry.settings), out_(out) {}

  void read() {
    format();
    limits();
    limits_of_reasons();
    read_columns(table_, out_);
    read_fixed(table_, out_);
    out_.where = read_conditions(table_);
    read_sums(table_, out_);
    read_names(table_, out_);
    read_fill_down(table_, out_);
    read_scales(table_, out_);
    needs();
    check_scopes(table_, out_);
  }

 private:
  void format() {
    constexpr std::array layouts{LayoutKind::long_, LayoutKind::wide, LayoutKind::transactions};
    out_.layout = layouts.at(table_.choice("layout", {"long", "wide", "transactions"}).value_or(0));
    if (!table_.has("layout")) table_.error(R"("layout" is missing: long, wide or transactions)");
    if (table_.has("missing")) out_.missing = marks("missing");
    out_.withdraw = marks("withdraw");
    if (out_.layout == LayoutKind::wide) out_.ignore_columns = marks("ignore_columns");
    if (out_.layout != LayoutKind::transactions) {
      out_.ignore_unknown_indicators =
          table_.choice("unknown_indicators", {"refuse", "ignore"}).value_or(0) == 1;
    }
    out_.decimal_comma = table_.choice("decimal", {".", ","}).value_or(0) == 1;
    out_.excel_dates = table_.boolean("excel_dates").value_or(false);
    if (out_.layout == LayoutKind::transactions) {
      constexpr std::array policies{core::Duplicates::report, core::Duplicates::refuse,
                                    core::Duplicates::once};
      out_.duplicates = policies.at(table_.choice("duplicates", {"report", "refuse", "once"}).value_or(0));
      out_.totals = table_.choice("totals", {"leave_out", "count"}).value_or(0) == 0;
    }
  }

  std::vector<std::string> marks(std::string_view key) {
    std::vector<std::string> marks;
    if (table_.has(key)) marks = table_.texts(key);
    for (std::string& mark : marks) mark = trim(mark);
    return marks;
  }

  void limits() {
    if (auto rows = table_.integer("max_bad_rows", 0, INT64_MAX)) {
      out_.max_bad_rows = static_cast<std::uint64_t>(*rows);
    }
    if (auto ratio = table_.decimal("max_bad_ratio")) {
      out_.max_bad_ratio = ratio->number();
      if (out_.max_bad_ratio < 0 || out_.max_bad_ratio > 1) {
        table_.error("max_bad_ratio", R"("max_bad_ratio" is a share of the rows, from 0 to 1)");
      }
    }
  }

  void limits_of_reasons() {
    auto limits = table_.table("max_bad");
    if (!limits) return;
    for (const auto why : all_bad_rows) {
      if (auto rows = limits->integer(word(why), 0, INT64_MAX)) {
        out_.max_bad.emplace(why, static_cast<std::uint64_t>(*rows));
      }
    }
    limits->finish("reason");
  }

  void lacks(std::string_view column, std::string_view why) {
    table_.error("columns", fmt::format("[collector.columns] lacks \"{}\": {}", column, why));
  }

  void needs() {
    const Columns& columns = out_.columns;
    const bool parts = !columns.numerator.empty() || !columns.denominator.empty();
    switch (out_.layout) {
      case LayoutKind::long_:
        if (columns.period.empty() && !table_.has("period") && !table_.has("period_from")) {
          lacks("period", "name the column, or fix it with period = \"...\"");
        }
        if (columns.value.empty() && !parts)
          lacks("value", "name the column of the figure, or numerator and denominator");
        if (columns.numerator.empty() && parts) lacks("numerator", "a denominator needs one");
        if (columns.denominator.empty() && parts) lacks("denominator", "a numerator needs one");
        needs_indicator();
        break;
      case LayoutKind::wide:
        if (out_.by_indicator())
          needs_indicator_columns();
        else
          needs_indicator();
        break;
      case LayoutKind::transactions:
        if (columns.date.empty() && !table_.has("period") && !table_.has("period_from")) {
          lacks("date", "it decides the period of a line; or fix it with period = \"...\"");
        }
        if (columns.amount.empty() &&
            std::ranges::any_of(out_.sums, [](const Sum& sum) { return !sum.count; })) {
          lacks("amount", "it is what is summed");
        }
        if (out_.sums.empty()) table_.error("the transactions layout needs at least one [[collector.sum]]");
        break;
    }
  }

  void needs_indicator() {
    if (out_.columns.indicator.empty() && !table_.has("indicator")) {
      lacks("indicator", "name the column, or fix it with indicator = \"...\"");
    }
  }

  // Which columns are figures has to be said: a column that is called otherwise one day is then missed.
  void needs_indicator_columns() {
    constexpr auto why =
        "\"{}\" goes with a column for each period; with a period column, [collector.indicators] names the "
        "columns of figures";
    if (table_.has("indicator")) table_.error("indicator", fmt::format(why, "indicator"));
    if (!out_.columns.indicator.empty()) table_.error("columns", fmt::format(why, "indicator"));
    if (!table_.has("indicators")) {
      table_.error(
          "the wide layout with a period column needs [collector.indicators]: which column is which "
          "indicator");
    }
  }

  config::Table& table_;
  Mapping& out_;
};

std::string scope_words(const core::Scope& scope) {
  return scope.whole() ? std::string("the whole council") : config::in_quotes(scope.path);
}

}  // namespace

bool Mapping::by_indicator() const {
  return layout == LayoutKind::wide && (!columns.period.empty() || period_fixed());
}

std::string not_reported(const core::Indicator& indicator, const core::Scope& scope) {
  if (std::ranges::find(indicator.scopes, scope) != indicator.scopes.end()) return {};
  constexpr std::size_t most = 5;
  std::vector<std::string> reported;
  for (const auto& known : indicator.scopes) {
    if (reported.size() < most) reported.push_back(scope_words(known));
  }
  auto where = fmt::format("{}", fmt::join(reported, ", "));
  if (indicator.scopes.size() > most) where += fmt::format(" and {} more", indicator.scopes.size() - most);
  const auto id = config::in_quotes(indicator.id.text);
  const auto above = [&](const core::Scope& known) { return scope.contains(known); };
  if (indicator.roll_up && std::ranges::any_of(indicator.scopes, above)) {
    return fmt::format(
        "indicator {} is computed for {} from {} (roll_up), so it takes no figure of its own there", id,
        scope_words(scope), where);
  }
  return fmt::format(
      "indicator {} is not reported for {}, but for {}; if it is, add that to its \"scopes\" in the plan", id,
      scope_words(scope), where);
}

std::vector<const core::Indicator*> fed_indicators(const Mapping& mapping) {
  std::vector<const core::Indicator*> all;
  if (mapping.indicator != nullptr) all.push_back(mapping.indicator);
  for (const auto& sum : mapping.sums) all.push_back(sum.indicator);
  for (const auto& [name, indicator] : mapping.indicators) all.push_back(indicator);
  if (!mapping.columns.indicator.empty()) {
    for (const auto& indicator : mapping.plan->indicators) all.push_back(&indicator);
  }
  std::erase_if(all, [](const auto* indicator) {
    return indicator == nullptr || !std::holds_alternative<std::monostate>(indicator->formula);
  });
  return all;
}

std::vector<core::Scope> scopes_of(const core::Plan& plan) {
  std::set<core::Scope> all{core::Scope{}};
  const auto add = [&](core::Scope scope) {
    while (!scope.whole()) {
      all.insert(scope);
      scope = scope.parent();
    }
  };
  for (const auto& titled : plan.scopes) add(titled.scope);
  for (const auto& indicator : plan.indicators) std::ranges::for_each(indicator.scopes, add);
  for (const auto& commitment : plan.commitments) add(commitment.scope);
  return {all.begin(), all.end()};
}

std::vector<core::IndicatorId> named_indicators(const Mapping& mapping) {
  std::set<core::IndicatorId> named;
  const auto add = [&](const core::Indicator* indicator) {
    if (indicator != nullptr) named.insert(indicator->id);
  };
  add(mapping.indicator);
  for (const auto& [name, indicator] : mapping.indicators) add(indicator);
  for (const auto& sum : mapping.sums) add(sum.indicator);
  return {named.begin(), named.end()};
}

std::vector<std::string> named_columns(const Mapping& mapping) {
  std::vector<std::string> names;
  const auto add = [&](const ColumnNames& column) {
    names.insert(names.end(), column.begin(), column.end());
  };
  const Columns& c = mapping.columns;
  for (const auto* column :
       {&c.indicator, &c.period.whole, &c.period.year, &c.period.quarter, &c.period.month, &c.value, &c.scope,
        &c.numerator, &c.denominator, &c.flag, &c.date, &c.amount}) {
    add(*column);
  }
  if (mapping.by_indicator()) {
    for (const auto& [column, indicator] : mapping.indicators) names.push_back(column);
  }
  for (const auto& condition : mapping.where) add(condition.column);
  for (const auto& sum : mapping.sums) {
    for (const auto& condition : sum.where) add(condition.column);
  }
  return names;
}

void read_mapping(config::CollectorEntry& entry, Mapping& mapping) {
  mapping.name = entry.name;
  mapping.authority = entry.authority;
  mapping.plan = entry.plan;
  mapping.time_zone = entry.time_zone;
  mapping.local_day = local_time::local_day(entry.time_zone);
  if (entry.today) mapping.today = entry.today;
  MappingReader(entry, mapping).read();
}

}  // namespace waymark::cells
