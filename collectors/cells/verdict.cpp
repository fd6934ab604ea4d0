#include "collectors/cells/verdict.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/diagnostics.hpp"

namespace waymark::cells {

namespace {

// `2 no_date, 1 bad_number`.
std::string by_reason(const BadRows& rows) {
  std::vector<std::string> parts;
  for (const auto why : all_bad_rows) {
    if (rows[why] > 0) parts.push_back(fmt::format("{} {}", rows[why], word(why)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string limits(const Mapping& mapping) {
  const bool none = mapping.max_bad_rows == 0 && mapping.max_bad_ratio <= 0;
  if (none && mapping.max_bad.empty()) return "none is allowed";
  std::vector<std::string> parts;
  for (const auto& [why, most] : mapping.max_bad) parts.push_back(fmt::format("{} = {}", word(why), most));
  const auto of_reason =
      parts.empty() ? std::string{} : fmt::format("max_bad = {{ {} }}", fmt::join(parts, ", "));
  if (none) return fmt::format("more than {} allows", of_reason);
  return fmt::format("more than max_bad_rows = {} and max_bad_ratio = {} allow{}", mapping.max_bad_rows,
                     mapping.max_bad_ratio, of_reason.empty() ? "" : ", or " + of_reason);
}

// `44 rows of indicators that the plan does not have ("A", "B" and 38 more)`.
std::string unknown_indicators(const PassedOver& passed_over) {
  constexpr std::size_t shown = 5;
  std::vector<std::string> names;
  for (const auto& name : passed_over.indicator_names) {
    if (names.size() < shown) names.push_back(config::in_quotes(name));
  }
  const auto more = passed_over.indicator_names.size() - names.size();
  return fmt::format("{} {} of indicators that the plan does not have ({}{})", passed_over.unknown_indicators,
                     passed_over.unknown_indicators == 1 ? "row" : "rows", fmt::join(names, ", "),
                     more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

Tolerance tolerance(const Mapping& mapping) {
  return {mapping.max_bad_rows, mapping.max_bad_ratio, mapping.max_bad};
}

Refused refused(const Sink& sink, const core::RowCounts& counts, const core::Conflicts& conflicts) {
  Refused out{sink.bad_rows(), counts.rejected, counts.read, sink.unread_rows()};
  out.rows[BadRow::contradiction] += conflicts.count;
  return out;
}

std::string too_many(const Refused& rows, const core::Reject& first, const Mapping& mapping,
                     std::string_view place) {
  const bool several = std::ranges::count_if(all_bad_rows, [&](auto why) { return rows.rows[why] > 0; }) > 1;
  const auto reasons =
      several || !mapping.max_bad.empty() ? fmt::format(" ({})", by_reason(rows.rows)) : std::string{};
  const auto read = rows.unread == 0 ? fmt::format("{} of {} rows", rows.rejected, rows.read)
                                     : fmt::format("{} of the first {} of {} rows", rows.rejected, rows.read,
                                                   rows.read + rows.unread);
  const auto column =
      first.column.empty() ? std::string{} : fmt::format(", column {}", config::in_quotes(first.column));
  return fmt::format("{} rejected{}, {}; the first is {} {}{}: {}", read, reasons, limits(mapping), place,
                     first.line, column, first.reason);
}

std::string note(const PassedOver& passed_over, std::string_view place) {
  std::vector<std::string> parts;
  const auto tell = [&](std::uint64_t count, std::string_view one, std::string_view several) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, count == 1 ? one : several));
  };
  if (passed_over.totals > 0) {
    parts.push_back(
        fmt::format("{} left out (the first in {} {})",
                    passed_over.totals == 1 ? "1 total" : fmt::format("{} totals", passed_over.totals), place,
                    passed_over.first_total));
  }
  tell(passed_over.padding, "row without date and amount", "rows without date and amount");
  tell(passed_over.headers, "repeated header", "repeated headers");
  tell(passed_over.units, "row of units", "rows of units");
  tell(passed_over.extra_cells, "row with cells right of the last heading",
       "rows with cells right of the last heading");
  tell(passed_over.short_rows, "short row", "short rows");
  tell(passed_over.end_bytes, "NUL or Ctrl-Z at the end", "bytes of NUL and Ctrl-Z at the end");
  if (passed_over.unknown_indicators > 0) parts.push_back(unknown_indicators(passed_over));
  if (!passed_over.repeated_lines.empty()) parts.push_back(passed_over.repeated_lines);
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace waymark::cells
