#include "daemon/ledger/line_store.hpp"

#include <string>
#include <string_view>

namespace waymark::ledger {

namespace {

constexpr std::size_t digest_size = 8, amount_size = 9;

void append(std::string& to, std::uint64_t value) {
  for (unsigned byte = 0; byte < 8; ++byte) to += static_cast<char>(value >> (8 * byte) & 0xFFU);
}

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (unsigned byte = 0; byte < 8; ++byte) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[byte])} << (8 * byte);
  }
  return value;
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
