#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "collectors/cells/mapping_parts.hpp"
#include "collectors/cells/number.hpp"
#include "collectors/cells/span.hpp"
#include "daemon/core/period.hpp"

namespace waymark::cells {

namespace {

std::optional<core::Scope> find_scope(config::Table& table, std::string_view key, const std::string& path,
                                      const Mapping& out) {
  if (!out.plan) return core::Scope{path};
  std::vector<std::string> known;
  for (const auto& scope : scopes_of(*out.plan)) {
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

// A period of a whole file, or that a date column names, has to lie in one of each indicator.
void check_spans(config::Table& table, std::string_view key, const std::string& text, const Mapping& out) {
  const auto span = parse_span(text);
  if (!span) return;  // said already
  for (const auto& sum : out.sums) {
    if (sum.indicator == nullptr) continue;
    if (const auto period = span->within(sum.indicator->frequency, text); !period) {
      table.error(key, fmt::format("{} ({})", period.error(), config::in_quotes(sum.indicator->id.text)));
      return;
    }
  }
}

void read_period(config::Table& table, Mapping& out) {
  const auto period = table.text("period");
  if (!period) return;
  out.period = *period;
  check_period(table, "period", *period);
  if (out.plan && out.indicator != nullptr) {
    if (auto parsed = core::parse_period(*period, out.indicator->frequency); !parsed) {
      table.error("period", parsed.error());
    }
  }
}

// `periods = "dfe"`, or a table of names.
void read_periods(config::Table& table, Mapping& out) {
  if (table.has("period_style")) out.dfe_periods = table.choice("period_style", {"dfe"}).has_value();
  if (!table.has("periods")) return;
  if (!table.is_table("periods")) {
    out.dfe_periods = table.choice("periods", {"dfe"}).has_value();
    return;
  }
  auto periods = *table.table("periods");
  for (const auto& key : periods.keys()) {
    const auto text = periods.require_text(key);
    check_period(periods, key, text);
    check_spans(periods, key, text, out);
    out.periods.emplace(trim(key), text);
  }
}

}  // namespace

const core::Indicator* find_indicator(config::Table& table, std::string_view key, const std::string& id,
                                      const Mapping& out) {
  if (!out.plan) return nullptr;
  const auto* indicator = out.plan->find(core::IndicatorId{id});
  if (indicator == nullptr) {
    std::vector<std::string> known;
    for (const auto& other : out.plan->indicators) known.push_back(other.id.text);
    table.error(key, fmt::format("the plan has no indicator {}{}", config::in_quotes(id),
                                 config::did_you_mean(id, known)));
  } else if (!std::holds_alternative<std::monostate>(indicator->formula)) {
    table.error(key, fmt::format("the plan computes indicator {} from others; its figures are not collected",
                                 config::in_quotes(id)));
  }
  return indicator;
}

void read_fixed(config::Table& table, Mapping& out) {
  const bool transactions = out.layout == LayoutKind::transactions;
  if (!transactions) {
    if (auto id = table.text("indicator")) out.indicator = find_indicator(table, "indicator", *id, out);
  }
  if (auto path = table.text("scope")) out.scope = find_scope(table, "scope", *path, out);
  read_period(table, out);
  const auto both = [&](std::string_view key, const ColumnNames& column) {
    if (table.has(key) && !column.empty()) {
      table.error(key, fmt::format("\"{0}\" is fixed here and also a column ({1}); keep one of them", key,
                                   config::in_quotes(column.front())));
    }
  };
  both("indicator", out.columns.indicator);
  both("scope", out.columns.scope);
  const auto& period = out.columns.period;
  const auto& when = transactions ? out.columns.date : period.whole.empty() ? period.year : period.whole;
  both("period", when);
  both("period_from", when);
  if (table.has("period") && table.has("period_from")) {
    table.error("period_from", R"("period" is fixed already; keep one of the two)");
  }
}

void read_names(config::Table& table, Mapping& out) {
  if (out.layout == LayoutKind::transactions && !out.period.empty()) {
    check_spans(table, "period", out.period, out);
  }
  if (out.layout != LayoutKind::transactions) {
    if (auto indicators = table.table("indicators")) {
      for (const auto& key : indicators->keys()) {
        if (const auto* indicator = find_indicator(*indicators, key, indicators->require_text(key), out)) {
          out.indicators.emplace(trim(key), indicator);
        }
      }
    }
  }
  read_periods(table, out);
  if (auto scopes = table.table("scopes")) {
    for (const auto& key : scopes->keys()) {
      if (auto text = scopes->text(key)) {
        if (auto scope = find_scope(*scopes, key, *text, out)) out.scopes.emplace(trim(key), *scope);
      }
    }
  }
}

void check_scopes(config::Table& table, const Mapping& out) {
  if (!out.columns.scope.empty() || !out.plan || (table.has("scope") && !out.scope)) return;
  const auto scope = out.scope.value_or(core::Scope{});
  if (out.indicator != nullptr) {
    const auto why = not_reported(*out.indicator, scope);
    if (!why.empty()) table.error(out.scope ? "scope" : "indicator", why);
  }
  if (!out.by_indicator()) return;
  auto indicators = table.table("indicators");
  if (!indicators) return;
  for (const auto& key : indicators->keys()) {
    const auto found = out.indicators.find(trim(key));
    if (found == out.indicators.end()) continue;
    const auto why = not_reported(*found->second, scope);
    if (!why.empty()) indicators->error(key, why);
  }
}

}  // namespace waymark::cells
