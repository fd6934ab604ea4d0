#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "config/recovery.hpp"
#include "daemon/core/decimal.hpp"
#include "daemon/core/period.hpp"
#include "daemon/core/secrets.hpp"

namespace waymark::config {

namespace {

constexpr std::string_view pound = "\xC2\xA3";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// 1,200.50 as TOML writes it; nothing when it is no number.
std::string number(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ','; });
  return core::Decimal::parse(digits) ? digits : std::string{};
}

bool curly(std::string_view text) {
  constexpr std::array marks{"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9E"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return text.contains(mark); });
}

bool truth(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  constexpr std::array words{"true", "false", "yes", "no", "on", "off"};
  return std::ranges::find(words, lower) != words.end();
}

std::string of_value(std::string_view value) {
  if (value.empty()) return "a value is missing";
  if (curly(value)) return "quotation marks are straight ones, \" and not those of a word processor";
  if (truth(value)) return "write true or false";
  if (const auto date = core::parse_date(value)) return "a date is written " + core::iso_date(*date);
  if (value.contains('/') && value.find_first_not_of("0123456789/") == std::string_view::npos) {
    return value.size() <= 7 ? "text stands in quotation marks, and so does a period: \"2023/24\""
                             : "a date is written 2024-07-10";
  }
  if (value.ends_with('%')) {
    if (const auto digits = number(trimmed(value.substr(0, value.size() - 1))); !digits.empty()) {
      return fmt::format("write {}; the unit says percent", digits);
    }
  }
  if (value.starts_with(pound)) {
    if (const auto digits = number(trimmed(value.substr(pound.size()))); !digits.empty()) {
      return fmt::format("write {}; the unit says gbp", digits);
    }
  }
  if (value.contains(',')) {
    if (const auto digits = number(value); !digits.empty())
      return fmt::format("write {}, without commas", digits);
  }
  const bool worded = std::ranges::any_of(value, letter);
  return worded ? "text stands in quotation marks" : "";
}

// Of `key: value` and `two words = value`.
std::string of_key(std::string_view line) {
  const auto key = trimmed(line.substr(0, line.find('=')));
  if (!line.contains('=')) {
    const auto colon = line.find(':');
    const auto name = trimmed(line.substr(0, colon));
    const bool bare =
        !name.empty() && std::ranges::all_of(name, [](char c) { return letter(c) || c == '_' || c == '-'; });
    if (colon != std::string_view::npos && bare) return "between a setting and its value stands =, not :";
    return "a line is a setting, a value and = between them";
  }
  if (!key.contains(' ') ||
      !std::ranges::all_of(key, [](char c) { return letter(c) || c == ' ' || c == '_'; }))
    return {};
  std::string joined{key};
  std::ranges::replace(joined, ' ', '_');
  return fmt::format("the name of a setting has no blanks, such as {}", joined);
}

}  // namespace

std::string mended(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos || core::names_secret(trimmed(line.substr(0, equals)))) return {};
  const auto key = line.substr(0, equals + 1);
  const auto value = trimmed(line.substr(equals + 1, line.find('#', equals) - equals - 1));
  if (value.empty() || value.find_first_of("\"'[{\\") != std::string_view::npos) return {};
  const auto blanks = std::string(line.find_first_not_of(" \t", equals + 1) - equals - 1, ' ');
  const auto with = [&](std::string_view text) { return std::string{key} + blanks + std::string{text}; };
  if (curly(value)) {
    auto straight = std::string{value};
    for (const auto* mark : {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E"}) {
      for (auto at = straight.find(mark); at != std::string::npos; at = straight.find(mark))
        straight.replace(at, 3, "\"");
    }
    return with(straight);
  }
  if (truth(value)) return {};
  if (const auto date = core::parse_date(value)) return with(core::iso_date(*date));
  if (value.ends_with('%') || value.starts_with(pound) || value.contains(',')) {
    auto text = value;
    if (text.ends_with('%')) text.remove_suffix(1);
    if (text.starts_with(pound)) text.remove_prefix(pound.size());
    if (const auto digits = number(trimmed(text)); !digits.empty()) return with(digits);
    return {};
  }
  return letter(value.front()) ? with('"' + std::string{value} + '"') : std::string{};
}

std::string meant(std::string_view line, std::size_t column) {
  const auto text = trimmed(line);
  if (text.empty() || text.starts_with('[')) return {};
  if (auto key = of_key(text); !key.empty()) return key;
  const auto at = std::min(column == 0 ? 0 : column - 1, line.size());
  const auto equals = line.find('=');
  // Within a list or a table of one line, the part that the mistake is in.
  const bool several = line.substr(equals).find_first_of("[{") != std::string_view::npos;
  const auto begin = several && at > equals ? line.find_last_of("=,[{", at == 0 ? 0 : at - 1) : equals;
  auto value = line.substr(begin + 1);
  value = trimmed(value.substr(0, value.find_first_of(several ? "#,]}" : "#")));
  if (core::names_secret(trimmed(line.substr(0, equals)))) {
    return value.empty()           ? "a value is missing"
           : letter(value.front()) ? "text stands in quotation marks"
                                   : "";
  }
  if (value.starts_with('"') || value.starts_with('\'')) return {};
  return of_value(value);
}

}  // namespace waymark::config
