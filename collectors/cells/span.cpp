#include "collectors/cells/span.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::cells {

std::expected<core::Period, std::string> Span::within(core::PeriodKind frequency,
                                                      std::string_view text) const {
  const auto period = core::Period::containing(frequency, first);
  if (first == last || last <= period.last_day()) return period;
  std::string one(core::word(frequency));
  std::ranges::replace(one, '_', ' ');
  return std::unexpected(
      fmt::format("{} does not lie within one {}, which the indicator is for", config::in_quotes(text), one));
}

std::optional<Span> parse_span(std::string_view text) {
  using enum core::PeriodKind;
  constexpr std::array kinds{day, week, month, quarter, financial_year, calendar_year};
  for (const auto kind : kinds) {
    if (const auto period = core::parse_period(text, kind))
      return Span{period->first_day(), period->last_day()};
  }
  return std::nullopt;
}

}  // namespace waymark::cells
