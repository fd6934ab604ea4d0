#include "collectors/cells/line_digest.hpp"

#include <algorithm>
#include <cctype>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "collectors/cells/number.hpp"

namespace waymark::cells {

namespace {

enum class Kind : std::uint8_t { text, number, day };

bool digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

bool letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
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
  return cell.size() <= most && std::ranges::any_of(cell, digit) &&
         std::ranges::none_of(cell, [](char c) { return letter(c) || c == '/' || c == ':'; });
}

std::uint64_t mix(std::uint64_t digest, Kind kind, std::int64_t value, std::uint8_t scale = 0) {
  digest = XXH3_64bits_withSeed(&value, sizeof value, digest);
  return digest + static_cast<std::uint64_t>(kind) * 0x9E3779B97F4A7C15U + scale * 0xC2B2AE3D27D4EB4FU;
}

std::uint64_t mix(std::uint64_t digest, core::Decimal value) {
  while (value.scale > 0 && value.mantissa % 10 == 0) {
    value.mantissa /= 10;
    --value.scale;
  }
  return mix(digest, Kind::number, value.mantissa, value.scale);
}

std::uint64_t mix(std::uint64_t digest, std::chrono::sys_days day) {
  return mix(digest, Kind::day, day.time_since_epoch().count());
}

}  // namespace

std::uint64_t LineDigest::add(std::uint64_t digest, std::string_view cell) const {
  if (!letter(cell.front())) {
    core::Decimal value;
    if (plain_number(cell, value)) return mix(digest, value);
    if (may_be_day(cell)) {
      if (const auto day = days_.code(cell, core::PeriodKind::day); day != 0) {
        return mix(digest, core::Period::from_code(day).first_day());
      }
    } else if (may_be_amount(cell)) {
      if (const auto number = parse_number(cell, core::Unit::gbp)) return mix(digest, number->value);
    }
  }
  return XXH3_64bits_withSeed(cell.data(), cell.size(), digest);
}

std::uint64_t LineDigest::of(std::span<const std::string_view> cells, const Known& known) const {
  std::uint64_t digest = 0;
  for (std::size_t i = 0, filled = 0; i < cells.size(); ++i) {
    const auto cell = trim(cells[i]);
    if (cell.empty()) continue;
    digest += i - filled;  // so many empty cells before this one
    filled = i + 1;
    if (i == known.date_column) {
      digest = mix(digest, known.date);
    } else if (i == known.amount_column) {
      digest = mix(digest, known.amount);
    } else {
      digest = add(digest, cell);
    }
  }
  return digest;
}

}  // namespace waymark::cells
