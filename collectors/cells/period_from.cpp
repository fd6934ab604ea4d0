#include "collectors/cells/period_from.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "collectors/cells/number.hpp"
#include "collectors/cells/span.hpp"

namespace waymark::cells {

namespace {

using Place = PeriodFrom::Place;

std::optional<std::string> caught(const PeriodFrom& from, const Surroundings& around) {
  if (from.place == Place::file_name) return from.expression.caught_in(around.file_name);
  for (const auto& cell : around.title) {
    if (auto found = from.expression.caught_in(cell)) return found;
  }
  return std::nullopt;
}

std::expected<void, std::string> take_period(const Mapping& mapping, const Surroundings& around,
                                             Layout& layout) {
  const auto& from = *mapping.period_from;
  auto period = caught(from, around);
  if (period && !trim(*period).empty()) {
    const std::string text(trim(*period));
    const auto named = mapping.periods.find(text);
    if (mapping.layout == LayoutKind::transactions &&
        !parse_span(named == mapping.periods.end() ? text : named->second)) {
      return std::unexpected(
          fmt::format("{}, which period_from found, is not a period; map it in [collector.periods]",
                      config::in_quotes(text)));
    }
    layout.period(text);
    return {};
  }
  const auto expression = config::in_quotes(from.expression.text());
  if (from.place == Place::title) {
    return std::unexpected(fmt::format(
        "no cell above the header matches period_from's title {}, so that its period is not known",
        expression));
  }
  return std::unexpected(
      fmt::format("its name {} does not match period_from's file_name {}, so that its period is not known",
                  config::in_quotes(around.file_name), expression));
}

// A title such as "All figures in £000" is one of every column.
std::string question_of(const Mapping& mapping, const std::vector<std::string>& title) {
  if (mapping.scales.all || !mapping.scales.by_name.empty()) return {};
  for (const auto* indicator : fed_indicators(mapping)) {
    for (const auto& cell : title) {
      auto question =
          indicator->unit == core::Unit::gbp ? scale_question(cell, indicator->unit) : std::string{};
      if (!question.empty()) return "the title " + question;
    }
  }
  return {};
}

}  // namespace

void read_period_from(config::Table& table, Mapping& out) {
  auto from = table.table("period_from");
  if (!from) return;
  const bool title = from->has("title");
  const std::string_view key = title ? "title" : "file_name";
  if (title == from->has("file_name")) {
    from->error(R"(period_from has either "file_name" or "title", a regular expression with a group)");
    from->refuse("file_name");
  }
  if (const auto text = from->text(key)) {
    auto compiled = Expression::compile_with_groups(*text, true);
    if (compiled) {
      out.period_from = {title ? Place::title : Place::file_name, std::move(*compiled)};
    } else {
      from->error(key,
                  fmt::format("the regular expression {} {}", config::in_quotes(*text), compiled.error()));
    }
  }
  from->finish("period_from");
}

std::expected<void, std::string> take_surroundings(const Mapping& mapping, const Surroundings& around,
                                                   Layout& layout) {
  if (auto question = question_of(mapping, around.title); !question.empty()) {
    return std::unexpected(std::move(question));
  }
  if (!mapping.period_from) return {};
  return take_period(mapping, around, layout);
}

}  // namespace waymark::cells
