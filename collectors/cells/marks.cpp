#include "collectors/cells/marks.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "collectors/cells/condition.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

Marks::Marks(const std::vector<std::string>& marks) {
  for (const auto& mark : marks) {
    if (mark.empty()) {
      empty_ = true;
      continue;
    }
    marks_.push_back(fold(mark));
    const char first = marks_.back().front();
    first_.set(static_cast<unsigned char>(first));
    if (first >= 'a' && first <= 'z') first_.set(static_cast<unsigned char>(first - ('a' - 'A')));
  }
}

bool Marks::search(std::string_view trimmed) const {
  return std::ranges::any_of(marks_, [&](const std::string& mark) {
    return mark.size() == trimmed.size() && mark == fold(trimmed);
  });
}

const std::vector<std::string>& usual_missing_marks() {
  static const std::vector<std::string> marks{"",      "NA",     "n/a",     "x",       "tbc",   "..",
                                              ":",     "#N/A",   "#DIV/0!", "#VALUE!", "#REF!", "#NAME?",
                                              "#NUM!", "#NULL!", "#SPILL!", "#CALC!"};
  return marks;
}

bool is_dash(std::string_view trimmed) {
  constexpr std::array dashes{"-", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"};
  return std::ranges::find(dashes, trimmed) != dashes.end();
}

std::optional<core::Flag> flag_of_mark(std::string_view trimmed) {
  if (trimmed.size() != 3 || trimmed.front() != '[') return std::nullopt;
  const auto flag = core::parse_flag(trimmed);
  return flag && *flag != core::Flag::none ? flag : std::nullopt;
}

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Takes it off the front with the blanks behind it; `word` in small letters.
bool take(std::string_view& text, std::string_view word) {
  if (text.size() < word.size() || !std::ranges::equal(text.substr(0, word.size()), word, {}, lower))
    return false;
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return true;
}

bool take_any(std::string_view& text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return take(text, word); });
}

// Names of months, quarters and years, and nothing else.
bool names_a_time(std::string_view text) {
  constexpr std::array<std::string_view, 18> words{
      "january", "february", "march",    "april",   "may",   "june", "july", "august", "september",
      "october", "november", "december", "quarter", "month", "year", "to",   "period", "date"};
  bool any = false;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" -/"), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const bool number = std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    const bool quarter = part.size() == 2 && lower(part[0]) == 'q' && part[1] >= '1' && part[1] <= '4';
    // A month by its first three letters, or whole.
    const bool word = std::ranges::any_of(words, [&](auto name) {
      const bool whole = part.size() == name.size() || (part.size() == 3 && name.size() > 3);
      return whole && std::ranges::equal(part, name.substr(0, part.size()), {}, lower);
    });
    if (!number && !quarter && !word) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool says_a_total(std::string_view text) {
  constexpr std::array<std::string_view, 7> before{"grand",  "sub-", "sub",    "overall",
                                                   "report", "page", "running"};
  constexpr std::array<std::string_view, 3> totals{"totals", "total", "sum"};
  constexpr std::array<std::string_view, 6> of{"for the", "for", "of the", "of", "in", "-"};
  text = trim(text);
  take_any(text, before);
  take(text, "-");
  if (!take_any(text, totals)) return false;
  while (text.ends_with(':') || text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty()) return true;
  take_any(text, of);
  return names_a_time(text);
}

}  // namespace waymark::cells
