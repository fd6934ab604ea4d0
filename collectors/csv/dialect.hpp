#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cells/layout.hpp"
#include "collectors/csv/heading.hpp"
#include "collectors/csv/settings.hpp"
#include "collectors/csv/tokenizer.hpp"

namespace waymark::csv {

// The delimiter among comma, semicolon, tab and bar with which the header is found in the first bytes of a
// text; failing that, the one that splits most of its lines into the same number of cells.
[[nodiscard]] char detect_delimiter(std::string_view head, const Settings& settings, cells::Layout& layout);

struct FoundHeader {
  cells::Header header;
  Heading rows{1};                 // that it was made of; none without a header
  bool record_is_data = false;     // the record last read is the first of the data
  std::vector<std::string> title;  // the cells above it, without blank ones
};

// Reads up to and including the header and tells the layout. The error is one sentence.
[[nodiscard]] std::expected<FoundHeader, std::string> find_header(Tokenizer& records,
                                                                  const Settings& settings,
                                                                  cells::Layout& layout);

}  // namespace waymark::csv
