#include "collectors/database/query.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::database {

namespace {

constexpr std::string_view since = ":since";

bool word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

std::size_t after(std::string_view text, std::string_view what, std::size_t from) {
  const auto found = text.find(what, from);
  return found == std::string_view::npos ? text.size() : found + what.size();
}

// PostgreSQL's $tag$ ... $tag$; nothing when there is no tag here.
std::size_t dollar_quoted(std::string_view text, std::size_t at) {
  if (at > 0 && word(text[at - 1])) return 0;
  auto end = at + 1;
  while (end < text.size() && word(text[end])) ++end;
  const bool number = end > at + 1 && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0;
  if (end >= text.size() || text[end] != '$' || number) return 0;
  return after(text, text.substr(at, end + 1 - at), end + 1);
}

// Where what is quoted or commented here ends; `at` itself when nothing is. A doubled quote reads as two
// quoted texts side by side, which comes to the same.
std::size_t skip(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  if (rest.starts_with("--")) return after(text, "\n", at);
  if (rest.starts_with("/*")) return after(text, "*/", at + 2);
  switch (text[at]) {
    case '\'':
    case '"':
    case '`': return after(text, text.substr(at, 1), at + 1);
    case '$': return std::max(dollar_quoted(text, at), at);
    default: return at;
  }
}

std::string first_word(std::string_view text) {
  std::string first;
  for (std::size_t at = 0; at < text.size();) {
    const bool comment = text.substr(at).starts_with("--") || text.substr(at).starts_with("/*");
    if (comment) {
      at = skip(text, at);
    } else if (word(text[at])) {
      first += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at++])));
    } else if (first.empty() && (blank(text[at]) || text[at] == '(')) {
      ++at;
    } else {
      break;
    }
  }
  return first;
}

}  // namespace

std::expected<Query, std::string> Query::read(std::string text) {
  Query query;
  query.text_ = std::move(text);
  const std::string_view all = query.text_;
  const auto first = first_word(all);
  constexpr std::array readers{"select", "with", "values", "table"};
  if (first.empty()) return std::unexpected(std::string{"the query is empty"});
  if (std::ranges::find(readers, first) == readers.end()) {
    return std::unexpected(fmt::format("a query begins with SELECT or WITH, not {}: collectors only read",
                                       config::in_quotes(first)));
  }
  std::size_t end = std::string_view::npos;  // of the statement, where a semicolon stands
  for (std::size_t at = 0; at < all.size();) {
    if (const auto next = skip(all, at); next > at) {
      at = next;
      continue;
    }
    if (end != std::string_view::npos && !blank(all[at])) {
      return std::unexpected(std::string{"a query is one statement; something follows its semicolon"});
    }
    if (all[at] == ';') end = at;
    const bool cast = at > 0 && (all[at - 1] == ':' || word(all[at - 1]));
    const auto behind = at + since.size();
    if (!cast && all.substr(at).starts_with(since) && (behind >= all.size() || !word(all[behind]))) {
      query.places_.push_back(at);
      at = behind;
      continue;
    }
    ++at;
  }
  if (end != std::string_view::npos) query.text_.resize(end);
  return query;
}

std::string Query::with(std::string_view placeholder) const {
  std::string out;
  std::size_t done = 0;
  for (const auto place : places_) {
    out.append(text_, done, place - done);
    out += placeholder;
    done = place + since.size();
  }
  return out.append(text_, done);
}

}  // namespace waymark::database
