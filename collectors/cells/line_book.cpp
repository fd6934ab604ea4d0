#include "collectors/cells/line_book.hpp"

#include <algorithm>

#include "collectors/cells/repeated_blocks.hpp"

namespace waymark::cells {

std::uint32_t LineBook::add(std::uint64_t digest, core::Decimal amount, std::uint32_t line) {
  lines_.push_back({digest, amount});
  numbers_.push_back(line);
  return static_cast<std::uint32_t>(lines_.size() - 1);
}

std::optional<LineBook::Repeated> LineBook::find_repeated() {
  std::vector<std::uint64_t> digests;
  digests.reserve(lines_.size());
  for (const auto& line : lines_) digests.push_back(line.digest);
  repeated_ = repeated_blocks(digests);
  if (repeated_.empty()) return std::nullopt;
  const auto all = total(repeated_);
  return Repeated{all.lines, numbers_[repeated_.front()], all.lost ? std::nullopt : all.sum.value()};
}

bool LineBook::left_out(std::uint32_t place) const {
  return leave_out_ && std::ranges::binary_search(repeated_, place);
}

LineBook::Total LineBook::total(std::span<const std::uint32_t> places) const {
  Total total;
  for (const auto place : places) {
    if (left_out(place)) continue;
    if (!total.sum.add(lines_[place].adds)) total.lost = true;
    ++total.lines;
  }
  return total;
}

std::vector<core::CountedLine> LineBook::lines(std::span<const std::uint32_t> places, bool count) const {
  std::vector<core::CountedLine> lines;
  lines.reserve(places.size());
  for (const auto place : places) {
    if (left_out(place)) continue;
    lines.push_back(count ? core::CountedLine{lines_[place].digest, {1, 0}} : lines_[place]);
  }
  return lines;
}

}  // namespace waymark::cells
