#include "collectors/csv/settings.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "collectors/csv/number.hpp"
#include "daemon/core/period.hpp"

namespace waymark::csv {

namespace {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  return config::did_you_mean(word, known);
}

class SettingsReader {
 public:
  explicit SettingsReader(config::CollectorEntry& entry) : table_(entry.settings) {
    out_.name = entry.name;
    out_.authority = entry.authority;
    out_.plan = entry.plan;
  }

  Settings read() {
    files();
    format();
    columns();
    fixed();
    names();
    out_.where = conditions(table_);
    sums();
    needs();
    table_.finish("collector");
    return std::move(out_);
  }

 private:
  void files() {
    if (auto path = table_.path("path")) {
      out_.path = *path;
    } else if (!table_.has("path")) {
      table_.error(R"("path" is missing: the directory or file to read)");
    }
    if (auto files = table_.text("files")) out_.files = *files;
    out_.move = table_.choice("after", {"move", "leave"}).value_or(0) == 0;
    if (auto settle = table_.duration("settle")) out_.settle = *settle;
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

  void format() {
    constexpr std::array encodings{Encoding::detect, Encoding::utf8, Encoding::utf16, Encoding::windows_1252,
                                   Encoding::cp850};
    constexpr std::array layouts{LayoutKind::long_, LayoutKind::wide, LayoutKind::transactions};
    constexpr std::array delimiters{',', ';', '\t', '|'};
    out_.layout = layouts.at(table_.choice("layout", {"long", "wide", "transactions"}).value_or(0));
    if (!table_.has("layout")) table_.error(R"("layout" is missing: long, wide or transactions)");
    out_.encoding = encodings.at(
        table_.choice("encoding", {"detect", "utf-8", "utf-16", "windows-1252", "cp850"}).value_or(0));
    if (table_.choice("fallback_encoding", {"windows-1252", "cp850"}).value_or(0) == 1) {
      out_.fallback_encoding = Encoding::cp850;
    }
    const auto delimiter = table_.choice("delimiter", {"detect", ",", ";", "\t", "|"}).value_or(0);
    if (delimiter > 0) out_.delimiter = delimiters.at(delimiter - 1);
    if (table_.is_integer("header")) {
      if (auto row = table_.integer("header", 1, 10'000)) {
        out_.header = {HeaderRule::Kind::row, static_cast<std::uint32_t>(*row)};
      }
    } else if (table_.choice("header", {"detect", "none"}).value_or(0) == 1) {
      out_.header = {HeaderRule::Kind::none, 0};
    }
    if (table_.has("missing")) {
      out_.missing = table_.texts("missing");
      for (std::string& mark : out_.missing) mark = trim(mark);
    }
    out_.excel_dates = table_.boolean("excel_dates").value_or(false);
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
    read("period", out_.columns.period, long_layout);
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
      table.error(
          key, fmt::format("the plan has no indicator {}{}", config::in_quotes(id), did_you_mean(id, known)));
    } else if (!std::holds_alternative<std::monostate>(indicator->formula)) {
      table.error(key, fmt::format("the plan computes indicator {} from others; it is not read from files",
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
    table.error(
        key, fmt::format("the plan has no scope {}{}", config::in_quotes(path), did_you_mean(path, known)));
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
    if (out_.layout == LayoutKind::long_) {
      if (auto period = table_.text("period")) {
        out_.period = *period;
        check_period(table_, "period", *period);
        if (out_.plan && out_.indicator != nullptr) {
          if (auto parsed = core::parse_period(*period, out_.indicator->frequency); !parsed) {
            table_.error("period", parsed.error());
          }
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
    both("period", out_.columns.period);
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
      if (auto table = table_.table("periods")) {
        for (const auto& key : table->keys()) {
          const auto text = table->require_text(key);
          check_period(*table, key, text);
          out_.periods.emplace(trim(key), text);
        }
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
    try {
      auto options = std::regex::ECMAScript | std::regex::optimize;
      if (condition.ignore_case) options |= std::regex::icase;
      condition.expression = std::regex(*text, options);
    } catch (const std::regex_error&) {
      table.error("matches",
                  fmt::format("{} is not a regular expression (ECMAScript)", config::in_quotes(*text)));
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
        [[fallthrough]];
      case LayoutKind::wide:
        if (columns.indicator.empty() && !table_.has("indicator")) {
          lacks("indicator", "name the column, or fix it with indicator = \"...\"");
        }
        break;
      case LayoutKind::transactions:
        if (columns.date.empty()) lacks("date", "it decides the period of a line");
        if (columns.amount.empty() &&
            std::ranges::any_of(out_.sums, [](const Sum& sum) { return !sum.count; })) {
          lacks("amount", "it is what is summed");
        }
        if (out_.sums.empty()) table_.error("the transactions layout needs at least one [[collector.sum]]");
        break;
    }
    positions();
  }

  // Without a header columns have no names; and with nothing but positions no header can be found.
  void positions() {
    std::vector<std::string> names;
    const Columns& c = out_.columns;
    for (const auto* name : {&c.indicator, &c.period, &c.value, &c.scope, &c.numerator, &c.denominator,
                             &c.flag, &c.date, &c.amount}) {
      if (!name->empty()) names.push_back(*name);
    }
    for (const auto& condition : out_.where) names.push_back(condition.column);
    for (const auto& sum : out_.sums) {
      for (const auto& condition : sum.where) names.push_back(condition.column);
    }
    const auto by_position = [](const std::string& name) { return name.starts_with('#'); };
    if (out_.header.kind == HeaderRule::Kind::none) {
      if (out_.layout == LayoutKind::wide) {
        table_.error("header", "the wide layout needs a header, which names the periods");
      }
      const auto named = std::ranges::find_if_not(names, by_position);
      if (named != names.end()) {
        table_.error("header",
                     fmt::format("without a header, columns are given by position (\"#3\"), not by name ({})",
                                 config::in_quotes(*named)));
      }
    }
    if (out_.header.kind == HeaderRule::Kind::detect && out_.layout != LayoutKind::wide && !names.empty() &&
        std::ranges::all_of(names, by_position)) {
      table_.error("columns",
                   "the header cannot be detected when all columns are given by position; set header to its "
                   "row number or to \"none\"");
    }
  }

  config::Table& table_;
  Settings out_;
};

}  // namespace

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

std::optional<Settings> read_settings(config::CollectorEntry& entry, const config::Diagnostics& diagnostics) {
  const auto before = diagnostics.list().size();
  Settings settings = SettingsReader(entry).read();
  if (!entry.plan || diagnostics.full() || diagnostics.list().size() != before) return std::nullopt;
  return settings;
}

}  // namespace waymark::csv
