#include "daemon/ledger/number_ranges.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "daemon/ledger/ledger.hpp"

namespace waymark::ledger {

namespace {
// So many periods are there of one kind, and no file speaks of more series.
constexpr std::uint64_t most = std::uint64_t{1} << 24U;
}  // namespace

bool NumberRanges::contains(std::uint32_t number) const {
  const auto after = std::ranges::upper_bound(ranges_, number, {}, &Range::first);
  if (after == ranges_.begin()) return false;
  const auto& range = *std::prev(after);
  return number - range.first < range.count;
}

std::vector<std::uint32_t> NumberRanges::numbers() const {
  std::vector<std::uint32_t> all;
  for (const auto& [first, count] : ranges_) {
    for (std::uint32_t i = 0; i < count; ++i) all.push_back(first + i);
  }
  return all;
}

std::string NumberRanges::text() const {
  std::string text = "[";
  std::uint32_t end = 0;
  for (const auto& [first, count] : ranges_) {
    fmt::format_to(std::back_inserter(text), "{}{},{}", text.size() > 1 ? "," : "", first - end, count);
    end = first + count;
  }
  return text + "]";
}

NumberRanges NumberRanges::parse(std::string_view text) {
  NumberRanges made;
  const auto* at = text.data();
  const auto* const end = at + text.size();
  std::uint64_t next = 0, named = 0;
  const auto take = [&](std::uint32_t& number) {
    if (at == end || *at != (at == text.data() ? '[' : ',')) return false;
    const auto read = std::from_chars(at + 1, end, number);
    at = read.ptr;
    return read.ec == std::errc();
  };
  bool good = text != "[]";
  while (good && at != end && *at != ']') {
    std::uint32_t gap = 0, count = 0;
    good = take(gap) && take(count) && count > 0 && next + gap + count <= std::uint64_t{1} << 32U &&
           (named += count) <= most;
    if (!good) break;
    made.ranges_.push_back({static_cast<std::uint32_t>(next + gap), count});
    next += std::uint64_t{gap} + count;
  }
  if (text == "[]" || (good && at + 1 == end)) return made;
  throw LedgerError(
      fmt::format("\"{}\" does not name periods or series: the ledger is damaged, restore a backup", text));
}

}  // namespace waymark::ledger
