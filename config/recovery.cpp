#include "config/recovery.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace waymark::config {

namespace {

bool bare(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// The key of `key = `, dotted or in quotation marks; nothing when there is none that TOML knows.
std::optional<std::string_view> key_of(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const auto key = trimmed(line.substr(0, equals));
  if (key.empty()) return std::nullopt;
  if (key.size() > 2 && key.front() == '"' && key.find('"', 1) == key.size() - 1 && !key.contains('\\'))
    return key;
  if (!std::ranges::all_of(key, [](char c) { return bare(c) || c == '.'; })) return std::nullopt;
  if (key.front() == '.' || key.back() == '.' || key.contains("..")) return std::nullopt;
  return key;
}

// The key, or what was meant to be one: `key: value`, `two words = value`.
std::string guessed_key(std::string_view line) {
  if (const auto key = key_of(line)) return std::string{*key};
  auto name = std::string{trimmed(line.substr(0, line.find_first_of("=:")))};
  std::ranges::replace(name, ' ', '_');
  const bool fits = line.find_first_of("=:") != std::string_view::npos && std::ranges::all_of(name, bare);
  return fits ? name : std::string{};
}

bool begins_header(std::string_view line) {
  const auto text = trimmed(line);
  return text.starts_with('[') && text.size() > 1;
}

// `[a.b]` or `[[a]]` and nothing but a comment behind it, as no line within a list looks.
bool whole_header(std::string_view line) {
  auto text = trimmed(line.substr(0, line.find('#')));
  if (!text.starts_with('[') || !text.ends_with(']')) return false;
  const auto name = text.find_first_not_of('[');
  const auto end = text.find_last_not_of(']');
  if (name == std::string_view::npos || end < name ||
      std::isdigit(static_cast<unsigned char>(text[name])) != 0)
    return false;
  return std::ranges::all_of(text.substr(name, end - name + 1),
                             [](char c) { return bare(c) || c == '.' || c == ' '; });
}

// Follows brackets and texts through the lines of a value.
struct Scanner {
  int depth = 0;
  std::string_view open;  // what closes a text of several lines

  void line(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto rest = text.substr(at);
      if (!open.empty()) {
        if (open.front() == '"' && rest.front() == '\\') {
          ++at;
        } else if (rest.starts_with(open)) {
          at += open.size() - 1;
          open = {};
        }
      } else if (rest.starts_with("\"\"\"")) {
        open = "\"\"\"";
        at += 2;
      } else if (rest.starts_with("'''")) {
        open = "'''";
        at += 2;
      } else if (rest.front() == '"' || rest.front() == '\'') {
        at = end_of_text(text, at);
      } else if (rest.front() == '#') {
        return;
      } else if (rest.front() == '[' || rest.front() == '{') {
        ++depth;
      } else if (rest.front() == ']' || rest.front() == '}') {
        --depth;
      }
    }
  }

  // A text of one line ends with it, closed or not.
  static std::size_t end_of_text(std::string_view text, std::size_t at) {
    const char mark = text[at];
    for (++at; at < text.size() && text[at] != mark; ++at) {
      if (mark == '"' && text[at] == '\\') ++at;
    }
    return at;
  }
  [[nodiscard]] bool done() const { return depth <= 0 && open.empty(); }
};

}  // namespace

Recovery::Recovery(const SourceText& source) {
  lines_.reserve(source.line_count());
  for (std::uint32_t number = 1; number <= source.line_count(); ++number)
    lines_.emplace_back(source.line(number));
  split();
}

std::string Recovery::text() const {
  std::string all;
  for (const auto& line : lines_) all += line + '\n';
  return all;
}

void Recovery::split() {
  for (std::uint32_t line = 1; line <= lines_.size();) {
    const auto text = trimmed(lines_[line - 1]);
    if (text.empty() || text.starts_with('#')) {
      ++line;
      continue;
    }
    statements_.push_back(statement_at(line));
    line = statements_.back().last + 1;
  }
}

Recovery::Statement Recovery::statement_at(std::uint32_t line) const {
  Statement statement{.first = line, .last = line, .header = begins_header(lines_[line - 1])};
  if (statement.header) return statement;
  Scanner scanner;
  const std::string_view first = lines_[line - 1];
  const auto equals = first.find('=');
  if (equals == std::string_view::npos) return statement;
  scanner.line(first.substr(equals + 1));
  while (!scanner.done()) {
    const bool ends = statement.last == lines_.size();
    const std::string_view next = ends ? std::string_view{} : std::string_view{lines_[statement.last]};
    if (ends || (scanner.open.empty() && (whole_header(next) || key_of(next)))) {
      statement.unclosed = true;
      // Of a text that is never closed, what follows may be anything.
      if (!scanner.open.empty()) statement.last = line;
      return statement;
    }
    scanner.line(next);
    ++statement.last;
  }
  return statement;
}

std::size_t Recovery::find(std::uint32_t line) const {
  const auto behind = std::ranges::upper_bound(statements_, line, {}, &Statement::first);
  if (behind == statements_.begin()) return statements_.size();
  auto index = static_cast<std::size_t>(behind - statements_.begin()) - 1;
  // What was never closed is noticed in a later statement.
  while (index > 0 && statements_[index - 1].unclosed && statements_[index - 1].tried == 0) --index;
  return index;
}

std::set<std::uint32_t> Recovery::changed() const {
  std::set<std::uint32_t> lines;
  for (const auto& statement : statements_) {
    if (statement.tried == 0 && !statement.gone) continue;
    for (auto line = statement.first; line <= statement.last; ++line) lines.insert(line);
  }
  return lines;
}

std::uint32_t Recovery::culprit(std::uint32_t line) const {
  const auto index = find(line);
  return index == statements_.size() ? 0 : statements_[index].first;
}

bool Recovery::unclosed(std::uint32_t line) const {
  const auto index = find(line);
  return index != statements_.size() && statements_[index].unclosed && statements_[index].tried == 0;
}

void Recovery::blank(std::uint32_t first, std::uint32_t last) {
  for (auto line = first; line <= last; ++line) lines_[line - 1].clear();
}

// A header whose name can be read stands for its table; of another one, the whole table is lost.
void Recovery::repair_header(std::size_t index) {
  auto& statement = statements_[index];
  auto& line = lines_[statement.first - 1];
  const auto text = trimmed(std::string_view{line}.substr(0, line.find('#')));
  const auto name_at = text.find_first_not_of("[ \t");
  const bool empty = index + 1 == statements_.size() || statements_[index + 1].header;
  if (statement.tried == 1 && name_at != std::string_view::npos && !empty) {
    const auto name = text.substr(name_at, text.find_first_of("] \t", name_at) - name_at);
    const bool list = text.starts_with("[[") || text.ends_with("]]");
    const std::string repaired = (list ? "[[" : "[") + std::string{name} + (list ? "]]" : "]");
    if (std::ranges::all_of(name, [](char c) { return bare(c) || c == '.'; }) && repaired != text) {
      line = repaired;
      return;
    }
  }
  lost_table_ = true;
  auto next = index + 1;
  while (next < statements_.size() && !statements_[next].header) ++next;
  const auto end =
      next < statements_.size() ? statements_[next].first - 1 : static_cast<std::uint32_t>(lines_.size());
  blank(statement.first, end);
  for (auto each = index; each < next; ++each) statements_[each].gone = true;
}

// First what is meant takes its place, then its key alone, then nothing.
void Recovery::leave_out_value(Statement& statement) {
  const auto line = lines_[statement.first - 1];
  blank(statement.first, statement.last);
  if (auto better = mended(line);
      statement.tried == 1 && statement.first == statement.last && !better.empty()) {
    lines_[statement.first - 1] = std::move(better);
    return;
  }
  const bool alone = std::ranges::find(unreadable_, statement.first) != unreadable_.end();
  if (const auto key = guessed_key(line); !key.empty() && !alone) {
    lines_[statement.first - 1] = key + " = \"\"";
    unreadable_.push_back(statement.first);
    return;
  }
  // A key that cannot even stand alone is there already.
  if (!alone) lost_.push_back(statement.first);
  std::erase(unreadable_, statement.first);
  statement.gone = true;
}

Recovery::Step Recovery::leave_out(std::uint32_t line) {
  const auto index = find(line);
  if (index == statements_.size() || statements_[index].gone) return Step::nothing;
  auto& statement = statements_[index];
  const auto step = ++statement.tried == 1 ? Step::first : Step::again;
  if (statement.header) {
    repair_header(index);
  } else {
    leave_out_value(statement);
  }
  return step;
}

}  // namespace waymark::config
