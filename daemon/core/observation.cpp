#include "daemon/core/observation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

constexpr Words<Flag, 10> flag_words{{
    {Flag::none, "none"},
    {Flag::break_in_series, "break_in_series"},
    {Flag::confidential, "confidential"},
    {Flag::estimate, "estimate"},
    {Flag::forecast, "forecast"},
    {Flag::provisional, "provisional"},
    {Flag::revised, "revised"},
    {Flag::low_reliability, "low_reliability"},
    {Flag::unavailable, "unavailable"},
    {Flag::not_applicable, "not_applicable"},
}};

// What people write instead.
constexpr std::array<std::pair<std::string_view, Flag>, 7> flag_synonyms{{
    {"break", Flag::break_in_series},
    {"est", Flag::estimate},
    {"estimated", Flag::estimate},
    {"fcst", Flag::forecast},
    {"prov", Flag::provisional},
    {"rev", Flag::revised},
    {"low reliability", Flag::low_reliability},
}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `Break in series` is the word break_in_series.
bool same_word(std::string_view text, std::string_view word) {
  return std::ranges::equal(text, word, [](char a, char b) { return lower(a == ' ' ? '_' : a) == b; });
}

}  // namespace

char letter(Flag flag) {
  switch (flag) {
    case Flag::none: return '\0';
    case Flag::break_in_series: return 'b';
    case Flag::confidential: return 'c';
    case Flag::estimate: return 'e';
    case Flag::forecast: return 'f';
    case Flag::provisional: return 'p';
    case Flag::revised: return 'r';
    case Flag::low_reliability: return 'u';
    case Flag::unavailable: return 'x';
    case Flag::not_applicable: return 'z';
  }
  return '\0';
}

std::optional<Flag> parse_flag(std::string_view text) {
  const auto within = [&](char open, char close) {
    return text.size() >= 2 && text.front() == open && text.back() == close;
  };
  if (within('[', ']') || within('(', ')')) {
    text = text.substr(1, text.size() - 2);
    if (text.empty()) return std::nullopt;
  }
  if (text.empty()) return Flag::none;
  if (text.size() > 1 && text.ends_with('.')) text.remove_suffix(1);
  for (const auto& [flag, word] : flag_words) {
    if (same_word(text, word) || (text.size() == 1 && lower(text[0]) == letter(flag))) return flag;
  }
  for (const auto& [synonym, flag] : flag_synonyms) {
    if (std::ranges::equal(text, synonym, {}, lower)) return flag;
  }
  return std::nullopt;
}

std::string_view word(Flag flag) {
  return word_of(flag_words, flag);
}

const Observation* Series::at(Period period) const {
  const auto found = std::ranges::lower_bound(observations, period, {}, &Observation::period);
  return found != observations.end() && found->period == period ? &*found : nullptr;
}

void History::add(Series series) {
  std::uint64_t counted = 0;
  const Observation* before = nullptr;
  for (const auto& observation : series.observations) {
    if (before != nullptr &&
        (before->period >= observation.period || before->period.kind() != observation.period.kind())) {
      throw std::logic_error{"the history of " + series.key.indicator.text + " is not ascending at " +
                             observation.period.label()};
    }
    counted += observation.revisions;
    before = &observation;
  }
  series.revisions = std::max(series.revisions, counted);
  const auto [known, added] = index_.try_emplace(series.key, series_.size());
  if (added) {
    series_.push_back(std::move(series));
  } else {
    series_[known->second] = std::move(series);
  }
}

const Series* History::find(const SeriesKey& key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &series_[found->second];
}

}  // namespace waymark::core
