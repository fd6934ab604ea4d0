// Figures as cells: whatever is accepted is a decimal that reads back the same, and the quick way agrees with
// the full one.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collectors/csv/number.hpp"

namespace {

namespace core = waymark::core;
namespace csv = waymark::csv;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view cell(reinterpret_cast<const char*>(data), size);
  core::Decimal plain;
  const bool quick = csv::plain_number(cell, plain);
  for (const auto unit : {core::Unit::gbp, core::Unit::percent, core::Unit::count}) {
    const auto value = csv::parse_number(cell, unit);
    require(!quick || (value && *value == plain && value->scale == plain.scale));
    if (!value) {
      require(!value.error().empty());
      continue;
    }
    const auto again = core::Decimal::parse(value->text());
    require(again && *again == *value && again->scale == value->scale);
    const auto once_more = csv::parse_number(value->text(), unit);
    require(once_more && *once_more == *value);
  }
  const auto trimmed = csv::trim(cell);
  require(csv::trim(trimmed) == trimmed);
  return 0;
}
