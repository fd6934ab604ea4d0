#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/observation.hpp"

namespace waymark::cells {

// Cells that mean the same, without regard to the case of letters.
class Marks {
 public:
  explicit Marks(const std::vector<std::string>& marks);
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

// What stands for no figure unless `missing` says otherwise: an empty cell, NA, n/a, x, tbc, .., :, and the
// errors of spreadsheets. (A dash does, too, where the unit is not money.)
[[nodiscard]] const std::vector<std::string>& usual_missing_marks();
// A minus or dash of any length.
[[nodiscard]] bool is_dash(std::string_view trimmed);
// What a bracketed letter that stands alone says: [c], [x], [z]. Nothing of any other cell.
[[nodiscard]] std::optional<core::Flag> flag_of_mark(std::string_view trimmed);

// "Total", "Grand total", "Totals:" and the like, which stand below a table's own rows.
[[nodiscard]] bool says_total(std::string_view cell);

}  // namespace waymark::cells
