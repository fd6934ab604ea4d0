#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "daemon/core/decimal.hpp"
#include "daemon/core/indicator.hpp"

namespace waymark::cells {

// Without spaces, tabs, line ends and no-break spaces at both ends.
[[nodiscard]] std::string_view trim_slowly(std::string_view cell);
[[nodiscard]] inline std::string_view trim(std::string_view cell) {
  // Neither space nor part of a no-break space.
  const auto inner = [](char c) { return c > ' ' || (c < 0 && c != '\xC2' && c != '\xA0'); };
  return cell.empty() || (inner(cell.front()) && inner(cell.back())) ? cell : trim_slowly(cell);
}

// Digits with an optional minus and point, at most 18 digits: what most cells are. False for anything else,
// which parse_number() then judges.
[[nodiscard]] inline bool plain_number(std::string_view cell, core::Decimal& value) {
  const char* at = cell.data();
  const char* const end = at + cell.size();
  const bool minus = at != end && *at == '-';
  if (minus) ++at;
  const char* const first = at;
  std::uint64_t digits = 0;
  for (; at != end && static_cast<unsigned char>(*at - '0') < 10; ++at) {
    digits = digits * 10 + static_cast<unsigned char>(*at - '0');
    if (at - first == 18) return false;
  }
  if (at == first) return false;
  std::uint8_t scale = 0;
  if (at != end) {
    if (*at != '.') return false;
    const char* const fraction = ++at;
    for (; at != end && static_cast<unsigned char>(*at - '0') < 10; ++at) {
      digits = digits * 10 + static_cast<unsigned char>(*at - '0');
      if (at - first >= 15) return false;  // sixteen digits or more may be a float's tail
    }
    if (at == fraction || at != end) return false;
    scale = static_cast<std::uint8_t>(at - fraction);
  }
  const auto mantissa = static_cast<std::int64_t>(digits);
  value = {minus ? -mantissa : mantissa, scale};
  return true;
}

// What many digits after the point are.
enum class Tail : std::uint8_t { of_a_float, kept };

// A figure as councils write it, exactly: spaces around it, a pound sign (only for gbp), a percent sign (only
// for percent), thousands commas in the right places, a leading or trailing minus or brackets for negatives.
// A number with more than 15 significant digits of which at least four vanish when it is rounded to 15 is a
// binary float printed in full, and is taken as the rounded one (Tail::of_a_float). Refused, with one
// sentence that quotes the cell: exponents, nan, infinities, other separators, more digits than 64 bits hold.
[[nodiscard]] std::expected<core::Decimal, std::string> parse_number(std::string_view cell, core::Unit unit,
                                                                     Tail tail = Tail::of_a_float);

}  // namespace waymark::cells
