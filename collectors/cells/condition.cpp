#include "collectors/cells/condition.hpp"

#include <algorithm>

#include "collectors/cells/number.hpp"

namespace waymark::cells {

std::string fold(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return folded;
}

bool Condition::holds(std::string_view cell) const {
  std::string folded;
  if (ignore_case && kind != Kind::matches) {
    folded = fold(cell);
    cell = folded;
  }
  switch (kind) {
    case Kind::equals: return (std::ranges::find(values, cell) != values.end()) != negated;
    case Kind::starts_with:
      return std::ranges::any_of(values, [&](const std::string& value) { return cell.starts_with(value); });
    case Kind::matches: return expression && expression->found_in(cell);
  }
  return false;
}

bool Filter::holds(std::span<const std::string_view> fields) {
  constexpr std::size_t kept = 100'000;
  constexpr std::size_t longest_kept = 200;  // bytes
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    const Condition& condition = conditions_[i];
    Place& place = places_[i];
    const auto cell = trim(fields[place.field]);
    if (condition.kind != Condition::Kind::matches || cell.size() > longest_kept) {
      if (!condition.holds(cell)) return false;
      continue;
    }
    auto verdict = place.verdicts.find(cell);
    if (verdict == place.verdicts.end()) {
      if (place.verdicts.size() >= kept) place.verdicts.clear();
      verdict = place.verdicts.emplace(cell, condition.holds(cell)).first;
    }
    if (!verdict->second) return false;
  }
  return true;
}

}  // namespace waymark::cells
