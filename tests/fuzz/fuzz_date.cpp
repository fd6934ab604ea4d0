// Periods and dates as cells: what is kept of a text is what reading it gives, and a date read reads back the
// same. What texts mean is fuzz_period's subject.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collectors/cells/periods.hpp"
#include "daemon/core/period.hpp"

namespace {

namespace core = waymark::core;
namespace cells = waymark::cells;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum core::PeriodKind;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const cells::Periods::Names none;
  cells::Periods periods(none, cells::Periods::Style{});
  cells::Periods excel(none, {.excel = true});
  for (const auto kind : {day, week, month, quarter, financial_year, calendar_year}) {
    const auto period = core::parse_period(text, kind);
    const auto code = periods.code(text, kind);  // also of a text with a mark behind it
    require(!period || code == period->code());
    const auto flag = periods.flag();
    require(periods.code(text, kind) == code && periods.flag() == flag);  // what is kept of it
    const auto first = excel.code(text, kind);
    require(excel.code(text, kind) == first && (first != 0 || !excel.reason().empty()));
  }
  const auto date = core::parse_date(text);
  if (date) require(core::parse_date(core::iso_date(*date)) == date);
  const auto serial = core::parse_excel_date(text);
  if (serial) require(core::parse_date(core::iso_date(*serial)).has_value());
  return 0;
}
