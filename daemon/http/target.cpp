#include "daemon/http/target.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "daemon/core/printable.hpp"

namespace waymark::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

bool clean(std::string_view text) {
  while (!text.empty()) {
    const auto c = static_cast<std::uint8_t>(text.front());
    const auto length = core::utf8_length(text);
    if (length == 0 || c < 0x20 || c == 0x7F) return false;
    text.remove_prefix(length);
  }
  return true;
}

// The part up to the separator; `rest` is left with what follows it.
std::string_view until(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

bool climbs(std::string_view path) {
  while (!path.empty()) {
    const auto segment = until(path, '/');
    if (segment == "." || segment == "..") return true;
  }
  return false;
}

constexpr std::string_view bad_text =
    "The address holds a malformed %-escape, a control character or text that is not UTF-8.";

}  // namespace

std::expected<Target, std::string> parse_target(std::string_view target) {
  if (target.starts_with("http://") || target.starts_with("https://")) {
    const auto slash = target.find('/', target.find("://") + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  if (!target.starts_with('/')) return std::unexpected("The address must start with a slash.");

  const auto path = decode(until(target, '?'), false);
  if (!path || !clean(*path)) return std::unexpected(std::string{bad_text});
  if (climbs(*path)) return std::unexpected("The address must not hold the segments \".\" or \"..\".");

  Target out{.path = *path, .query = {}};
  while (!target.empty()) {
    auto pair = until(target, '&');
    if (pair.empty()) continue;
    const auto name = decode(until(pair, '='), true);
    const auto value = decode(pair, true);
    if (!name || !value || !clean(*name) || !clean(*value)) return std::unexpected(std::string{bad_text});
    out.query.emplace_back(*name, *value);
  }
  return out;
}

}  // namespace waymark::http
