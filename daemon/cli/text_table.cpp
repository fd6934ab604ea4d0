#include "daemon/cli/text_table.hpp"

#include <algorithm>

#include "daemon/core/printable.hpp"

namespace waymark::cli {

namespace {

constexpr std::string_view gap = "  ";

std::string padded(const std::string& text, std::size_t to, Align align) {
  const auto have = width(text);
  const std::string fill(to > have ? to - have : 0, ' ');
  return align == Align::left ? text + fill : fill + text;
}

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

}  // namespace

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t limit) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    auto& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (limit == 0 || width(line) + 1 + width(word) <= limit) {
      line.append(" ").append(word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

void TextTable::row(std::vector<std::string> cells) {
  for (auto& cell : cells) cell = core::printable(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) widths.push_back(width(column.title));
  std::vector<std::vector<std::vector<std::string>>> cells;  // row, column, line
  for (const auto& row : rows_) {
    auto& lines = cells.emplace_back();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      lines.push_back(wrapped(c < row.size() ? row[c] : std::string{}, columns_[c].wrap));
      for (const auto& line : lines.back()) widths[c] = std::max(widths[c], width(line));
    }
  }

  std::string out;
  std::string head;
  std::string rule;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto between = c == 0 ? std::string_view{} : gap;
    head.append(between).append(padded(columns_[c].title, widths[c], columns_[c].align));
    rule.append(between).append(widths[c], '-');
  }
  append_line(out, head);
  append_line(out, rule);
  for (const auto& row : cells) {
    std::size_t height = 1;
    for (const auto& cell : row) height = std::max(height, cell.size());
    for (std::size_t l = 0; l < height; ++l) {
      std::string line;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        line.append(c == 0 ? std::string_view{} : gap);
        line += padded(l < row[c].size() ? row[c][l] : std::string{}, widths[c], columns_[c].align);
      }
      append_line(out, line);
    }
  }
  return out;
}

}  // namespace waymark::cli
