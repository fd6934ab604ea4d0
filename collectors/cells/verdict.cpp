#include "collectors/cells/verdict.hpp"

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::cells {

Tolerance tolerance(const Mapping& mapping) {
  return {mapping.max_bad_rows, mapping.max_bad_ratio};
}

std::string too_many(const core::RowCounts& counts, const core::Reject& first, const Mapping& mapping,
                     std::string_view place) {
  const auto limit = mapping.max_bad_rows == 0 && mapping.max_bad_ratio <= 0
                         ? std::string{"none is allowed"}
                         : fmt::format("more than max_bad_rows = {} and max_bad_ratio = {} allow",
                                       mapping.max_bad_rows, mapping.max_bad_ratio);
  const auto column =
      first.column.empty() ? std::string{} : fmt::format(", column {}", config::in_quotes(first.column));
  return fmt::format("{} of {} rows rejected, {}; the first is {} {}{}: {}", counts.rejected, counts.read,
                     limit, place, first.line, column, first.reason);
}

void add_sentence(std::string& message, const std::string& sentence) {
  if (!message.empty() && !sentence.empty()) message += "; ";
  message += sentence;
}

}  // namespace waymark::cells
