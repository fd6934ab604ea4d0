#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/observation.hpp"

namespace waymark::cells {

// The cells that mean "no figure", without regard to the case of letters.
class MissingMarks {
 public:
  explicit MissingMarks(const std::vector<std::string>& marks);
  [[nodiscard]] bool contains(std::string_view trimmed) const {
    if (trimmed.empty()) return empty_;
    return first_[static_cast<unsigned char>(trimmed.front())] && search(trimmed);
  }

 private:
  [[nodiscard]] bool search(std::string_view trimmed) const;

  std::vector<std::string> marks_;  // folded
  std::bitset<256> first_;
  bool empty_ = false;
};

// The flag of a figure whose cell holds that missing mark: what a bracketed letter says, unavailable
// otherwise.
[[nodiscard]] core::Flag flag_of_mark(std::string_view trimmed);

// "Total", "Grand total", "Totals:" and the like, which stand below a table's own rows.
[[nodiscard]] bool says_total(std::string_view cell);

}  // namespace waymark::cells
