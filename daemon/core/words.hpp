#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

// Words: of the months, and tables of enumerators with theirs, read in both directions. For this folder.
namespace waymark::core {

inline constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

template <class Enum, std::size_t n>
using Words = std::array<std::pair<Enum, std::string_view>, n>;

template <class Enum, std::size_t n>
[[nodiscard]] std::string_view word_of(const Words<Enum, n>& words, Enum value) {
  for (const auto& [known, word] : words) {
    if (known == value) return word;
  }
  throw std::logic_error{"an enumerator without a word"};
}

template <class Enum, std::size_t n>
[[nodiscard]] std::optional<Enum> value_of(const Words<Enum, n>& words, std::string_view word) {
  for (const auto& [value, known] : words) {
    if (known == word) return value;
  }
  return std::nullopt;
}

}  // namespace waymark::core
