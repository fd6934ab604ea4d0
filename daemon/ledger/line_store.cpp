#include "daemon/ledger/line_store.hpp"

#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include <boost/sort/spreadsort/integer_sort.hpp>

namespace waymark::ledger {

namespace {

constexpr std::size_t digest_size = 8, amount_size = 9;

std::uint64_t little_endian(std::uint64_t value) {
  if constexpr (std::endian::native == std::endian::big) return __builtin_bswap64(value);
  return value;
}

void append(std::string& to, std::uint64_t value) {
  value = little_endian(value);
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return little_endian(value);
}

std::string digests(const FileLines& of) {
  std::string bytes;
  bytes.reserve(of.lines.size() * digest_size);
  for (const auto& line : of.lines) append(bytes, line.digest);
  return bytes;
}

std::string amounts(const FileLines& of) {
  std::string bytes;
  bytes.reserve(of.lines.size() * amount_size);
  for (const auto& line : of.lines) {
    append(bytes, static_cast<std::uint64_t>(line.adds.mantissa));
    bytes += static_cast<char>(line.adds.scale);
  }
  return bytes;
}

}  // namespace

void sort_by_digest(std::vector<core::CountedLine>& lines) {
  // Digests are spread evenly, so that most are in their place once they are divided by their first bits.
  boost::sort::spreadsort::integer_sort(
      lines.begin(), lines.end(), [](const auto& line, unsigned bits) { return line.digest >> bits; },
      [](const auto& a, const auto& b) { return a.digest < b.digest; });
}

LineStore::LineStore(const Database& database)
    : others_(database,
              "SELECT file, digests, amounts, max(run) FROM line_digests "
              "WHERE series = ? AND period = ? AND file <> ? GROUP BY file ORDER BY file"),
      held_(database,
            "SELECT digests, amounts FROM line_digests WHERE series = ? AND period = ? AND file = ? "
            "ORDER BY run DESC LIMIT 1"),
      insert_(database,
              "INSERT INTO line_digests (series, period, file, run, digests, amounts) "
              "VALUES (?, ?, ?, ?, ?, ?)") {}

std::vector<FileLines> LineStore::others(std::uint32_t series, std::uint32_t period, std::int64_t file) {
  std::vector<FileLines> all;
  others_.bind(series, period, file);
  while (others_.step()) {
    const auto marks = others_.bytes(1), adds = others_.bytes(2);
    FileLines of{others_.integer(0), std::vector<core::CountedLine>(marks.size() / digest_size),
                 !others_.null(2)};
    for (std::size_t i = 0; i < of.lines.size(); ++i) {
      of.lines[i].digest = number(marks.substr(i * digest_size));
      if ((i + 1) * amount_size > adds.size()) continue;
      const auto amount = adds.substr(i * amount_size);
      of.lines[i].adds = {static_cast<std::int64_t>(number(amount)), static_cast<std::uint8_t>(amount[8])};
    }
    if (!of.lines.empty()) all.push_back(std::move(of));
  }
  others_.reset();
  return all;
}

void LineStore::keep(std::uint32_t series, std::uint32_t period, const FileLines& lines, std::int64_t run) {
  const auto marks = digests(lines);
  const auto adds = lines.once ? std::optional(amounts(lines)) : std::nullopt;
  const bool held = held_.bind(series, period, lines.file).step();
  const bool same =
      held ? held_.bytes(0) == marks && held_.null(1) == !adds && (!adds || held_.bytes(1) == *adds)
           : marks.empty();
  held_.reset();
  if (same) return;
  if (adds) {
    insert_.bind(series, period, lines.file, run, sqlite::Blob{marks}, sqlite::Blob{*adds}).run();
  } else {
    insert_.bind(series, period, lines.file, run, sqlite::Blob{marks}, nullptr).run();
  }
}

}  // namespace waymark::ledger
