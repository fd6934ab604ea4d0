#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cells/header.hpp"

namespace waymark::csv {

// The rows that make a header, one or more.
class Heading {
 public:
  explicit Heading(std::size_t rows) : rows_wanted_(rows) {}

  // The next row; of more than are wanted the last ones count.
  void add(std::span<const std::string_view> cells);
  [[nodiscard]] bool complete() const { return rows_.size() == rows_wanted_; }
  // Their names joined with a space, from above. A name of a row above is that of the blank cells right of
  // it, too, as merged cells are written, up to the next one, where a row below has a name.
  [[nodiscard]] cells::Header header() const;
  // Whether these are the cells of one of the rows.
  [[nodiscard]] bool repeated(std::span<const std::string_view> cells) const;

 private:
  [[nodiscard]] std::string name(std::size_t column) const;

  std::size_t rows_wanted_;
  std::vector<std::vector<std::string>> rows_;  // trimmed
};

}  // namespace waymark::csv
