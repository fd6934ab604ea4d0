#include "daemon/ledger/shared_lines.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace waymark::ledger {

namespace {

// Calls `use` with each line and how often it is there.
template <class Use>
void each(std::span<const core::CountedLine> lines, const Use& use) {
  for (std::size_t from = 0, to = 0; from < lines.size(); from = to) {
    while (to < lines.size() && lines[to].digest == lines[from].digest) ++to;
    use(lines[from], to - from);
  }
}

std::uint64_t times(std::span<const core::CountedLine> lines, std::uint64_t digest) {
  const auto found = std::ranges::equal_range(lines, digest, {}, &core::CountedLine::digest);
  return found.size();
}

std::optional<core::Decimal> add_times(std::optional<core::Decimal> sum, core::Decimal amount,
                                       std::uint64_t times) {
  for (; sum && times > 0; --times) sum = core::add(*sum, amount);
  return sum;
}

}  // namespace

void SharedLines::compare(const FileLines& mine, const FileLines& other) {
  each(mine.lines, [&](const core::CountedLine& line, std::uint64_t count) {
    const auto both = std::min<std::uint64_t>(count, times(other.lines, line.digest));
    if (both == 0) return;
    auto& shared = files_[other.file][line.digest];
    shared.times = std::max(shared.times, both);
    if (!mine.count) shared.adds = line.adds;
  });
}

void SharedLines::add(std::string& text, const Lines& lines, const std::string& path) {
  std::uint64_t count = 0;
  std::optional<core::Decimal> sum;
  for (const auto& [digest, shared] : lines) {
    count += shared.times;
    if (shared.adds) sum = add_times(sum.value_or(core::Decimal{}), *shared.adds, shared.times);
  }
  text += fmt::format("{}{} of its lines {} in {} too{}", text.empty() ? "" : "; ", count,
                      count == 1 ? "stands" : "stand", path,
                      sum ? fmt::format(", which come to {}", sum->text()) : "");
}

std::optional<std::vector<std::optional<Share>>> shares(std::span<const FileLines> files) {
  std::vector<std::optional<Share>> all;
  std::unordered_map<std::uint64_t, std::uint64_t> seen;
  for (const auto& file : files) {
    std::optional<core::Decimal> sum = core::Decimal{};
    std::uint64_t counted = 0;
    each(file.lines, [&](const core::CountedLine& line, std::uint64_t count) {
      auto& before = seen[line.digest];
      if (count <= before) return;
      if (file.once) sum = add_times(sum, line.adds, count - before);
      counted += count - before;
      before = count;
    });
    if (!sum) return std::nullopt;
    all.push_back(file.once ? std::optional(Share{*sum, counted}) : std::nullopt);
  }
  return all;
}

}  // namespace waymark::ledger
