#include "daemon/core/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace waymark::core {

namespace {

constexpr std::size_t shortest_password = 4;  // that is looked for

bool word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

// Where an address's user and password end, which begin at `from`; `from` itself when there are none. A
// password may hold anything but blanks, slashes too.
std::size_t end_of_user(std::string_view text, std::size_t from) {
  std::size_t end = from;
  bool colon = false, slash = false;
  for (std::size_t at = from; at < text.size() && !blank(text[at]) && text[at] != '"'; ++at) {
    colon = colon || text[at] == ':';
    slash = slash || text[at] == '/';
    if (text[at] == '@' && (colon || !slash)) end = at;
  }
  return end;
}

// Where a value ends that begins at `from`: {braced}}text}, quoted, or up to a blank or a mark between
// settings.
std::size_t end_of_value(std::string_view text, std::size_t from) {
  if (from == text.size()) return from;
  const char open = text[from];
  const char close = open == '{' ? '}' : open == '\'' || open == '"' ? open : '\0';
  if (close == '\0') {
    return std::min(text.find_first_of(" \t\r\n;&,", from), text.size());
  }
  for (std::size_t at = from + 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == close) {
      if (at + 1 == text.size() || text[at + 1] != close) return at + 1;
      ++at;  // doubled, it stands for itself
    }
  }
  return text.size();
}

}  // namespace

bool names_secret(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr auto parts = std::to_array<std::string_view>({"passw", "passphrase", "pwd", "secret", "token",
                                                          "credential", "api_key", "apikey", "api-key",
                                                          "private_key", "authorization", "bearer"});
  return lower == "pass" || lower == "pw" ||
         std::ranges::any_of(parts, [&](std::string_view part) { return lower.contains(part); });
}

std::string without_secrets(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("://")) {
      out += "://";
      at += 3;
      if (const auto end = end_of_user(text, at); end > at) {
        out += hidden;
        at = end;
      }
      continue;
    }
    if (!word(text[at])) {
      out += text[at++];
      continue;
    }
    auto end = at;
    while (end < text.size() && word(text[end])) ++end;
    const auto name = text.substr(at, end - at);
    out += name;
    at = end;
    if (!names_secret(name)) continue;
    while (end < text.size() && text[end] == ' ') ++end;
    if (end == text.size() || text[end] != '=') continue;
    ++end;
    while (end < text.size() && text[end] == ' ') ++end;
    out.append(text.substr(at, end - at));
    at = end_of_value(text, end);
    if (at > end) out += hidden;
  }
  return out;
}

std::string without_secrets(std::string_view text, std::string_view password) {
  if (password.size() < shortest_password) return without_secrets(text);
  std::string out(text);
  for (auto at = out.find(password); at != std::string::npos; at = out.find(password, at + hidden.size())) {
    out.replace(at, password.size(), hidden);
  }
  return without_secrets(out);
}

}  // namespace waymark::core
