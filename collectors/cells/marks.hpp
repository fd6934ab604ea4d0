#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
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
// False for most cells, by their first three letters.
[[nodiscard]] inline bool may_say_total(std::string_view cell) {
  constexpr auto word = [](std::string_view text) {
    std::uint32_t letters = 0;
    for (std::size_t i = 0; i < 3; ++i)
      letters = letters << 8U | (static_cast<unsigned char>(text[i]) | 0x20U);
    return letters;
  };
  constexpr std::array words{word("tot"), word("gra"), word("sub"), word("sum"),
                             word("ove"), word("rep"), word("run"), word("pag")};
  const auto first = static_cast<unsigned char>(cell.front());
  if (first == ' ' || first == 0xC2) return true;  // to be trimmed
  return std::ranges::find(words, word(cell)) != words.end();
}

// The whole cell says that it stands for the sum of others: "Total", "Grand total", "Sub-total June",
// "Totals:", "Total for April 2024". A name that begins so ("Total Gas & Power") is none.
[[nodiscard]] inline bool says_total(std::string_view cell) {
  constexpr std::size_t shortest = 3, longest = 40;
  return cell.size() >= shortest && cell.size() <= longest && may_say_total(cell) && says_a_total(cell);
}

}  // namespace waymark::cells
