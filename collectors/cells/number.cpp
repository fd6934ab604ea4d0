#include "collectors/cells/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::cells {

namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";
constexpr std::string_view pound = "\xC2\xA3";
constexpr std::array<std::string_view, 3> dashes{"-", "\xE2\x80\x93", "\xE2\x88\x92"};  // U+2013, U+2212
constexpr std::array<std::string_view, 4> wide_spaces{no_break_space, "\xE2\x80\x89", "\xE2\x80\xAF",
                                                      "\xE2\x80\x87"};
// Marks of notes: a star, daggers, a hash, raised digits.
constexpr std::array<std::string_view, 14> notes{"*",
                                                 "#",
                                                 "\xE2\x80\xA0",
                                                 "\xE2\x80\xA1",
                                                 "\xC2\xB9",
                                                 "\xC2\xB2",
                                                 "\xC2\xB3",
                                                 "\xE2\x81\xB0",
                                                 "\xE2\x81\xB4",
                                                 "\xE2\x81\xB5",
                                                 "\xE2\x81\xB6",
                                                 "\xE2\x81\xB7",
                                                 "\xE2\x81\xB8",
                                                 "\xE2\x81\xB9"};

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
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
// `word` in small letters.
bool take_word_back(std::string_view& text, std::string_view word) {
  if (text.size() < word.size()) return false;
  const auto end = text.substr(text.size() - word.size());
  if (!std::ranges::equal(end, word, {}, lower)) return false;
  text.remove_suffix(word.size());
  return true;
}
bool has_digit(std::string_view text) {
  return std::ranges::any_of(text, digit);
}

std::unexpected<NotNumber> refuse(std::string_view cell, std::string_view why) {
  return std::unexpected(NotNumber{fmt::format("{} {}", config::in_quotes(cell), why), false});
}

std::unexpected<NotNumber> not_a_number(std::string_view cell) {
  return refuse(cell, has_digit(cell) ? "is not a number"
                                      : "is not a number; if it stands for no figure, add it to missing");
}

// What surrounds the digits, taken off from both ends in any order.
struct Signs {
  int minus = 0, plus = 0, brackets = 0, credit = 0, pounds = 0, percents = 0;
  [[nodiscard]] int negative() const { return minus + brackets + credit; }
};

Signs strip(std::string_view& text, core::Unit unit) {
  Signs signs;
  const bool money = unit == core::Unit::gbp;
  while (true) {
    text = trim(text);
    if (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
      text = text.substr(1, text.size() - 2);
      ++signs.brackets;
    } else if (take_front(text, pound)) {
      ++signs.pounds;
    } else if (std::ranges::any_of(dashes, [&](auto dash) { return take_front(text, dash); }) ||
               take_back(text, "-")) {
      ++signs.minus;
    } else if (take_front(text, "+")) {
      ++signs.plus;
    } else if (take_back(text, "%")) {
      ++signs.percents;
    } else if (money && take_word_back(text, "cr")) {
      ++signs.credit;
    } else if (!money || !take_word_back(text, "dr")) {
      return signs;
    }
  }
}

// Thousands commas stand before every third digit from the point; a first group has one to three digits, the
// first of which is none of 0.
bool grouped_rightly(std::string_view whole) {
  const auto first = whole.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3 || whole.front() == '0') return false;
  for (std::size_t at = first; at < whole.size(); at += 4) {
    const auto group = whole.substr(at + 1, 3);
    if (whole[at] != ',' || group.size() != 3 || !std::ranges::all_of(group, digit)) return false;
  }
  return true;
}

// Spaces between thousands become commas, unless there are commas already.
std::string with_commas(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto wide = std::ranges::find_if(wide_spaces, [&](auto space) { return text.starts_with(space); });
    if (wide != wide_spaces.end()) {
      out += ' ';
      text.remove_prefix(wide->size());
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  if (out.find(',') == std::string::npos) std::ranges::replace(out, ' ', ',');
  return out;
}

// What is left of a number whose last digits but at most three are four or more noughts or nines behind the
// point; `digits` without leading zeros. Rounded there; false when there is no such tail.
bool drop_float_tail(std::string& digits, std::size_t& scale) {
  constexpr std::size_t least_digits = 12, least_run = 4, most_after = 3;
  const auto count = digits.size();
  if (scale == 0 || count < least_digits) return false;
  const auto fraction = scale < count ? count - scale : 0;
  auto said = count;  // without noughts at the end
  while (said > fraction && digits[said - 1] == '0') --said;
  if (count - said >= least_run) {
    digits.resize(said);
    scale -= count - said;
    return true;
  }
  if (said < least_digits) return false;
  for (std::size_t after = 0; after <= most_after && said - after >= least_digits - 1; ++after) {
    const auto end = said - after;
    const char run = digits[end - 1];
    if (run != '0' && run != '9') continue;
    auto start = end;
    while (start > fraction && digits[start - 1] == run) --start;
    if (end - start < least_run) continue;
    digits.resize(start);
    scale -= count - start;
    if (run == '0') return true;
    auto at = digits.size();
    while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
    if (at > 0)
      ++digits[at - 1];
    else
      digits.insert(digits.begin(), '1');
    return true;
  }
  return false;
}

// 6.8E-13: what is left of 0 when binary floats are subtracted.
bool residue_of_zero(std::string_view text) {
  constexpr int least = 9;
  const auto at = text.find_first_of("eE");
  if (at == std::string_view::npos || at == 0 || text.substr(at + 1, 1) != "-") return false;
  const auto front = text.substr(0, at), power = text.substr(at + 2);
  int exponent = 0;
  const auto read = std::from_chars(power.data(), power.data() + power.size(), exponent);
  return read.ec == std::errc{} && read.ptr == power.data() + power.size() && exponent >= least &&
         digit(front.front()) && (front.size() == 1 || front[1] == '.') &&
         std::ranges::all_of(front.substr(std::min<std::size_t>(2, front.size())), digit);
}

// Behind an amount: k, m, bn. The digits that the point moves.
std::size_t take_magnitude(std::string_view& text) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 4> words{
      {{"bn", 9}, {"mn", 6}, {"m", 6}, {"k", 3}}};
  for (const auto& [word, places] : words) {
    if (!take_word_back(text, word)) continue;
    text = trim(text);
    return places;
  }
  return 0;
}

// Of a text that is none, why.
std::unexpected<NotNumber> judge(std::string_view cell, std::string_view text, std::string_view fraction,
                                 const NumberStyle& style) {
  if (digit(text.front()) && text.find_first_of("eE") != std::string_view::npos &&
      text.find_first_not_of("0123456789.eE+-") == std::string_view::npos) {
    return refuse(cell,
                  "is written with an exponent, which may hide digits; format the column as a plain number");
  }
  if (text.front() == '<' || text.front() == '>') {
    return refuse(cell, "is a suppressed figure; add it to missing");
  }
  if (text.front() == '~') {
    return refuse(cell, "is an approximate figure; write the number with [e] behind it if it is an estimate");
  }
  if (fraction.find(',') != std::string_view::npos) {
    if (style.decimal_comma) return refuse(cell, "is ambiguous: a point follows the comma; write 1.234,56");
    auto refusal =
        refuse(cell, "is ambiguous: a comma follows the point; write 1,234.56, or set decimal = \",\"");
    refusal.error().decimal_comma = true;
    return refusal;
  }
  return not_a_number(cell);
}

std::unexpected<NotNumber> misplaced(std::string_view cell, std::string_view text, std::string_view whole,
                                     bool has_point, const NumberStyle& style) {
  if (text.find_first_of(",.") == std::string_view::npos) return not_a_number(cell);  // spaces
  if (style.decimal_comma) {
    return refuse(cell, "is ambiguous: its points do not stand between thousands; write 1.234,56");
  }
  if (!has_point && std::ranges::count(whole, ',') == 1) {
    auto refusal = refuse(cell,
                          "is ambiguous: its comma may be a decimal one; set decimal = \",\" if it is, or "
                          "write 1,234.56");
    refusal.error().decimal_comma = true;
    return refusal;
  }
  return refuse(cell, "is ambiguous: its commas do not stand between thousands; write 1,234.56");
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

bool take_marks(std::string_view& text, core::Flag& flag) {
  while (true) {
    text = trim(text);
    if (std::ranges::any_of(notes, [&](auto note) { return take_back(text, note); })) continue;
    if (text.empty() || (text.back() != ']' && text.back() != ')')) return true;
    const bool square = text.back() == ']';
    const auto open = text.rfind(square ? '[' : '(');
    if (open == std::string_view::npos || open == 0) return true;
    const auto inner = trim(text.substr(open + 1, text.size() - open - 2));
    const bool worded = !inner.empty() && letter(inner.front());
    if (!worded) return true;  // a negative's brackets
    text = text.substr(0, open);
    constexpr std::string_view note = "note";
    if (inner.size() >= note.size() && std::ranges::equal(inner.substr(0, note.size()), note, {}, lower))
      continue;
    const auto said = core::parse_flag(inner);
    if (!said || *said == core::Flag::none || flag != core::Flag::none) return false;
    flag = *said;
  }
}

std::expected<Number, NotNumber> parse_number(std::string_view cell, core::Unit unit, NumberStyle style) {
  Number number;
  if (!style.decimal_comma && plain_number(cell, number.value)) return number;
  std::string_view text = trim(cell);
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"')) {
    text = trim(text.substr(2, text.size() - 3));
  }
  if (has_digit(text) && !take_marks(text, number.flag)) {
    return refuse(cell, "has a mark that is not known; there are [b] [c] [e] [f] [p] [r] [u] [x] [z]");
  }
  const auto signs = strip(text, unit);
  const bool money = unit == core::Unit::gbp;
  if (text.empty() && signs.minus == 1 && signs.percents == 0 && signs.negative() == 1 && money)
    return number;
  if (text.empty() || !has_digit(text)) return not_a_number(cell);
  if (signs.negative() + signs.plus > 1) return refuse(cell, "has more than one sign");
  if (signs.pounds > 1 || signs.percents > 1 || (signs.pounds > 0 && signs.percents > 0)) {
    return refuse(cell, "has more than one unit");
  }
  if (signs.pounds > 0 && !money) {
    return refuse(cell, fmt::format("is in pounds, but the indicator's unit is {}", core::word(unit)));
  }
  if (signs.percents > 0 && unit != core::Unit::percent) {
    return refuse(cell, fmt::format("is a percentage, but the indicator's unit is {}", core::word(unit)));
  }
  if (residue_of_zero(text)) return number;

  const auto places = money ? take_magnitude(text) : 0;
  number.sized = places > 0 || signs.percents > 0;
  auto written = with_commas(text);
  if (style.decimal_comma) {
    for (char& c : written) c = c == ',' ? '.' : c == '.' ? ',' : c;
  }
  const std::string_view shown = written;
  const auto point = shown.find('.');
  const auto whole = shown.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view{} : shown.substr(point + 1);
  const bool sound = std::ranges::all_of(whole, [](char c) { return digit(c) || c == ','; }) &&
                     std::ranges::all_of(fraction, digit);
  if (!sound) return judge(cell, text, fraction, style);
  if (!grouped_rightly(whole)) return misplaced(cell, text, whole, point != std::string_view::npos, style);
  number.grouped = text.find(',') != std::string_view::npos && point == std::string_view::npos;

  std::string digits;
  digits.reserve(shown.size() + places);
  std::ranges::copy_if(shown, std::back_inserter(digits), digit);
  std::size_t scale = fraction.size();
  if (places > scale) digits.append(places - scale, '0');
  scale -= std::min(scale, places);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (style.tail == Tail::of_a_float && drop_float_tail(digits, scale)) {  // what is left may end so, too
  }
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
  number.value = {signs.negative() > 0 ? -mantissa : mantissa, static_cast<std::uint8_t>(scale)};
  return number;
}

}  // namespace waymark::cells
