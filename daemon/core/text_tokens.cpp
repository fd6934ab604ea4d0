#include "daemon/core/text_tokens.hpp"

#include <algorithm>

#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

// How many bytes of a dash of any kind stand at the front, U+2010 to U+2014 and the minus U+2212.
std::size_t dash_at(std::string_view text) {
  for (const std::string_view dash :
       {"\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"}) {
    if (text.starts_with(dash)) return dash.size();
  }
  return 0;
}

// The same of a no-break space.
std::size_t wide_space_at(std::string_view text) {
  for (const std::string_view space : {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"}) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

// Takes the separator at the front, '\0' when there is none, empty when there are two.
std::optional<char> take_separator(std::string_view& text) {
  char found = '\0';
  while (!text.empty() && !digit(text.front()) && !letter(text.front())) {
    char here = text.front();
    std::size_t length = 1;
    if (const auto dash = dash_at(text); dash > 0) {
      here = '-';
      length = dash;
    } else if (const auto space = wide_space_at(text); space > 0) {
      here = ' ';
      length = space;
    } else if (here == '\t') {
      here = ' ';
    } else if (std::string_view{" /-.,':+"}.find(here) == std::string_view::npos) {
      return std::nullopt;
    }
    if (found != '\0' && found != ' ' && here != ' ') return std::nullopt;
    if (found == '\0' || here != ' ') found = here;
    text.remove_prefix(length);
  }
  return found;
}

Token take_number(std::string_view& text) {
  constexpr std::uint32_t many = 999'999'999;
  Token token;
  while (!text.empty() && digit(text.front())) {
    token.value = token.digits < 9 ? token.value * 10 + static_cast<std::uint32_t>(text.front() - '0') : many;
    ++token.digits;
    text.remove_prefix(1);
  }
  return token;
}

Token take_word(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, letter);
  const auto length = static_cast<std::size_t>(end - text.begin());
  Token token;
  token.word = text.substr(0, length);
  text.remove_prefix(length);
  return token;
}

}  // namespace

bool Token::is(std::string_view expected) const {
  return !number() && std::ranges::equal(word, expected, {}, lower, lower);
}

std::optional<Tokens> Tokens::read(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return Tokens{};
  text = text.substr(first, text.find_last_not_of(" \t") - first + 1);

  Tokens tokens;
  bool to = false;
  while (!text.empty()) {
    const auto separator = take_separator(text);
    if (!separator || text.empty()) return std::nullopt;
    if (tokens.size_ == 0 && *separator != '\0') return std::nullopt;
    if (tokens.size_ == most) return std::nullopt;
    Token token = digit(text.front()) ? take_number(text) : take_word(text);
    token.separator = to ? '-' : *separator;
    if (token.is("to") && tokens.size_ > 0 && !to) {
      to = true;
      continue;
    }
    to = false;
    tokens.tokens_[tokens.size_++] = token;
  }
  if (to) return std::nullopt;
  return tokens;
}

Tokens Tokens::with_front_last(std::size_t count) const {
  Tokens out;
  for (std::size_t i = 0; i < size_; ++i) out.tokens_.at(i) = (*this)[(i + count) % size_];
  out.tokens_.at(size_ - count).separator = ' ';
  out.size_ = size_;
  return out;
}

std::optional<std::uint32_t> month_named(const Token& token) {
  for (std::uint32_t i = 0; i < month_names.size(); ++i) {
    if (token.is(month_names[i]) || token.is(month_names[i].substr(0, 3))) return i + 1;
  }
  if (token.is("sept")) return 9;
  return std::nullopt;
}

}  // namespace waymark::core
