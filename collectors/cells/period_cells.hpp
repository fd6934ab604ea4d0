#pragma once

#include <string>
#include <string_view>

#include "collectors/cells/layout.hpp"

namespace waymark::cells {

// Where the rows of an input say their period: nowhere, since it is fixed, in one column, or in two.
class PeriodCells {
 public:
  explicit PeriodCells(const Mapping& mapping) : columns_(mapping.columns.period), fixed_(mapping.period) {}

  void find(ColumnSearch& search);
  void fix(std::string text) { fixed_ = std::move(text); }
  // What is to be read as the period; valid until the next call.
  [[nodiscard]] std::string_view text(const Row& row) {
    if (place_ == no_column) return fixed_;
    return year_ == no_column ? cell(row, place_) : joined(row);
  }
  // The column, of two that of quarter or month; `no_column`: it is fixed.
  [[nodiscard]] std::size_t place() const { return place_; }

 private:
  [[nodiscard]] std::string_view joined(const Row& row);

  const PeriodColumns& columns_;
  std::string fixed_, joined_;
  std::size_t place_ = no_column, year_ = no_column;
};

}  // namespace waymark::cells
