#include <algorithm>
#include <iterator>
#include <utility>

#include "config/tree.hpp"

namespace waymark::config {

namespace {

constexpr std::size_t shown = 120;  // characters of a line in a message

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_character));
}

// Where the character with this index (from 0) starts; the end when there are fewer.
std::size_t offset_of(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (starts_character(text[at]) && index-- == 0) break;
  }
  return at;
}

// Control characters must not reach a terminal, nor broken UTF-8 a page.
std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const bool whole = lead < 0x80 || (lead >= 0xC2 && lead <= 0xF4 && at + length <= text.size() &&
                                       characters(text.substr(at, length)) == 1);
    const bool control = (lead < 0x20 && lead != '\t') || lead == 0x7F;
    if (whole && !control) {
      result += text.substr(at, length);
      at += length;
    } else {
      result += "\uFFFD";
      ++at;
    }
  }
  return result;
}

}  // namespace

SourceText::SourceText(std::string text) : text_(std::move(text)), lines_{0} {
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (text_[at] == '\n') lines_.push_back(at + 1);
  }
}

std::string_view SourceText::line(std::uint32_t number) const {
  if (number == 0 || number > lines_.size()) return {};
  const std::size_t start = lines_[number - 1];
  const std::size_t end = number < lines_.size() ? lines_[number] - 1 : text_.size();
  std::string_view line = std::string_view{text_}.substr(start, end - start);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return line;
}

Position SourceText::position(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(lines_, offset);
  const std::size_t start = *std::prev(after);
  const auto column = characters(std::string_view{text_}.substr(start, offset - start)) + 1;
  return {static_cast<std::uint32_t>(after - lines_.begin()), static_cast<std::uint32_t>(column)};
}

std::string_view SourceText::from(Position position) {
  const std::string_view whole = line(position.line);
  if (position.column == 0) return whole;
  if (position.line != last_.line || position.column < last_.column) {
    last_ = {position.line, 1};
    last_offset_ = 0;
  }
  last_offset_ += offset_of(whole.substr(last_offset_), position.column - last_.column);
  last_ = position;
  return whole.substr(last_offset_);
}

Diagnostic SourceText::diagnostic(const std::string& file, Position position, std::string message) const {
  Diagnostic result{
      .file = file, .line = position.line, .column = position.column, .message = std::move(message)};
  std::string_view text = line(position.line);
  result.caret = position.column;
  if (characters(text.substr(0, 4 * (shown + 1))) > shown) {
    // Of a long line, what surrounds the mistake.
    const std::size_t index = position.column == 0 ? 0 : position.column - 1;
    const std::size_t skipped = index > shown / 2 ? index - shown / 2 : 0;
    text.remove_prefix(offset_of(text, skipped));
    text = text.substr(0, offset_of(text, shown));
    result.caret = static_cast<std::uint32_t>(index - skipped + 1);
  }
  result.excerpt = printable(text);
  return result;
}

}  // namespace waymark::config
