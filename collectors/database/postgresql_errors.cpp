#include "collectors/database/postgresql_errors.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::database {

namespace {

using Kind = Failed::Kind;

// `FATAL:  28P01: password authentication failed ...`: the code, and what stands behind it on the line.
struct Coded {
  std::string_view code, message;
};

bool code_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

Coded coded(std::string_view line) {
  for (auto at = line.find(":  "); at != std::string_view::npos; at = line.find(":  ", at + 1)) {
    const auto code = line.substr(at + 3, 5);
    const auto rest = line.substr(std::min(line.size(), at + 8));
    if (code.size() == 5 && std::ranges::all_of(code, code_character) && rest.starts_with(": ")) {
      return {code, rest.substr(2)};
    }
  }
  return {};
}

}  // namespace

Failed postgresql_failure(std::string_view code, std::string_view message) {
  const auto kind = code.substr(0, std::min<std::size_t>(2, code.size()));
  if (code == "57014") {
    if (message.contains("timeout"))
      return {Kind::timeout, "the query took longer than the collector's timeout"};
    return {Kind::unavailable, fmt::format("the query was ended on the server: {}", message)};
  }
  if (code == "55P03") {
    return {Kind::busy, fmt::format("a table is locked by another session for too long ({})", message)};
  }
  if (code == "25006") {
    return {Kind::query, fmt::format("the query tries to write, which is refused ({})", message)};
  }
  if (code == "22021" || code == "22P05") {
    return {Kind::data,
            fmt::format("a text is not in the encoding that its database says ({}); convert it in the "
                        "query, or leave the column out",
                        message)};
  }
  if (code == "42501") {
    return {Kind::query,
            fmt::format("the user may not read what the query asks for ({}); GRANT SELECT on it", message)};
  }
  if (kind == "28") {
    return {Kind::authentication,
            fmt::format("the server refuses the user: {}; check user and password_file", message)};
  }
  if (kind == "57" || kind == "08" || kind == "53" || kind == "58" || kind == "XX" || code == "3D000") {
    return {Kind::unavailable, fmt::format("the server cannot answer: {}", message)};
  }
  return {Kind::query, fmt::format("the query is refused: {}", message)};
}

Failed postgresql_connect_failure(std::string_view text, bool needs_password, const config::Source& source) {
  const auto line = text.substr(0, text.find('\n'));
  if (needs_password) {
    return {Kind::authentication,
            fmt::format("the server asks for the password of {}; name its file with password_file",
                        config::in_quotes(source.user))};
  }
  const auto [code, message] = coded(line);
  if (!code.empty()) return postgresql_failure(code, message);
  return {Kind::unavailable, fmt::format("no connection: {}", line)};
}

}  // namespace waymark::database
