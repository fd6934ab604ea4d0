#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"

// Control charts and forecasts that a plan declares.
namespace waymark::config {

namespace {

constexpr std::int64_t most_points = 100'000;

std::vector<core::Rebase> read_rebases(Table& table) {
  std::vector<core::Rebase> rebases;
  for (Table& entry : table.tables("rebase")) {
    const auto date = require_date(entry, "date");
    std::string reason = entry.require_text("reason");
    entry.finish("rebase");
    if (!date) continue;
    if (!rebases.empty() && *date <= rebases.back().date) {
      entry.error("date", fmt::format("rebase dates are listed by date: {} is not after {}",
                                      core::iso_date(*date), core::iso_date(rebases.back().date)));
    }
    rebases.push_back({*date, std::move(reason)});
  }
  return rebases;
}

void read_scopes_of_chart(Reading& reading, Table& table, const core::Indicator& indicator,
                          std::set<core::Scope>& taken, core::SpcDeclaration& declared) {
  if (table.is_list("scopes") && table.texts("scopes").empty()) {
    table.error("scopes", "\"scopes\" must name at least one scope; leave it out for all of the indicator's");
  }
  declared.scopes = read_scope_list(reading, table, "scopes");
  for (const core::Scope& scope : declared.scopes) {
    if (!available(indicator, scope)) {
      table.error("scopes", fmt::format("indicator {} has no figures for {}", in_quotes(indicator.id.text),
                                        scope_words(scope)));
    } else if (!taken.insert(scope).second) {
      table.error("scopes", fmt::format("{} already has a control chart", scope_words(scope)));
    }
  }
}

}  // namespace

void read_spc(Reading& reading, Table& table, ReadIndicator& read) {
  core::Indicator& indicator = read.indicator;
  std::set<core::Scope> taken;
  bool general = false;
  for (Table& chart : table.tables("spc")) {
    core::SpcDeclaration declared;
    read_scopes_of_chart(reading, chart, indicator, taken, declared);
    if (!chart.has("scopes") && std::exchange(general, true)) {
      chart.error("two control charts are for every scope: name \"scopes\" in one of them");
    }
    declared.screening = chart.boolean("screening").value_or(true);
    declared.baseline = static_cast<std::uint32_t>(chart.integer("baseline", 2, most_points).value_or(0));
    declared.target = chart.decimal("target");
    const bool judged =
        indicator.polarity == core::Polarity::higher || indicator.polarity == core::Polarity::lower;
    if (declared.target && read.polarity_known && !judged) {
      chart.error("target",
                  fmt::format("whether a target is met needs a better direction; the polarity is {}",
                              word(indicator.polarity)));
    }
    declared.rebases = read_rebases(chart);
    chart.finish("spc");
    indicator.spc.push_back(std::move(declared));
  }
}

void read_forecast(Table& table, core::Commitment& commitment, const ReadIndicator* indicator) {
  auto declared = table.table("forecast");
  if (!declared) return;
  core::ForecastDeclaration forecast;
  forecast.seasonal = declared->boolean("seasonal").value_or(false);
  forecast.window = static_cast<std::uint32_t>(
      declared->integer("window", core::Forecast::fewest, most_points).value_or(0));
  if (declared->has("since")) {
    forecast.since = read_period(*declared, "since", indicator);
  } else {
    static_cast<void>(declared->text("since"));
  }
  declared->finish("forecast");
  if (!table.has("target")) declared->error("there is no target whose period could be forecast");
  if (forecast.since && commitment.target && *forecast.since >= commitment.target->period) {
    declared->error("since", fmt::format("{} is not before the target's period, {}", forecast.since->label(),
                                         commitment.target->period.label()));
  }
  if (forecast.seasonal && indicator != nullptr && indicator->frequency_known) {
    const auto frequency = indicator->indicator.frequency;
    if (frequency == core::PeriodKind::financial_year || frequency == core::PeriodKind::calendar_year) {
      declared->error("seasonal", fmt::format("a {} has no seasons", frequency_words(frequency)));
    }
  }
  commitment.forecast = forecast;
}

}  // namespace waymark::config
