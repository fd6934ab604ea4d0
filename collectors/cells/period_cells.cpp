#include "collectors/cells/period_cells.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace waymark::cells {

namespace {

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void PeriodCells::find(ColumnSearch& search) {
  search.find(columns_.year, year_);
  search.find(columns_.year.empty()      ? columns_.whole
              : columns_.quarter.empty() ? columns_.month
                                         : columns_.quarter,
              place_);
}

// `2024/25` and `3` is 2024/25 Q3. A month's number is one of a calendar year only: whether the second of
// 2024/25 is May or February is not certain.
std::string_view PeriodCells::joined(const Row& row) {
  const auto year = cell(row, year_), part = cell(row, place_);
  if (year.empty() || part.empty()) return year.empty() ? part : year;
  joined_ = year;
  const bool number = digits(part);
  const bool calendar_month = columns_.quarter.empty() && number && digits(year) && year.size() == 4;
  if (calendar_month)
    joined_ += part.size() == 1 ? "-0" : "-";
  else
    joined_ += number && !columns_.quarter.empty() ? " Q" : " ";
  return joined_ += part;
}

}  // namespace waymark::cells
