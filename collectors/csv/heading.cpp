#include "collectors/csv/heading.hpp"

#include <algorithm>

#include "collectors/cells/number.hpp"

namespace waymark::csv {

namespace {

const std::string& cell(const std::vector<std::string>& row, std::size_t column) {
  static const std::string blank;
  return column < row.size() ? row[column] : blank;
}

}  // namespace

void Heading::add(std::span<const std::string_view> cells) {
  if (rows_.size() == rows_wanted_) rows_.erase(rows_.begin());
  auto& row = rows_.emplace_back();
  for (const auto text : cells) row.emplace_back(cells::trim(text));
}

std::string Heading::name(std::size_t column) const {
  std::vector<std::string_view> parts;
  const auto named_below = [&](std::size_t row) {
    return std::any_of(rows_.begin() + static_cast<std::ptrdiff_t>(row) + 1, rows_.end(),
                       [&](const auto& below) { return !cell(below, column).empty(); });
  };
  std::size_t from = 0;  // names left of it belong to other columns
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    auto at = column;
    if (named_below(row)) {
      while (at > from && cell(rows_[row], at).empty()) --at;
    }
    const auto& text = cell(rows_[row], at);
    if (text.empty()) continue;
    from = at;
    if (parts.empty() || parts.back() != text) parts.emplace_back(text);
  }
  std::string out;
  for (const auto part : parts) (out += out.empty() ? "" : " ") += part;
  return out;
}

cells::Header Heading::header() const {
  std::size_t width = 0;
  for (const auto& row : rows_) width = std::max(width, row.size());
  std::vector<std::string> names;
  for (std::size_t column = 0; column < width; ++column) names.push_back(name(column));
  return cells::Header(std::vector<std::string_view>(names.begin(), names.end()));
}

bool Heading::repeated(std::span<const std::string_view> cells) const {
  return std::ranges::any_of(rows_, [&](const auto& row) {
    const auto first = std::ranges::find_if(row, [](const auto& name) { return !name.empty(); });
    if (first == row.end()) return false;
    const auto place = static_cast<std::size_t>(first - row.begin());
    if (place >= cells.size() || cells::trim(cells[place]) != *first) return false;
    for (std::size_t i = 0; i < std::max(row.size(), cells.size()); ++i) {
      const auto text = i < cells.size() ? cells::trim(cells[i]) : std::string_view{};
      if (text != cell(row, i)) return false;
    }
    return true;
  });
}

}  // namespace waymark::csv
