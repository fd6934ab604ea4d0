#include "collectors/csv/periods.hpp"

#include <algorithm>
#include <cstring>

namespace waymark::csv {

namespace {

template <class Word>
std::uint64_t load(const char* at) {
  Word word{};
  std::memcpy(&word, at, sizeof word);
  return word;
}

}  // namespace

std::uint64_t hash_bytes(std::string_view text) {
  constexpr std::uint64_t prime = 0x9E3779B97F4A7C15U;
  const char* const at = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = size * prime;
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * prime;
    hash ^= hash >> 29U;
  };
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) mix(load<std::uint64_t>(at + i));
    mix(load<std::uint64_t>(at + size - 8));
  } else if (size >= 4) {
    mix(load<std::uint32_t>(at) | load<std::uint32_t>(at + size - 4) << 32U);
  } else {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) word = word << 8U | static_cast<unsigned char>(at[i]);
    mix(word);
  }
  return hash ^ hash >> 32U;
}

std::uint32_t Periods::code(std::string_view cell, core::PeriodKind kind) {
  Entry& entry = entries_.at((hash_bytes(cell) + static_cast<std::uint64_t>(kind)) % entries_.size());
  if (entry.size == cell.size() && entry.kind == kind &&
      std::equal(cell.begin(), cell.end(), entry.text.begin())) {
    return entry.code;
  }
  const auto code = parse(cell, kind);
  if (code != 0 && cell.size() <= entry.text.size()) {
    std::ranges::copy(cell, entry.text.begin());
    entry.size = static_cast<std::uint8_t>(cell.size());
    entry.kind = kind;
    entry.code = code;
  }
  return code;
}

std::uint32_t Periods::parse(std::string_view cell, core::PeriodKind kind) {
  if (cell.empty()) {
    reason_ = "the period is empty";
    return 0;
  }
  if (const auto named = names_.find(cell); named != names_.end()) cell = named->second;
  const bool number = cell.find_first_not_of("0123456789.") == std::string_view::npos;
  if (excel_ && number) {
    const auto day = core::parse_excel_date(cell);
    if (day) return core::Period::containing(kind, *day).code();
    reason_ = day.error();
    return 0;
  }
  const auto period = core::parse_period(cell, kind);
  if (period) return period->code();
  reason_ = period.error();
  return 0;
}

}  // namespace waymark::csv
