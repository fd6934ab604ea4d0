#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "config/tree.hpp"
#include "daemon/core/secrets.hpp"

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

bool key_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

// Behind the equals sign of `key = ` and the blanks after it; 0 when the line does not begin so.
std::size_t end_of_key(std::string_view text) {
  auto at = text.find_first_not_of(" \t");
  const auto begin = at;
  while (at < text.size() && key_character(text[at])) ++at;
  if (at >= text.size() || at == begin) return 0;
  at = text.find_first_not_of(" \t", at);
  if (at == std::string_view::npos || text[at] != '=') return 0;
  at = text.find_first_not_of(" \t", at + 1);
  return characters(text.substr(0, std::min(at, text.size())));
}

// Of a table, without quotation marks: values of a list may begin a line as well.
bool header(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos || text[begin] != '[') return false;
  return std::ranges::all_of(text.substr(begin), [](char c) {
    return key_character(c) || c == '[' || c == ']' || c == ' ' || c == '\t' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
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

// Whether a text of several lines, """ or ''', is open where the line begins.
bool SourceText::begins_within_text(std::uint32_t number) const {
  const std::string_view before = std::string_view{text_}.substr(0, number == 0 ? 0 : lines_[number - 1]);
  std::string_view open;  // what ends the text that is open
  for (std::size_t at = 0; at < before.size(); ++at) {
    const auto rest = before.substr(at);
    const bool line_ends = rest.starts_with('\n');
    if (open.empty()) {
      if (rest.starts_with('#')) {
        at = std::min(before.find('\n', at), before.size());
      } else if (rest.starts_with("\"\"\"") || rest.starts_with("'''")) {
        open = rest.substr(0, 3);
        at += 2;
      } else if (rest.starts_with('"') || rest.starts_with('\'')) {
        open = rest.substr(0, 1);
      }
    } else if (open.starts_with('"') && rest.starts_with('\\')) {
      ++at;
    } else if (rest.starts_with(open) || (open.size() == 1 && line_ends)) {
      at += line_ends ? 0 : open.size() - 1;
      open = {};
    }
  }
  return open.size() == 3;
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

Diagnostic SourceText::diagnostic(const std::string& file, Position position, std::string message,
                                  std::uint32_t hide) const {
  Diagnostic result{
      .file = file, .line = position.line, .column = position.column, .message = std::move(message)};
  std::string shortened;
  std::string_view text = line(position.line);
  if (hide != 0) {
    shortened = fmt::format("{}{}", text.substr(0, offset_of(text, hide - 1)), core::hidden);
    text = shortened;
    position.column = std::min(position.column, hide);
  }
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

Diagnostic SourceText::syntax(const std::string& file, Position position, std::string message) const {
  return diagnostic(file, position, std::move(message), hide_broken(position.line));
}

std::uint32_t SourceText::hide_broken(std::uint32_t number) const {
  const auto text = line(number);
  if (text.empty()) return 0;
  if (begins_within_text(number)) return 1;
  if (header(text)) return 0;
  return static_cast<std::uint32_t>(end_of_key(text)) + 1;
}

std::uint32_t SourceText::comment(std::uint32_t number) const {
  const auto text = line(number);
  if (begins_within_text(number)) return 0;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (quote != 0) {
      if (text[at] == quote) quote = 0;
    } else if (text[at] == '"' || text[at] == '\'') {
      quote = text[at];
    } else if (text[at] == '#') {
      return static_cast<std::uint32_t>(characters(text.substr(0, at))) + 1;
    }
  }
  return 0;
}

}  // namespace waymark::config
