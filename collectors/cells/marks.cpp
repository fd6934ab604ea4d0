#include "collectors/cells/marks.hpp"

#include <algorithm>
#include <array>

#include "collectors/cells/condition.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

MissingMarks::MissingMarks(const std::vector<std::string>& marks) {
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

bool MissingMarks::search(std::string_view trimmed) const {
  return std::ranges::any_of(marks_, [&](const std::string& mark) {
    return mark.size() == trimmed.size() && mark == fold(trimmed);
  });
}

core::Flag flag_of_mark(std::string_view trimmed) {
  if (trimmed.size() == 3 && trimmed.front() == '[') {
    const auto flag = core::parse_flag(trimmed);
    if (flag && *flag != core::Flag::none) return *flag;
  }
  return core::Flag::unavailable;
}

bool says_total(std::string_view cell) {
  constexpr std::array words{"total", "totals", "grand total", "overall total",
                             "sum",   "total:", "grand total:"};
  if (cell.size() > 16) return false;
  const auto folded = fold(trim(cell));
  return std::ranges::find(words, folded) != words.end();
}

}  // namespace waymark::cells
