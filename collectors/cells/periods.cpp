#include "collectors/cells/periods.hpp"

#include <algorithm>
#include <cstring>

namespace waymark::cells {

namespace {

template <class Word>
std::uint64_t load(const char* at) {
  Word word{};
  std::memcpy(&word, at, sizeof word);
  return word;
}

__extension__ using Wide = unsigned __int128;

// Every bit of the word moves every bit of the result: both halves of a product.
std::uint64_t fold(std::uint64_t word) {
  const Wide product = static_cast<Wide>(word ^ 0xE7037ED1A0B428DBU) * 0x9E3779B97F4A7C15U;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}  // namespace

std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed) {
  const char* const at = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = fold(seed ^ size);
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) hash = fold(hash ^ load<std::uint64_t>(at + i));
    return fold(hash ^ load<std::uint64_t>(at + size - 8));
  }
  if (size >= 4) return fold(hash ^ (load<std::uint32_t>(at) | load<std::uint32_t>(at + size - 4) << 32U));
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) word = word << 8U | static_cast<unsigned char>(at[i]);
  return fold(hash ^ word);
}

std::uint32_t Periods::code(std::string_view cell, core::PeriodKind kind) {
  Entry& entry = entries_.at((hash_bytes(cell) + static_cast<std::uint64_t>(kind)) % entries_.size());
  if (entry.code != 0 && entry.kind == kind && same_bytes(cell, {entry.text.data(), entry.size})) {
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

}  // namespace waymark::cells
