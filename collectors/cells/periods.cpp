#include "collectors/cells/periods.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "collectors/cells/number.hpp"
#include "config/diagnostics.hpp"

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

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// `2023/24` of 202324, with what stands behind it.
std::optional<std::string> span_of(std::string_view cell) {
  constexpr std::size_t size = 6;
  const auto front = cell.substr(0, size), rest = cell.substr(front.size());
  if (front.size() < size || !digits(front) || (!rest.empty() && digits(rest.substr(0, 1)))) {
    return std::nullopt;
  }
  const auto digit = [&](std::size_t at) { return front[at] - '0'; };
  const int last = digit(2) * 10 + digit(3), next = digit(4) * 10 + digit(5);
  if (next != (last + 1) % 100) return std::nullopt;
  return fmt::format("{}/{}{}", front.substr(0, 4), front.substr(4), rest);
}

// Of a day from 1954 to 2118.
bool looks_like_a_day_number(std::string_view cell) {
  const auto whole = cell.substr(0, cell.find('.'));
  const bool fraction = whole.size() == cell.size() || digits(cell.substr(whole.size() + 1));
  return whole.size() == 5 && digits(whole) && fraction && whole >= "20000" && whole < "80000";
}

// Those that a span of two years, or a part of one, can be.
bool within_financial_years(core::PeriodKind kind) {
  return kind == core::PeriodKind::financial_year || kind == core::PeriodKind::quarter;
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
    flag_ = entry.flag;
    return entry.code;
  }
  flag_ = core::Flag::none;
  const auto code = parse(cell, kind);
  if (code != 0 && cell.size() <= entry.text.size()) {
    std::ranges::copy(cell, entry.text.begin());
    entry.size = static_cast<std::uint8_t>(cell.size());
    entry.kind = kind;
    entry.flag = flag_;
    entry.code = code;
  }
  return code;
}

std::uint32_t Periods::parse(std::string_view cell, core::PeriodKind kind) {
  if (cell.empty()) {
    reason_ = "the period is empty";
    return 0;
  }
  if (const auto named = names_.find(cell); named != names_.end()) return parse_plain(named->second, kind);
  if (const auto code = parse_plain(cell, kind); code != 0) return code;
  auto text = cell;
  if (take_marks(text, flag_) && text.size() < cell.size()) {
    if (const auto code = parse_plain(text, kind); code != 0) return code;
  }
  flag_ = core::Flag::none;
  return 0;
}

std::string Periods::setting_for(std::string_view cell, core::PeriodKind kind) const {
  const auto span = within_financial_years(kind) ? span_of(cell) : std::nullopt;
  if (span && !style_.dfe) {
    return fmt::format("is {} meant by {}? set periods = \"dfe\" if it is, or map it in [collector.periods]",
                       *span, config::in_quotes(cell));
  }
  if (!style_.excel && looks_like_a_day_number(cell)) {
    return fmt::format(
        "{} looks like a spreadsheet's day number: set excel_dates = true if it is, or map it in "
        "[collector.periods]",
        config::in_quotes(cell));
  }
  return {};
}

std::uint32_t Periods::parse_plain(std::string_view cell, core::PeriodKind kind) {
  if (style_.excel && cell.find_first_not_of("0123456789.") == std::string_view::npos) {
    const auto day = core::parse_excel_date(cell);
    if (day) return core::Period::containing(kind, *day).code();
    reason_ = day.error();
    return 0;
  }
  const auto span = within_financial_years(kind) ? span_of(cell) : std::nullopt;
  const auto period = core::parse_period(span && style_.dfe ? *span : cell, kind, &style_.local_day);
  if (period) return period->code();
  reason_ = setting_for(cell, kind);
  if (reason_.empty()) reason_ = period.error() + "; or map it in [collector.periods]";
  return 0;
}

}  // namespace waymark::cells
