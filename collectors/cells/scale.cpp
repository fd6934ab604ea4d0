#include "collectors/cells/scale.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "collectors/cells/expression.hpp"
#include "config/diagnostics.hpp"

namespace waymark::cells {

namespace {

__extension__ using Wide = __int128;

bool fits(Wide value) {
  return value <= INT64_MAX && value >= -INT64_MAX;
}

// How headings say that figures are counted in something else than ones.
struct Counting {
  std::string_view words, scale;
  Expression money;     // of pounds, for certain
  Expression anything;  // of whatever is counted, unless it is "per thousand"
};

Expression compiled(std::string_view text) {
  return Expression::compile(text, true).value();
}

const std::array<Counting, 4>& countings() {
  // No number stands before: "over £5 million" and "5 000" count in ones.
  static const std::array<Counting, 4> all{{
      {"thousands", "1000", compiled(R"((£|\bgbp) *(['’‘]?000['’‘]?s?|k|thousands?)\b)"),
       compiled(R"((^|[^0-9., ]) *(['’‘]?000['’‘]?s?($|[^0-9.,a-z])|\bthousands?\b))")},
      {"millions", "1000000", compiled(R"((£|\bgbp) *(m|mn|mill|millions?)\b)"),
       compiled(R"((^|[^0-9., ]) *\bmillions?\b)")},
      {"billions", "1000000000", compiled(R"((£|\bgbp) *(b|bn|billions?)\b)"),
       compiled(R"((^|[^0-9., ]) *\bbillions?\b)")},
      {"pence", "0.01", compiled(R"(\bpence\b)"), compiled(R"(a\bb)")},
  }};
  return all;
}

bool is_counted(core::Unit unit) {
  switch (unit) {
    case core::Unit::percent:
    case core::Unit::ratio:
    case core::Unit::index:
    case core::Unit::per_1000: return false;
    case core::Unit::gbp:
    case core::Unit::fte:
    case core::Unit::headcount:
    case core::Unit::count:
    case core::Unit::days:
    case core::Unit::hours:
    case core::Unit::minutes: return true;
  }
  return true;
}

}  // namespace

Scale::Scale(core::Decimal factor) : digits_(factor.mantissa), power_(-static_cast<int>(factor.scale)) {
  for (; digits_ % 10 == 0; digits_ /= 10) ++power_;
}

std::optional<core::Decimal> Scale::times(core::Decimal value) const {
  Wide product = static_cast<Wide>(value.mantissa) * digits_;
  int places = static_cast<int>(value.scale) - power_;
  for (; places < 0 && fits(product); ++places) product *= 10;
  for (; places > core::Decimal::max_scale && product % 10 == 0; --places) product /= 10;
  if (places < 0 || places > core::Decimal::max_scale || !fits(product)) return std::nullopt;
  return core::Decimal{static_cast<std::int64_t>(product), static_cast<std::uint8_t>(places)};
}

std::string Scale::text() const {
  return fmt::format("{}e{}", digits_, power_);
}

const Scale* Scales::named(const ColumnNames& names) const {
  for (const auto& name : names) {
    if (const auto found = by_name.find(name); found != by_name.end()) return &found->second;
  }
  return nullptr;
}

const Scale* Scales::of(std::string_view name, const core::Indicator& indicator) const {
  if (const auto* scale = named({std::string(name), indicator.id.text})) return scale;
  return all ? &*all : nullptr;
}

std::string scale_question(std::string_view heading, core::Unit unit) {
  static const auto rate = compiled(R"(\bper\b)");
  if (!is_counted(unit)) return {};
  for (const auto& counting : countings()) {
    const bool money = unit == core::Unit::gbp && counting.money.found_in(heading);
    if (!money && (!counting.anything.found_in(heading) || rate.found_in(heading))) continue;
    return fmt::format(
        "{} says that its figures are {}: set scale = {} (of one column or indicator: scale = {{ \"NAME\" = "
        "{} }}), or scale = 1 if they are not",
        config::in_quotes(heading), counting.words, counting.scale, counting.scale);
  }
  return {};
}

}  // namespace waymark::cells
