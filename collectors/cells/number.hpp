#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "daemon/core/decimal.hpp"
#include "daemon/core/indicator.hpp"
#include "daemon/core/observation.hpp"

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
      if (at - first >= 12) return false;  // twelve digits or more may be a float's tail
    }
    if (at == fraction || at != end) return false;
    scale = static_cast<std::uint8_t>(at - fraction);
  }
  const auto mantissa = static_cast<std::int64_t>(digits);
  value = {minus ? -mantissa : mantissa, scale};
  return true;
}

// `-` and `£-`, which accounting formats show for 0: of a period ahead they are no figure.
[[nodiscard]] inline bool only_a_dash(std::string_view cell) {
  return cell.find_first_of("0123456789") == std::string_view::npos;
}

// What many digits after the point are.
enum class Tail : std::uint8_t { of_a_float, kept };

// How the numbers of a source are written.
struct NumberStyle {
  Tail tail = Tail::of_a_float;
  bool decimal_comma = false;  // 1.234,5 is 1234.5
};

// What a cell says.
struct Number {
  core::Decimal value{};
  core::Flag flag = core::Flag::none;  // of a mark behind it: 12 [r], 118 (p)
  bool sized = false;                  // says its own size: £1.4m, 8.29%
  bool grouped = false;                // with commas between thousands, which a decimal comma could be
};

// Why a cell is no number.
struct NotNumber {
  std::string reason;          // one sentence that quotes the cell and says what to do
  bool decimal_comma = false;  // it is one if its comma is a decimal one
};

// Takes the marks behind a figure or a heading off: flags ([r], (p), (provisional)), of which there may be
// one, and notes (*, daggers, raised digits, [note 3]). False when one is not known, or there are two flags.
[[nodiscard]] bool take_marks(std::string_view& text, core::Flag& flag);

// A figure as councils write it, exactly: spaces around it, a pound sign (only for gbp), a percent sign (only
// for percent), thousands commas or spaces in the right places, a leading or trailing minus, brackets or CR
// (gbp) for negatives, k, m and bn behind an amount of gbp, ="1" of a spreadsheet.
// - Marks behind it are its flag: [r], (p), (provisional). A star, a dagger or a raised digit is a note and
// says
//   nothing of the figure.
// - `-`, and for gbp `£-`, is nothing: 0 (an accounting format; only for gbp).
// - 6.8E-13 and smaller is what a spreadsheet's subtraction leaves of 0.
// - A number with 12 and more significant digits of which the last but a few are four noughts or nines is a
//   binary float printed in full, and is taken as the rounded one (Tail::of_a_float).
// Refused: other exponents, nan, infinities, other separators, commas that may be decimal ones (0,187), more
// digits than 64 bits hold.
[[nodiscard]] std::expected<Number, NotNumber> parse_number(std::string_view cell, core::Unit unit,
                                                            NumberStyle style = {});

}  // namespace waymark::cells
