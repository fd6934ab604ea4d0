#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Dates and periods as people type them, cut into numbers and words. For this folder; no allocation.
namespace waymark::core {

struct Token {
  std::uint32_t value = 0;   // of a number; 10 digits and more count as 999,999,999
  std::uint32_t digits = 0;  // 0: a word
  std::string_view word;
  // What stands between the token before and this one, spaces around it dropped: one of `/ - . , ' : +`,
  // a space, or '\0' when they touch. A dash of any length is '-', and so is `to` between numbers.
  char separator = '\0';

  [[nodiscard]] bool number() const { return digits > 0; }
  [[nodiscard]] bool number(std::uint32_t from, std::uint32_t to) const {
    return digits >= from && digits <= to;
  }
  // In any case.
  [[nodiscard]] bool is(std::string_view expected) const;
};

class Tokens {
 public:
  static constexpr std::size_t most = 12;

  // Empty when something else than ASCII letters, digits and separators occurs, or more than `most` tokens.
  [[nodiscard]] static std::optional<Tokens> read(std::string_view text);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Token& operator[](std::size_t i) const { return tokens_[first_ + i]; }
  void drop_front(std::size_t count) {
    first_ += count;
    size_ -= count;
  }
  void drop_back(std::size_t count) { size_ -= count; }
  // The first `count` of them behind the others, with a space between.
  [[nodiscard]] Tokens with_front_last(std::size_t count) const;

 private:
  std::array<Token, most> tokens_{};
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

// `April`, `Apr`, `Sept` in any case: 4, 4, 9.
[[nodiscard]] std::optional<std::uint32_t> month_named(const Token& token);

}  // namespace waymark::core
