#include "config/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace waymark::config {

namespace {

bool continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Tabs stay tabs, so that the caret stands below its character however wide a tab is shown.
std::string padding(std::string_view excerpt, std::uint32_t characters) {
  std::string result;
  for (const char byte : excerpt) {
    if (continuation(byte)) continue;
    if (characters-- == 0) return result;
    result += byte == '\t' ? '\t' : ' ';
  }
  result.append(characters, ' ');
  return result;
}

// Damerau-Levenshtein distance (optimal string alignment): insert, delete, change, swap of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string Diagnostic::text() const {
  if (line == 0) return fmt::format("{}: {}", file, message);
  if (excerpt.empty() && caret == 0) return fmt::format("{}:{}:{}: {}", file, line, column, message);
  const std::string_view gap = excerpt.empty() ? "" : " ";
  return fmt::format("{}:{}:{}: {}\n{:>4} |{}{}\n     | {}^", file, line, column, message, line, gap, excerpt,
                     padding(excerpt, caret == 0 ? 0 : caret - 1));
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (full()) {
    ++further_;
    return;
  }
  if (std::ranges::find(files_, diagnostic.file) == files_.end()) files_.push_back(diagnostic.file);
  const auto place = [this](const Diagnostic& entry) {
    return std::tuple{std::ranges::find(files_, entry.file) - files_.begin(), entry.line, entry.column};
  };
  const auto same = std::ranges::equal_range(list_, place(diagnostic), {}, place);
  const auto said = [&](const Diagnostic& entry) { return entry.message == diagnostic.message; };
  if (std::ranges::none_of(same, said)) list_.insert(same.end(), std::move(diagnostic));
}

void Diagnostics::append(const Diagnostics& others) {
  for (const Diagnostic& diagnostic : others.list_) add(diagnostic);
  further_ += others.further_;
}

std::string Diagnostics::text() const {
  std::string result;
  for (const Diagnostic& diagnostic : list_) result += diagnostic.text() + "\n";
  if (further_ > 0) result += fmt::format("and {} more\n", further_);
  return result;
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
  const std::size_t allowed = std::max<std::size_t>(2, word.size() / 3);
  std::size_t best = allowed + 1;
  std::string result;
  for (const std::string& candidate : known) {
    const std::size_t gap = std::max(word.size(), candidate.size()) - std::min(word.size(), candidate.size());
    if (gap >= best || candidate.empty()) continue;
    const std::size_t far = distance(word, candidate);
    // A short word that must be changed in every letter is another word.
    if (far < best && far < std::max(word.size(), candidate.size())) {
      best = far;
      result = candidate;
    }
  }
  return result;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string meant = nearest(word, known);
  return meant.empty() ? std::string{} : fmt::format("; did you mean {}?", in_quotes(meant));
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::string result = "\"";
  std::size_t characters = 0;
  for (const char byte : text) {
    if (!continuation(byte) && ++characters > longest) {
      result += "…";
      break;
    }
    const auto code = static_cast<unsigned char>(byte);
    result += code < 0x20 || code == 0x7F ? ' ' : byte;
  }
  return result + '"';
}

}  // namespace waymark::config
