#include "daemon/http/negotiation.hpp"

#include <algorithm>
#include <compare>
#include <string>

namespace waymark::http {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

// Takes the text up to the next separator that is not within quotes off the front of `rest`.
std::string_view next(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size(); ++end) {
    if (quoted && rest[end] == '\\') {
      ++end;
    } else if (rest[end] == '"') {
      quoted = !quoted;
    } else if (!quoted && rest[end] == separator) {
      break;
    }
  }
  end = std::min(end, rest.size());
  const auto piece = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    return value.substr(1, value.size() - 2);
  return value;
}

struct Parameter {
  std::string_view name, value;
};

Parameter parameter(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return {text, {}};
  return {trim(text.substr(0, equals)), unquoted(trim(text.substr(equals + 1)))};
}

// Thousandths. A malformed weight counts as 0: what was asked for is not clear, so it is not given.
int weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  int thousandths = (text[0] - '0') * 1000;
  int unit = 100;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') return 0;
    thousandths += (digit - '0') * unit;
    unit /= 10;
  }
  return std::min(thousandths, 1000);
}

// How well something matches, the better the greater.
struct Match {
  int exactness = -1;  // -1: not at all; the most exact range decides about a type
  int quality = 0;
};

std::optional<std::string_view> parameter_of(std::string_view type, std::string_view name) {
  next(type, ';');
  while (!type.empty()) {
    const auto [own, value] = parameter(next(type, ';'));
    if (same(own, name)) return value;
  }
  return std::nullopt;
}

Match match(std::string_view range, std::string_view offered) {
  auto rest = offered;
  const auto type = next(rest, ';');
  const auto wanted = next(range, ';');
  Match found{.exactness = 0, .quality = 1000};
  if (same(wanted, type)) {
    found.exactness = 2;
  } else if (wanted.ends_with("/*") &&
             same(wanted.substr(0, wanted.size() - 1), type.substr(0, wanted.size() - 1))) {
    found.exactness = 1;
  } else if (wanted != "*/*") {
    return {};
  }
  while (!range.empty()) {
    const auto [name, value] = parameter(next(range, ';'));
    if (same(name, "q")) {
      found.quality = weight(value);
      break;
    }
    const auto own = parameter_of(offered, name);
    if (!own) continue;
    if (!same(*own, value)) return {};
    ++found.exactness;
  }
  return found;
}

}  // namespace

std::optional<std::size_t> choose(std::string_view accept, std::span<const std::string_view> offered) {
  if (trim(accept).empty()) return 0;
  std::optional<std::size_t> best;
  Match best_match;
  for (std::size_t i = 0; i < offered.size(); ++i) {
    Match own;
    for (auto rest = accept; !rest.empty();) {
      const auto found = match(next(rest, ','), offered[i]);
      if (found.exactness > own.exactness) own = found;
    }
    if (own.exactness < 0 || own.quality == 0) continue;
    const bool better = own.quality > best_match.quality ||
                        (own.quality == best_match.quality && own.exactness > best_match.exactness);
    if (!best || better) {
      best = i;
      best_match = own;
    }
  }
  return best;
}

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<int> any;
  for (auto rest = accept_encoding; !rest.empty();) {
    auto item = next(rest, ',');
    const auto coding = next(item, ';');
    const auto [name, value] = parameter(next(item, ';'));
    const int quality = same(name, "q") ? weight(value) : 1000;
    if (same(coding, "gzip") || same(coding, "x-gzip")) return quality > 0;
    if (coding == "*") any = quality;
  }
  return any.value_or(0) > 0;
}

}  // namespace waymark::http
