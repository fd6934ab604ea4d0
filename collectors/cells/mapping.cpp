#include "collectors/cells/mapping.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "collectors/cells/number.hpp"
#include "collectors/cells/span.hpp"
#include "daemon/core/period.hpp"

namespace waymark::cells {

namespace {

class MappingReader {
 public:
  MappingReader(config::CollectorEntry& entry, Mapping& out) : table_(entry.settings), out_(out) {}

  void read() {
    format();
    limits();
    limits_of_reasons();
    columns();
    fixed();
    out_.where = conditions(table_);
    sums();
    names();
    spans();
    needs();
  }

 private:
  void format() {
    constexpr std::array layouts{LayoutKind::long_, LayoutKind::wide, LayoutKind::transactions};
    out_.layout = layouts.at(table_.choice("layout", {"long", "wide", "transactions"}).value_or(0));
    if (!table_.has("layout")) table_.error(R"("layout" is missing: long, wide or transactions)");
    if (table_.has("missing")) out_.missing = marks("missing");
    out_.withdraw = marks("withdraw");
    if (out_.layout == LayoutKind::wide) out_.ignore_columns = marks("ignore_columns");
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

  void columns() {
    auto columns = table_.table("columns");
    if (!columns) return;
    const auto read = [&](std::string_view key, std::string& into, bool used) {
      if (!used) return;
      if (columns->has(key)) into = columns->require_text(key);
    };
    const bool long_layout = out_.layout == LayoutKind::long_;
    const bool transactions = out_.layout == LayoutKind::transactions;
    read("indicator", out_.columns.indicator, !transactions);
    read("scope", out_.columns.scope, true);
    read("period", out_.columns.period, !transactions);
    read("value", out_.columns.value, long_layout);
    read("numerator", out_.columns.numerator, long_layout);
    read("denominator", out_.columns.denominator, long_layout);
    read("flag", out_.columns.flag, long_layout);
    read("date", out_.columns.date, transactions);
    read("amount", out_.columns.amount, transactions);
    columns->finish("columns");
  }

  // The indicator of that id, which must be one whose figures are read.
  const core::Indicator* find(config::Table& table, std::string_view key, const std::string& id) {
    if (!out_.plan) return nullptr;
    const auto* indicator = out_.plan->find(core::IndicatorId{id});
    if (indicator == nullptr) {
      std::vector<std::string> known;
      for (const auto& other : out_.plan->indicators) known.push_back(other.id.text);
      table.error(key, fmt::format("the plan has no indicator {}{}", config::in_quotes(id),
                                   config::did_you_mean(id, known)));
    } else if (!std::holds_alternative<std::monostate>(indicator->formula)) {
      table.error(key,
                  fmt::format("the plan computes indicator {} from others; its figures are not collected",
                              config::in_quotes(id)));
    }
    return indicator;
  }

  std::optional<core::Scope> find_scope(config::Table& table, std::string_view key, const std::string& path) {
    if (!out_.plan) return core::Scope{path};
    std::vector<std::string> known;
    for (const auto& scope : scopes_of(*out_.plan)) {
      if (scope.path == path) return scope;
      known.push_back(scope.path);
    }
    table.error(key, fmt::format("the plan has no scope {}{}", config::in_quotes(path),
                                 config::did_you_mean(path, known)));
    return std::nullopt;
  }

  void check_period(config::Table& table, std::string_view key, const std::string& text) {
    using enum core::PeriodKind;
    constexpr std::array kinds{day, week, month, quarter, financial_year, calendar_year};
    if (std::ranges::none_of(
            kinds, [&](core::PeriodKind kind) { return core::parse_period(text, kind).has_value(); })) {
      table.error(key, fmt::format("{} is not a period; write 2023/24, 2023/24 Q3 or Apr 2023",
                                   config::in_quotes(text)));
    }
  }

  void fixed() {
    const bool transactions = out_.layout == LayoutKind::transactions;
    if (!transactions) {
      if (auto id = table_.text("indicator")) out_.indicator = find(table_, "indicator", *id);
    }
    if (auto path = table_.text("scope")) out_.scope = find_scope(table_, "scope", *path);
    if (auto period = table_.text("period")) {
      out_.period = *period;
      check_period(table_, "period", *period);
      if (out_.plan && out_.indicator != nullptr) {
        if (auto parsed = core::parse_period(*period, out_.indicator->frequency); !parsed) {
          table_.error("period", parsed.error());
        }
      }
    }
    const auto both = [&](std::string_view key, const std::string& column) {
      if (table_.has(key) && !column.empty()) {
        table_.error(key, fmt::format("\"{0}\" is fixed here and also a column ({1}); keep one of them", key,
                                      config::in_quotes(column)));
      }
    };
    both("indicator", out_.columns.indicator);
    both("scope", out_.columns.scope);
    both("period", transactions ? out_.columns.date : out_.columns.period);
  }

  void names() {
    if (out_.layout != LayoutKind::transactions) {
      if (auto table = table_.table("indicators")) {
        for (const auto& key : table->keys()) {
          if (const auto* indicator = find(*table, key, table->require_text(key))) {
            out_.indicators.emplace(trim(key), indicator);
          }
        }
      }
    }
    if (auto table = table_.table("periods")) {
      for (const auto& key : table->keys()) {
        const auto text = table->require_text(key);
        check_period(*table, key, text);
        check_spans(*table, key, text);
        out_.periods.emplace(trim(key), text);
      }
    }
    if (auto table = table_.table("scopes")) {
      for (const auto& key : table->keys()) {
        if (auto text = table->text(key)) {
          if (auto scope = find_scope(*table, key, *text)) out_.scopes.emplace(trim(key), *scope);
        }
      }
    }
  }

  std::vector<Condition> conditions(config::Table& owner) {
    std::vector<Condition> result;
    for (auto& table : owner.tables("where")) {
      Condition condition;
      condition.column = table.require_text("column");
      condition.ignore_case = table.boolean("ignore_case").value_or(false);
      int kinds = 0;
      const auto one = [&](std::string_view key, Condition::Kind kind) {
        if (!table.has(key)) return;
        ++kinds;
        condition.kind = kind;
        condition.values = table.texts(key);
        for (auto& value : condition.values) {
          value = condition.ignore_case ? fold(trim(value)) : std::string(trim(value));
        }
      };
      one("equals", Condition::Kind::equals);
      one("one_of", Condition::Kind::equals);
      one("starts_with", Condition::Kind::starts_with);
      if (table.has("matches")) {
        ++kinds;
        condition.kind = Condition::Kind::matches;
        compile(table, condition);
      }
      if (kinds != 1) {
        table.error("a condition has exactly one of equals, one_of, starts_with and matches");
      }
      table.finish("condition");
      result.push_back(std::move(condition));
    }
    return result;
  }

  static void compile(config::Table& table, Condition& condition) {
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

  void sums() {
    if (out_.layout != LayoutKind::transactions) return;
    for (auto& table : table_.tables("sum")) {
      Sum sum;
      const auto id = table.require_text("indicator");
      if (!id.empty()) sum.indicator = find(table, "indicator", id);
      sum.count = table.choice("measure", {"sum", "count"}).value_or(0) == 1;
      sum.where = conditions(table);
      table.finish("sum");
      const auto same = [&](const Sum& other) {
        return sum.indicator != nullptr && other.indicator == sum.indicator;
      };
      if (std::ranges::any_of(out_.sums, same)) {
        table.error("indicator", fmt::format("indicator {} has a sum already; one sum makes one indicator",
                                             config::in_quotes(id)));
      }
      out_.sums.push_back(std::move(sum));
    }
  }

  // The period of a whole file has to be one of each indicator.
  void spans() {
    if (out_.layout == LayoutKind::transactions && !out_.period.empty()) {
      check_spans(table_, "period", out_.period);
    }
  }

  void check_spans(config::Table& table, std::string_view key, const std::string& text) {
    const auto span = parse_span(text);
    if (!span) return;  // said already
    for (const auto& sum : out_.sums) {
      if (sum.indicator == nullptr) continue;
      if (const auto period = span->within(sum.indicator->frequency, text); !period) {
        table.error(key, fmt::format("{} ({})", period.error(), config::in_quotes(sum.indicator->id.text)));
        return;
      }
    }
  }

  void lacks(std::string_view column, std::string_view why) {
    table_.error("columns", fmt::format("[collector.columns] lacks \"{}\": {}", column, why));
  }

  void needs() {
    const Columns& columns = out_.columns;
    const bool parts = !columns.numerator.empty() || !columns.denominator.empty();
    switch (out_.layout) {
      case LayoutKind::long_:
        if (columns.period.empty() && !table_.has("period")) {
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
        if (columns.date.empty() && out_.period.empty()) {
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

}  // namespace

bool Mapping::by_indicator() const {
  return layout == LayoutKind::wide && (!columns.period.empty() || !period.empty());
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
  const Columns& c = mapping.columns;
  for (const auto* name : {&c.indicator, &c.period, &c.value, &c.scope, &c.numerator, &c.denominator, &c.flag,
                           &c.date, &c.amount}) {
    if (!name->empty()) names.push_back(*name);
  }
  if (mapping.by_indicator()) {
    for (const auto& [column, indicator] : mapping.indicators) names.push_back(column);
  }
  for (const auto& condition : mapping.where) names.push_back(condition.column);
  for (const auto& sum : mapping.sums) {
    for (const auto& condition : sum.where) names.push_back(condition.column);
  }
  return names;
}

void read_mapping(config::CollectorEntry& entry, Mapping& mapping) {
  mapping.name = entry.name;
  mapping.authority = entry.authority;
  mapping.plan = entry.plan;
  mapping.today = entry.today;
  if (!mapping.today) {
    mapping.today = [] { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); };
  }
  MappingReader(entry, mapping).read();
}

}  // namespace waymark::cells
