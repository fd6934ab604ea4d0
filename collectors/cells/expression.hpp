#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace waymark::cells {

// A regular expression in RE2's syntax: searching takes time in proportion to the text, and memory within
// fixed bounds, whatever the expression and the text are. Text and expression are UTF-8, "." is one
// character. Copies share what was compiled; any number of threads may search.
class Expression {
 public:
  static constexpr std::size_t longest = 10'000;  // bytes of an expression

  // Otherwise what is wrong with it, as it follows after the expression in a sentence:
  // `has a look-ahead "(?=" at character 3; ...`.
  static std::expected<Expression, std::string> compile(std::string_view text, bool ignore_case);
  // The same with groups that catch something, of which it has one to nine.
  static std::expected<Expression, std::string> compile_with_groups(std::string_view text, bool ignore_case);

  // Whether it matches somewhere in the text.
  [[nodiscard]] bool found_in(std::string_view text) const;
  // What its groups caught where it matches first, with spaces between; nothing when it does not match.
  [[nodiscard]] std::optional<std::string> caught_in(std::string_view text) const;
  [[nodiscard]] const std::string& text() const;  // as it was written

 private:
  explicit Expression(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace waymark::cells
