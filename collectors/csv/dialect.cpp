#include "collectors/csv/dialect.hpp"

#include <algorithm>
#include <array>
#include <iterator>
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

std::string no_header(const Nearest& nearest, const Settings& settings) {
  if (nearest.line == 0) return "the file is empty: there is no header";
  std::vector<std::string> names;
  for (const auto& name : nearest.names) {
    if (!name.empty() && names.size() < 12) names.push_back(config::in_quotes(name));
  }
  const bool periods_above = settings.layout == cells::LayoutKind::wide && nearest.found > 0;
  return fmt::format(
      "no header with the columns of [collector.columns] was found; line {} is nearest, with {}: {}{}",
      nearest.line, fmt::join(names, ", "), nearest.problem,
      periods_above && settings.header_rows == 1 ? "; if they stand in two rows, set header_rows = 2" : "");
}

// The cells that are not blank.
std::vector<std::string> texts_of(const Tokenizer& records) {
  std::vector<std::string> texts;
  for (const auto cell : records.fields()) {
    if (const auto text = cells::trim(cell); !text.empty()) texts.emplace_back(text);
  }
  return texts;
}

std::unexpected<std::string> at_line(const Tokenizer& records, const std::string& problem) {
  return std::unexpected(fmt::format("line {}: {}", records.line(), problem));
}

// The next record; the error says why there is none.
std::expected<void, std::string> next(Tokenizer& records, std::uint32_t rows_before, const char* what) {
  switch (records.next()) {
    case Tokenizer::Next::record: return {};
    case Tokenizer::Next::failed: return std::unexpected(records.error());
    case Tokenizer::Next::end: break;
  }
  if (rows_before == 0) return std::unexpected("the file is empty");
  return std::unexpected(fmt::format("the file ends before {}", what));
}

std::expected<FoundHeader, std::string> header_in_row(Tokenizer& records, const Settings& settings,
                                                      cells::Layout& layout) {
  FoundHeader found{.header = {}, .rows = Heading(settings.header_rows)};
  const auto last = settings.header.row + settings.header_rows - 1;
  for (std::uint32_t row = 1; row <= last; ++row) {
    const auto what = fmt::format("row {}, which header names", settings.header.row);
    if (auto read = next(records, row - 1, what.c_str()); !read) return std::unexpected(read.error());
    if (row < settings.header.row) {
      if (!records.fault()) std::ranges::move(texts_of(records), std::back_inserter(found.title));
      continue;
    }
    if (records.fault()) return at_line(records, "the header cannot be read: " + records.fault()->reason);
    found.rows.add(records.fields());
  }
  found.header = found.rows.header();
  if (auto taken = layout.header(found.header); !taken) return at_line(records, taken.error().message);
  return found;
}

// Columns have positions only; the first record that is not blank tells how many there are.
std::expected<FoundHeader, std::string> no_header_row(Tokenizer& records, cells::Layout& layout) {
  do {
    if (auto read = next(records, 0, ""); !read) return std::unexpected(read.error());
  } while (cells::blank_cells(records.fields()));
  FoundHeader found{
      .header = cells::Header(records.fields().size()), .rows = Heading(0), .record_is_data = true};
  if (auto taken = layout.header(found.header); !taken) return at_line(records, taken.error().message);
  return found;
}

std::expected<FoundHeader, std::string> detect_header(Tokenizer& records, const Settings& settings,
                                                      cells::Layout& layout) {
  Nearest nearest;
  FoundHeader found{.header = {}, .rows = Heading(settings.header_rows)};
  std::vector<std::vector<std::string>> above;
  for (std::uint32_t row = 0; row < rows_searched; ++row) {
    const auto next = records.next();
    if (next == Tokenizer::Next::failed) return std::unexpected(records.error());
    if (next == Tokenizer::Next::end) break;
    if (records.fault() || cells::blank_cells(records.fields())) continue;
    found.rows.add(records.fields());
    above.push_back(texts_of(records));
    if (!found.rows.complete()) continue;
    found.header = found.rows.header();
    auto taken = layout.header(found.header);
    if (taken) {
      above.resize(above.size() - settings.header_rows);
      for (auto& texts : above) std::ranges::move(texts, std::back_inserter(found.title));
      return found;
    }
    if (taken.error().final) return at_line(records, taken.error().message);
    if (nearest.line == 0 || taken.error().found > nearest.found) {
      nearest = {taken.error().found, records.line(), std::move(taken.error().message), found.header.names()};
    }
  }
  return std::unexpected(no_header(nearest, settings));
}

}  // namespace

std::expected<FoundHeader, std::string> find_header(Tokenizer& records, const Settings& settings,
                                                    cells::Layout& layout) {
  switch (settings.header.kind) {
    case HeaderRule::Kind::detect: return detect_header(records, settings, layout);
    case HeaderRule::Kind::row: return header_in_row(records, settings, layout);
    case HeaderRule::Kind::none: break;
  }
  return no_header_row(records, layout);
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
