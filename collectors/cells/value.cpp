#include "collectors/cells/value.hpp"

#include <utility>

namespace waymark::cells {

Says Values::null(core::Decimal& value) {
  switch (*on_null_) {
    case OnNull::skip: return Says::nothing;
    case OnNull::zero: value = {}; return Says::number;
    case OnNull::reject: reason_ = "the figure is NULL, which on_null = \"reject\" refuses"; return Says::bad;
  }
  return Says::bad;
}

Says Values::judge(std::string_view trimmed, core::Unit unit, bool exact, core::Decimal& value) {
  if (trimmed.empty()) {
    reason_ = "the cell is empty; add \"\" to missing if that means no figure";
    return Says::bad;
  }
  auto parsed = parse_number(trimmed, unit, exact ? Tail::kept : Tail::of_a_float);
  if (parsed) {
    value = *parsed;
    return Says::number;
  }
  reason_ = std::move(parsed.error());
  return Says::bad;
}

}  // namespace waymark::cells
