#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "config/plan_reading.hpp"

namespace waymark::config {

namespace {

using core::Aggregation;
using core::PeriodKind;
using core::Polarity;
using core::Unit;

constexpr std::array units{Unit::percent, Unit::gbp,   Unit::fte,     Unit::headcount,
                           Unit::count,   Unit::days,  Unit::hours,   Unit::minutes,
                           Unit::ratio,   Unit::index, Unit::per_1000};
constexpr std::array polarities{Polarity::higher, Polarity::lower, Polarity::neutral, Polarity::range};
constexpr std::array frequencies{PeriodKind::day,     PeriodKind::week,           PeriodKind::month,
                                 PeriodKind::quarter, PeriodKind::financial_year, PeriodKind::calendar_year};
constexpr std::array aggregations{Aggregation::flow, Aggregation::stock, Aggregation::stock_mean,
                                  Aggregation::ratio, Aggregation::cumulative};

// "30 days", "1 day", "20 working days".
std::optional<core::DueAfter> parse_due_after(std::string_view text) {
  core::DueAfter due;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), due.days);
  if (error != std::errc{} || due.days < 0 || due.days > 3660) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  constexpr std::string_view working = " working";
  due.working_days = text.starts_with(working);
  if (due.working_days) text.remove_prefix(working.size());
  if (text != " days" && text != " day") return std::nullopt;
  return due;
}

void read_due_after(Table& table, core::Indicator& indicator) {
  const auto text = table.text("due_after");
  if (!text) return;
  if (const auto due = parse_due_after(*text)) {
    indicator.due_after = *due;
  } else {
    table.error("due_after",
                fmt::format("\"due_after\" must be like \"30 days\" or \"20 working days\", not {}",
                            in_quotes(*text)));
  }
}

std::optional<core::PlausibleRange> read_plausible(Table& table) {
  auto range = table.table("plausible");
  if (!range) return std::nullopt;
  core::PlausibleRange plausible{range->decimal("min"), range->decimal("max")};
  range->finish("plausible");
  if (!range->has("min") && !range->has("max")) {
    table.error("plausible", "\"plausible\" needs a \"min\", a \"max\" or both: { min = 0, max = 100 }");
  } else if (plausible.min && plausible.max && *plausible.min > *plausible.max) {
    table.error("plausible", fmt::format("\"plausible\" has a min of {} above its max of {}",
                                         plausible.min->text(), plausible.max->text()));
  }
  return plausible;
}

void read_scopes_of(Reading& reading, Table& table, core::Indicator& indicator) {
  const bool given = table.has("scopes");
  auto scopes = read_scope_list(reading, table, "scopes");
  if (table.is_list("scopes") && table.texts("scopes").empty()) {
    table.error("scopes", "\"scopes\" must name at least one scope; leave it out for the whole council");
  }
  if (!scopes.empty()) indicator.scopes = std::move(scopes);
  indicator.roll_up = table.boolean("roll_up").value_or(false);
  const bool only_whole = std::ranges::all_of(indicator.scopes, &core::Scope::whole);
  if (indicator.roll_up && only_whole && !given) {
    table.error("roll_up",
                "there is nothing to roll up: name in \"scopes\" the scopes that report this indicator");
  } else if (indicator.roll_up && only_whole) {
    table.error("roll_up", "there is nothing to roll up: \"scopes\" names only the whole council");
  }
}

void check_aggregation(ReadIndicator& read) {
  const core::Indicator& indicator = read.indicator;
  if (indicator.aggregation != Aggregation::cumulative || !read.frequency_known) return;
  if (indicator.frequency == PeriodKind::week || indicator.frequency == PeriodKind::calendar_year) {
    read.table.error("frequency",
                     fmt::format("a cumulative measure starts again on 1 April, which a {} does not "
                                 "keep to: use day, month, quarter or financial_year",
                                 word(indicator.frequency)));
  }
}

}  // namespace

void read_indicators(Reading& reading) {
  for (Table& table : tables_of(reading, "indicator")) {
    ReadIndicator& read =
        reading.read_indicators.emplace_back(ReadIndicator{.indicator = {}, .table = table});
    core::Indicator& indicator = read.indicator;
    indicator.id.text = read_id(table, reading.indicators);
    indicator.title = table.require_text("title");
    indicator.description = table.text("description").value_or("");
    if (const auto unit = require_word(table, "unit", units)) {
      indicator.unit = *unit;
      read.unit_known = true;
    }
    if (const auto polarity = require_word(table, "polarity", polarities)) {
      indicator.polarity = *polarity;
      read.polarity_known = true;
    }
    if (const auto frequency = require_word(table, "frequency", frequencies)) {
      indicator.frequency = *frequency;
      read.frequency_known = true;
    }
    if (const auto aggregation = read_word(table, "aggregation", aggregations)) {
      indicator.aggregation = *aggregation;
    }
    read.aggregation_given = table.has("aggregation");
    indicator.decimals = static_cast<std::uint8_t>(table.integer("decimals", 0, 9).value_or(2));
    read_due_after(table, indicator);
    read_scopes_of(reading, table, indicator);
    indicator.ahead = table.boolean("ahead").value_or(false);
    indicator.plausible = read_plausible(table);
    indicator.counts_people = table.boolean("counts_people").value_or(false);
    indicator.topics = read_topics(table);
    read_spc(reading, table, read);
    check_aggregation(read);
    reading.indicator_of.emplace(indicator.id.text, &read);
  }
}

}  // namespace waymark::config
