#pragma once

#include <array>
#include <bitset>
#include <cstddef>
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

[[nodiscard]] bool says_a_total(std::string_view text);
// The whole cell says that it stands for the sum of others: "Total", "Grand total", "Sub-total June",
// "Totals:", "Total for April 2024". A name that begins so ("Total Gas & Power") is none.
[[nodiscard]] inline bool says_total(std::string_view cell) {
  constexpr std::size_t shortest = 3, longest = 40;
  constexpr auto begins = [] {
    std::array<bool, 256> letters{};
    for (const char c : std::string_view{"tTgGsSoOrRpP \xC2"}) letters[static_cast<unsigned char>(c)] = true;
    return letters;
  }();
  return cell.size() >= shortest && cell.size() <= longest &&
         begins[static_cast<unsigned char>(cell.front())] && says_a_total(cell);
}

}  // namespace waymark::cells
