#include "collectors/cells/bad_row.hpp"

namespace waymark::cells {

std::string_view word(BadRow why) {
  switch (why) {
    case BadRow::shape: return "shape";
    case BadRow::no_date: return "no_date";
    case BadRow::bad_date: return "bad_date";
    case BadRow::not_begun: return "not_begun";
    case BadRow::bad_number: return "bad_number";
    case BadRow::unknown_indicator: return "unknown_indicator";
    case BadRow::unknown_scope: return "unknown_scope";
    case BadRow::bad_flag: return "bad_flag";
    case BadRow::uncertain_total: return "uncertain_total";
    case BadRow::contradiction: return "contradiction";
  }
  return {};
}

}  // namespace waymark::cells
