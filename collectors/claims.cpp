#include "collectors/claims.hpp"

#include <cstddef>
#include <vector>

namespace waymark::collectors {

namespace {

struct Token {
  enum class Kind { any_text, any_character, character } kind = Kind::character;
  char character = 0;
};

char folded(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::vector<Token> tokens(std::string_view pattern) {
  using Kind = Token::Kind;
  std::vector<Token> found;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '*') {
      found.push_back({Kind::any_text});
    } else if (c == '?') {
      found.push_back({Kind::any_character});
    } else if (const auto end = pattern.find(']', at + 2); c == '[' && end != std::string_view::npos) {
      found.push_back({Kind::any_character});
      at = end;
    } else {
      if (c == '\\' && at + 1 < pattern.size()) ++at;
      found.push_back({Kind::character, folded(pattern[at])});
    }
  }
  return found;
}

}  // namespace

bool patterns_meet(std::string_view a, std::string_view b) {
  const auto left = tokens(a), right = tokens(b);
  const auto text = [](const std::vector<Token>& of, std::size_t at) {
    return at < of.size() && of[at].kind == Token::Kind::any_text;
  };
  // meets[i][j]: the rests from i and j on can be the same text.
  std::vector<std::vector<bool>> meets(left.size() + 1, std::vector<bool>(right.size() + 1));
  for (std::size_t i = left.size() + 1; i-- > 0;) {
    for (std::size_t j = right.size() + 1; j-- > 0;) {
      if (i == left.size() && j == right.size()) {
        meets[i][j] = true;
      } else if (text(left, i)) {
        meets[i][j] = meets[i + 1][j] || (j < right.size() && meets[i][j + 1]);
      } else if (text(right, j)) {
        meets[i][j] = meets[i][j + 1] || (i < left.size() && meets[i + 1][j]);
      } else if (i < left.size() && j < right.size()) {
        const bool any = left[i].kind != Token::Kind::character || right[j].kind != Token::Kind::character;
        meets[i][j] = (any || left[i].character == right[j].character) && meets[i + 1][j + 1];
      }
    }
  }
  return meets[0][0];
}

bool in_each_others_way(const Claim& a, const Claim& b) {
  return (a.moves || b.moves) && a.folder == b.folder && patterns_meet(a.pattern, b.pattern);
}

}  // namespace waymark::collectors
