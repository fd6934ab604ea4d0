#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace waymark::cells {

// Why a row is rejected, as max_bad names it.
enum class BadRow : std::uint8_t {
  shape,              // cells too many or too few, quotes gone wrong, NUL bytes
  no_date,            // its date or period is empty
  bad_date,           // or none that can be used
  not_begun,          // its period lies ahead
  bad_number,         // its figure
  unknown_indicator,  // its name
  unknown_scope,      // its service
  bad_flag,           // its mark
  uncertain_total,    // it says that it is a total, and is not the sum of what stands above
  contradiction,      // another row of the input gives the figure another value
};

inline constexpr std::array all_bad_rows{BadRow::shape,         BadRow::no_date,    BadRow::bad_date,
                                         BadRow::not_begun,     BadRow::bad_number, BadRow::unknown_indicator,
                                         BadRow::unknown_scope, BadRow::bad_flag,   BadRow::uncertain_total,
                                         BadRow::contradiction};

// The word for settings and lists, `no_date`.
[[nodiscard]] std::string_view word(BadRow why);

// How many rows were rejected for each reason.
class BadRows {
 public:
  std::uint64_t& operator[](BadRow why) { return counts_.at(static_cast<std::size_t>(why)); }
  std::uint64_t operator[](BadRow why) const { return counts_.at(static_cast<std::size_t>(why)); }

 private:
  std::array<std::uint64_t, all_bad_rows.size()> counts_{};
};

}  // namespace waymark::cells
