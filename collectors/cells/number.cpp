#include "collectors/cells/number.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::cells {

namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::string_view pound = "\xC2\xA3";
constexpr std::string_view minus_sign = "\xE2\x88\x92";  // U+2212

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool take_front(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}
bool take_back(std::string_view& text, std::string_view what) {
  if (!text.ends_with(what)) return false;
  text.remove_suffix(what.size());
  return true;
}

// What surrounds the digits, taken off from both ends in any order.
struct Signs {
  int minus = 0, plus = 0, brackets = 0, pounds = 0, percents = 0;
};

Signs strip(std::string_view& text) {
  Signs signs;
  while (true) {
    text = trim(text);
    if (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
      text = text.substr(1, text.size() - 2);
      ++signs.brackets;
    } else if (take_front(text, pound)) {
      ++signs.pounds;
    } else if (take_front(text, "-") || take_front(text, minus_sign) || take_back(text, "-")) {
      ++signs.minus;
    } else if (take_front(text, "+")) {
      ++signs.plus;
    } else if (take_back(text, "%")) {
      ++signs.percents;
    } else {
      return signs;
    }
  }
}

// Thousands commas stand before every third digit from the point, and a first group has one to three digits.
bool grouped_rightly(std::string_view whole) {
  const auto first = whole.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3) return false;
  for (std::size_t at = first; at < whole.size(); at += 4) {
    const auto group = whole.substr(at + 1, 3);
    if (whole[at] != ',' || group.size() != 3 || !std::ranges::all_of(group, digit)) return false;
  }
  return true;
}

// Rounds to 15 significant digits, halves up, and drops zeros at the end of the fraction; `digits` without
// leading zeros. Nothing is done unless four digits vanish, at least two of them zeros.
void drop_float_tail(std::string& digits, std::size_t& scale) {
  constexpr std::size_t kept = 15;
  if (scale == 0 || digits.size() <= kept || digits.size() - kept > scale) return;
  std::string rounded = digits.substr(0, kept);
  std::size_t rounded_scale = scale - (digits.size() - kept);
  if (digits[kept] >= '5') {
    auto at = rounded.size();
    while (at > 0 && rounded[at - 1] == '9') rounded[--at] = '0';
    if (at > 0)
      ++rounded[at - 1];
    else
      rounded.insert(rounded.begin(), '1');
  }
  while (rounded_scale > 0 && rounded.back() == '0') {
    rounded.pop_back();
    --rounded_scale;
  }
  if (rounded.size() + 4 > digits.size() || rounded.size() > kept - 2) return;
  digits = std::move(rounded);
  scale = rounded_scale;
}

std::unexpected<std::string> refuse(std::string_view cell, std::string_view why) {
  return std::unexpected(fmt::format("{} {}", config::in_quotes(cell), why));
}

}  // namespace

std::string_view trim_slowly(std::string_view cell) {
  while (!cell.empty() && (blank(cell.front()) || cell.starts_with(no_break_space))) {
    cell.remove_prefix(blank(cell.front()) ? 1 : no_break_space.size());
  }
  while (!cell.empty() && (blank(cell.back()) || cell.ends_with(no_break_space))) {
    cell.remove_suffix(blank(cell.back()) ? 1 : no_break_space.size());
  }
  return cell;
}

std::expected<core::Decimal, std::string> parse_number(std::string_view cell, core::Unit unit, Tail tail) {
  core::Decimal plain;
  if (plain_number(cell, plain)) return plain;
  std::string_view text = cell;
  const Signs signs = strip(text);
  if (text.empty() || !std::ranges::any_of(text, digit)) return refuse(cell, "is not a number");
  if (signs.minus + signs.plus + signs.brackets > 1) return refuse(cell, "has more than one sign");
  if (signs.pounds > 1 || signs.percents > 1 || (signs.pounds > 0 && signs.percents > 0)) {
    return refuse(cell, "has more than one unit");
  }
  if (signs.pounds > 0 && unit != core::Unit::gbp) {
    return refuse(cell, fmt::format("is in pounds, but the indicator's unit is {}", core::word(unit)));
  }
  if (signs.percents > 0 && unit != core::Unit::percent) {
    return refuse(cell, fmt::format("is a percentage, but the indicator's unit is {}", core::word(unit)));
  }

  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  const bool sound = std::ranges::all_of(whole, [](char c) { return digit(c) || c == ','; }) &&
                     std::ranges::all_of(fraction, digit);
  if (!sound) {
    if (digit(text.front()) && text.find_first_of("eE") != std::string_view::npos &&
        text.find_first_not_of("0123456789.eE+-") == std::string_view::npos) {
      return refuse(
          cell, "is written with an exponent, which may hide digits; format the column as a plain number");
    }
    if (fraction.find(',') != std::string_view::npos) {
      return refuse(cell, "is ambiguous: a comma follows the point; write 1,234.56");
    }
    return refuse(cell, "is not a number");
  }
  if (!grouped_rightly(whole)) {
    return refuse(cell, "is ambiguous: its commas do not stand between thousands; write 1,234.56");
  }

  std::string digits;
  digits.reserve(text.size());
  std::ranges::copy_if(text, std::back_inserter(digits), digit);
  std::size_t scale = fraction.size();
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (tail == Tail::of_a_float) drop_float_tail(digits, scale);
  // A quotient of a database comes with more zeros than fit, and they say nothing.
  while (scale > 0 && digits.ends_with('0') && (digits.size() > 18 || scale > core::Decimal::max_scale)) {
    digits.pop_back();
    --scale;
  }
  if (digits.empty()) digits = "0";
  std::int64_t mantissa = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), mantissa);
  if (scale > core::Decimal::max_scale || read.ec != std::errc{}) {
    return refuse(cell, "has more digits than can be kept exactly; round it in the source");
  }
  const bool negative = signs.minus + signs.brackets > 0;
  return core::Decimal{negative ? -mantissa : mantissa, static_cast<std::uint8_t>(scale)};
}

}  // namespace waymark::cells
