#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/cells/mapping.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/span.hpp"

namespace waymark::cells {

// When the lines of a transactions file are of: a day each, a period that a cell names, or the file's own.
class LineDates {
 public:
  explicit LineDates(const Mapping& mapping);

  // All lines are of that period, which parse_span() knows.
  void fix(std::string_view text);
  // Of the trimmed cell, until the next call. Null when it names no time; reason() says why, unless it is
  // empty.
  [[nodiscard]] const Span* find(std::string_view cell);
  [[nodiscard]] const std::string& reason() const { return days_.reason(); }
  // How the input's days are read.
  [[nodiscard]] Periods& days() { return days_; }

 private:
  const Span* find_longer(std::string_view cell);

  [[nodiscard]] std::string_view meant(std::string_view cell) const;

  const Periods::Names& names_;
  Periods days_;
  std::optional<Span> fixed_;
  Span day_{};
  std::map<std::string, Span, std::less<>> longer_;
};

}  // namespace waymark::cells
