#include "collectors/cells/marks.hpp"

#include <algorithm>
#include <array>

#include "collectors/cells/condition.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

Marks::Marks(const std::vector<std::string>& marks) {
  for (const auto& mark : marks) {
    if (mark.empty()) {
      empty_ = true;
      continue;
    }
    marks_.push_back(fold(mark));
    const char first = marks_.back().front();
    first_.set(static_cast<unsigned char>(first));
    if (first >= 'a' && first <= 'z') first_.set(static_cast<unsigned char>(first - ('a' - 'A')));
  }
}

bool Marks::search(std::string_view trimmed) const {
  return std::ranges::any_of(marks_, [&](const std::string& mark) {
    return mark.size() == trimmed.size() && mark == fold(trimmed);
  });
}

const std::vector<std::string>& usual_missing_marks() {
  static const std::vector<std::string> marks{"",      "NA",     "n/a",     "x",       "tbc",   "..",
                                              ":",     "#N/A",   "#DIV/0!", "#VALUE!", "#REF!", "#NAME?",
                                              "#NUM!", "#NULL!", "#SPILL!", "#CALC!"};
  return marks;
}

bool is_dash(std::string_view trimmed) {
  constexpr std::array dashes{"-", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"};
  return std::ranges::find(dashes, trimmed) != dashes.end();
}

std::optional<core::Flag> flag_of_mark(std::string_view trimmed) {
  if (trimmed.size() != 3 || trimmed.front() != '[') return std::nullopt;
  const auto flag = core::parse_flag(trimmed);
  return flag && *flag != core::Flag::none ? flag : std::nullopt;
}

bool says_total(std::string_view cell) {
  constexpr std::array words{"total", "totals", "grand total", "overall total",
                             "sum",   "total:", "grand total:"};
  if (cell.size() > 16) return false;
  const auto folded = fold(trim(cell));
  return std::ranges::find(words, folded) != words.end();
}

}  // namespace waymark::cells
