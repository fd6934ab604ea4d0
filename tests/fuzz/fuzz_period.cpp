// Whatever is read as a period or a date reads back from its own label; everything else is refused in words.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/core/period.hpp"

using namespace waymark::core;
using std::chrono::sys_days;
using std::chrono::year;

namespace {

void require(bool held) {
  if (!held) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto kind : {PeriodKind::day, PeriodKind::week, PeriodKind::month, PeriodKind::quarter,
                          PeriodKind::financial_year, PeriodKind::calendar_year}) {
    const auto period = parse_period(text, kind);
    if (!period) {
      require(!period.error().empty() && period.error().size() < 256);
      continue;
    }
    require(period->kind() == kind && period->ordinal() >= 0);
    require(period->first_day() <= period->last_day());
    // The first period of a kind may bear the name of 1899, the last week that of 2200.
    const bool named = period->first_day() >= Period{kind, 1}.first_day() &&
                       period->last_day() < sys_days{year{2200} / 1 / 1};
    require(!named || parse_period(period->label(), kind) == *period);
  }
  const auto date = parse_date(text);
  if (date) {
    require(parse_date(iso_date(*date)) == *date);
    require(parse_period(text, PeriodKind::day) == Period::containing(PeriodKind::day, *date));
  } else {
    require(!date.error().empty() && date.error().size() < 256);
  }
  if (const auto excel = parse_excel_date(text)) require(*excel >= Period(PeriodKind::day, 0).first_day());
  return 0;
}
