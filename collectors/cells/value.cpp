#include "collectors/cells/value.hpp"

#include <utility>

#include <fmt/format.h>

#include "config/diagnostics.hpp"
#include "daemon/core/period.hpp"

namespace waymark::cells {

Values::Values(const Mapping& mapping)
    : missing_(mapping.missing.value_or(usual_missing_marks())),
      withdrawn_(mapping.withdraw),
      on_null_(mapping.on_null),
      style_{.decimal_comma = mapping.decimal_comma},
      dash_is_missing_(!mapping.missing) {}

bool Values::multiply(const Scale& scale, Number& number) {
  if (const auto product = scale.times(number.value)) {
    number.value = *product;
    return true;
  }
  reason_ =
      fmt::format("{} has more digits than can be kept once multiplied by its scale; round it in the source",
                  number.value.text());
  return false;
}

Says Values::null(Number& number) {
  switch (*on_null_) {
    case OnNull::skip: return Says::nothing;
    case OnNull::zero: number.value = {}; return Says::number;
    case OnNull::reject: reason_ = "the figure is NULL, which on_null = \"reject\" refuses"; return Says::bad;
  }
  return Says::bad;
}

Says Values::withdrawn(std::string_view trimmed, Number& number) {
  number.flag = flag_of_mark(trimmed).value_or(core::Flag::unavailable);
  return Says::withdrawn;
}

Says Values::judge(std::string_view trimmed, core::Unit unit, bool exact, Number& number) {
  if (trimmed.empty()) {
    reason_ = "the cell is empty; add \"\" to missing if that means no figure";
    return Says::bad;
  }
  if (const auto flag = flag_of_mark(trimmed)) {
    number.flag = *flag;
    const bool says_none = flag == core::Flag::unavailable || flag == core::Flag::not_applicable;
    return says_none ? Says::withdrawn : Says::missing;
  }
  if (dash_is_missing_ && unit != core::Unit::gbp && is_dash(trimmed)) return Says::missing;
  style_.tail = exact ? Tail::kept : Tail::of_a_float;
  auto parsed = parse_number(trimmed, unit, style_);
  if (parsed) {
    number = *parsed;
    if (number.grouped && grouped_.empty()) grouped_ = trimmed;
    return Says::number;
  }
  if (parsed.error().decimal_comma && decimal_.empty()) decimal_ = trimmed;
  reason_ = std::move(parsed.error().reason);
  if (core::parse_period(trimmed, core::PeriodKind::day) ||
      core::parse_period(trimmed, core::PeriodKind::month)) {
    reason_ =
        config::in_quotes(trimmed) +
        " is a date where a figure should be, as a spreadsheet makes of some numbers; mend it in the source";
  }
  return Says::bad;
}

std::string Values::contradiction() const {
  if (grouped_.empty() || decimal_.empty()) return {};
  return fmt::format(
      "{} can only have a decimal comma, so it is not certain what the comma of {} is; set decimal = \",\" "
      "if "
      "commas are decimal ones, or write 1,234.56",
      config::in_quotes(decimal_), config::in_quotes(grouped_));
}

}  // namespace waymark::cells
