#include "collectors/cells/line_digest.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <xxhash.h>

#include "collectors/cells/number.hpp"

namespace waymark::cells {

namespace {

bool digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

// 01/04/2024, 1.4.24, 2024-04-01, with a time or without: worth a look at what day it is.
bool may_be_day(std::string_view cell) {
  if (cell.size() < 6 || !digit(cell.front())) return false;
  const auto first = cell.find_first_not_of("0123456789");
  if (first > 4) return false;
  const char separator = cell[first];
  if (separator != '/' && separator != '-' && separator != '.') return false;
  const auto second = cell.find(separator, first + 1);
  return second != std::string_view::npos && second - first <= 4 && second + 1 < cell.size() &&
         digit(cell[second + 1]);
}

// £1,234.50, (12.00): written otherwise than plain digits.
bool may_be_amount(std::string_view cell) {
  constexpr std::size_t most = 24;
  return cell.size() <= most && std::ranges::any_of(cell, digit) && std::ranges::none_of(cell, [](char c) {
           return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '/' || c == ':';
         });
}

void append(std::string& to, char kind, std::int64_t value) {
  char digits[20];
  to += kind;
  to.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_number(std::string& to, core::Decimal value) {
  while (value.scale > 0 && value.mantissa % 10 == 0) {
    value.mantissa /= 10;
    --value.scale;
  }
  append(to, 'n', value.mantissa);
  append(to, 'e', value.scale);
}

}  // namespace

void LineDigest::add(std::string_view cell) {
  core::Decimal value;
  if (plain_number(cell, value)) return append_number(bytes_, value);
  if (may_be_day(cell)) {
    if (const auto day = days_.code(cell, core::PeriodKind::day); day != 0) return append(bytes_, 'd', day);
  } else if (may_be_amount(cell)) {
    if (const auto number = parse_number(cell, core::Unit::gbp)) return append_number(bytes_, number->value);
  }
  append(bytes_, 't', static_cast<std::int64_t>(cell.size()));
  bytes_ += ':';
  bytes_ += cell;
}

std::uint64_t LineDigest::of(std::span<const std::string_view> cells) {
  while (!cells.empty() && trim(cells.back()).empty()) cells = cells.first(cells.size() - 1);
  bytes_.clear();
  for (const auto cell : cells) add(trim(cell));
  return XXH3_64bits(bytes_.data(), bytes_.size());
}

}  // namespace waymark::cells
