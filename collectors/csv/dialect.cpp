#include "collectors/csv/dialect.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/cells/number.hpp"
#include "config/diagnostics.hpp"

namespace waymark::csv {

namespace {

constexpr std::uint32_t rows_searched = 100;

// The row that names the most of the wanted columns, for a message that helps.
struct Nearest {
  std::size_t found = 0;
  std::uint32_t line = 0;
  std::string problem;
  std::vector<std::string> names;
};

std::string no_header(const Nearest& nearest) {
  if (nearest.line == 0) return "the file is empty: there is no header";
  std::vector<std::string> names;
  for (const auto& name : nearest.names) {
    if (!name.empty() && names.size() < 12) names.push_back(config::in_quotes(name));
  }
  return fmt::format(
      "no header with the columns of [collector.columns] was found; line {} is nearest, with {}: {}",
      nearest.line, fmt::join(names, ", "), nearest.problem);
}

void add_title(const Tokenizer& records, std::vector<std::string>& title) {
  if (records.fault()) return;
  for (const auto cell : records.fields()) {
    if (const auto text = cells::trim(cell); !text.empty()) title.emplace_back(text);
  }
}

std::expected<FoundHeader, std::string> header_here(const Tokenizer& records, cells::Layout& layout) {
  if (records.fault()) {
    return std::unexpected(
        fmt::format("line {}: the header cannot be read: {}", records.line(), records.fault()->reason));
  }
  FoundHeader found{cells::Header(records.fields()), false, {}};
  if (auto taken = layout.header(found.header); !taken) {
    return std::unexpected(fmt::format("line {}: {}", records.line(), taken.error().message));
  }
  return found;
}

std::expected<FoundHeader, std::string> detect_header(Tokenizer& records, cells::Layout& layout) {
  Nearest nearest;
  std::vector<std::string> title;
  for (std::uint32_t row = 0; row < rows_searched; ++row) {
    const auto next = records.next();
    if (next == Tokenizer::Next::failed) return std::unexpected(records.error());
    if (next == Tokenizer::Next::end) break;
    if (records.fault() || cells::blank_cells(records.fields())) continue;
    FoundHeader found{cells::Header(records.fields()), false, {}};
    auto taken = layout.header(found.header);
    if (taken) {
      found.title = std::move(title);
      return found;
    }
    if (taken.error().final)
      return std::unexpected(fmt::format("line {}: {}", records.line(), taken.error().message));
    if (nearest.line == 0 || taken.error().found > nearest.found) {
      nearest = {taken.error().found, records.line(), std::move(taken.error().message), found.header.names()};
    }
    add_title(records, title);
  }
  return std::unexpected(no_header(nearest));
}

}  // namespace

std::expected<FoundHeader, std::string> find_header(Tokenizer& records, const Settings& settings,
                                                    cells::Layout& layout) {
  if (settings.header.kind == HeaderRule::Kind::detect) return detect_header(records, layout);
  const std::uint32_t rows = settings.header.kind == HeaderRule::Kind::row ? settings.header.row : 1;
  std::vector<std::string> title;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (row > 0) add_title(records, title);
    const auto next = records.next();
    if (next == Tokenizer::Next::failed) return std::unexpected(records.error());
    if (next == Tokenizer::Next::end) {
      if (row == 0) return std::unexpected("the file is empty");
      return std::unexpected(fmt::format("the file ends before row {}, which header names", rows));
    }
  }
  if (settings.header.kind == HeaderRule::Kind::row) {
    auto found = header_here(records, layout);
    if (found) found->title = std::move(title);
    return found;
  }
  FoundHeader found{cells::Header(records.fields().size()), true, {}};
  if (auto taken = layout.header(found.header); !taken) {
    return std::unexpected(fmt::format("line {}: {}", records.line(), taken.error().message));
  }
  return found;
}

char detect_delimiter(std::string_view head, const Settings& settings, cells::Layout& layout) {
  constexpr std::array candidates{',', ';', '\t', '|'};
  // Whole lines only, so that the end is not within a character.
  if (const auto line_end = head.find_last_of("\r\n"); line_end != std::string_view::npos) {
    head = head.substr(0, line_end + 1);
  }
  char best = ',';
  std::pair<std::size_t, std::size_t> most;  // lines, and cells in each
  for (const char candidate : candidates) {
    MemorySource source(head);
    Text text(source, Encoding::utf8, Encoding::windows_1252);
    Tokenizer records(text, candidate);
    if (settings.header.kind != HeaderRule::Kind::none && find_header(records, settings, layout))
      return candidate;

    MemorySource again(head);
    Text lines(again, Encoding::utf8, Encoding::windows_1252);
    Tokenizer shapes(lines, candidate);
    std::map<std::size_t, std::size_t> widths;
    for (std::uint32_t row = 0; row < rows_searched && shapes.next() == Tokenizer::Next::record; ++row) {
      if (!shapes.fault() && shapes.fields().size() > 1) ++widths[shapes.fields().size()];
    }
    for (const auto& [width, count] : widths) {
      if (std::pair(count, width) > most) {
        most = {count, width};
        best = candidate;
      }
    }
  }
  return best;
}

}  // namespace waymark::csv
