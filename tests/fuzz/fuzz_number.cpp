// Figures as cells: whatever is accepted is a decimal that reads back the same, and the quick way agrees with
// the full one.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collectors/cells/number.hpp"

namespace {

namespace core = waymark::core;
namespace cells = waymark::cells;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view cell(reinterpret_cast<const char*>(data), size);
  core::Decimal plain;
  const bool quick = cells::plain_number(cell, plain);
  for (const auto unit : {core::Unit::gbp, core::Unit::percent, core::Unit::count}) {
    const auto number = cells::parse_number(cell, unit);
    require(!quick || (number && number->value == plain && number->value.scale == plain.scale));
    if (!number) {
      require(!number.error().reason.empty());
      continue;
    }
    const auto again = core::Decimal::parse(number->value.text());
    require(again && *again == number->value && again->scale == number->value.scale);
    const auto once_more = cells::parse_number(number->value.text(), unit);
    require(once_more && once_more->value == number->value);
  }
  const auto trimmed = cells::trim(cell);
  require(cells::trim(trimmed) == trimmed);
  return 0;
}
