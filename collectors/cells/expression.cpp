#include "collectors/cells/expression.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <re2/re2.h>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "config/diagnostics.hpp"

namespace waymark::cells {

namespace {

using config::in_quotes;

constexpr std::int64_t memory = 1 << 20;  // for the compiled form and what searching keeps
constexpr int most_groups = 9;
constexpr int most_steps = 5000;  // of the compiled form: each byte of a text costs at most so many

// What other engines know and RE2 does not, by how it begins.
struct Foreign {
  std::string_view begins, name, instead;
};

constexpr std::string_view no_looking_around =
    "expressions cannot look ahead or behind; use two conditions, or one_of";
constexpr std::string_view no_going_back = "expressions cannot refer back to what a group has matched";
constexpr std::string_view no_possession =
    "one + is enough, searching takes no longer; a plus itself is written \\+";

constexpr auto groups = std::to_array<Foreign>({
    {"(?=", "a look-ahead", no_looking_around},
    {"(?!", "a look-ahead", no_looking_around},
    {"(?<=", "a look-behind", no_looking_around},
    {"(?<!", "a look-behind", no_looking_around},
    {"(?P=", "a back reference", no_going_back},
    {"(?P>", "a call of a group", "repeat what the group says"},
    {"(?&", "a call of a group", "repeat what the group says"},
    {"(?R)", "a recursion", "expressions cannot contain themselves"},
    {"(?>", "an atomic group", "write (?: instead"},
    {"(?|", "a branch reset", "write (?: instead"},
    {"(?(", "a condition", "use two conditions, or one_of"},
    {"(?#", "a comment", "leave it out"},
    {"(?<", "a named group", "write ( instead"},
});
constexpr auto escapes = std::to_array<Foreign>({
    {"\\k", "a back reference", no_going_back},
    {"\\g", "a back reference", no_going_back},
    {"\\u", "a Unicode escape of another kind", "write the character itself, or \\x{E9}"},
    {"\\c", "a control character", "write \\x01 for the first"},
    {"\\Z", "an end of another kind", "write $ or \\z"},
    {"\\G", "a start of another kind", "write ^ or \\A"},
    {"\\h", "a blank of another kind", "write [ \\t]"},
    {"\\K", "a cut", "leave it out"},
    {"\\R", "a line end of another kind", "write \\r?\\n"},
    {"\\X", "a character of another kind", "write ."},
    {"\\N", "a character of another kind", "write ."},
});

std::string at(std::string_view text, std::size_t offset, std::string_view what) {
  const auto characters = std::ranges::count_if(
      text.substr(0, offset), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return fmt::format("{} at character {}", in_quotes(what), characters + 1);
}

// The first thing outside of character classes and \Q...\E that RE2 does not know, and where.
struct Found {
  Foreign what;
  std::size_t offset;
};

std::optional<Found> foreign(std::string_view text) {
  bool within_class = false;
  const auto in = [&](const auto& table, std::size_t i) -> std::optional<Found> {
    for (const auto& entry : table) {
      if (text.substr(i).starts_with(entry.begins)) return Found{entry, i};
    }
    return std::nullopt;
  };
  char before = 0;  // what stands there for itself is none
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rest = text.substr(i);
    const char c = text[i];
    const char previous = std::exchange(before, c == '\\' || within_class ? '\0' : c);
    if (rest.starts_with("\\Q") && !within_class) {
      i = std::min(text.find("\\E", i), text.size() - 1) + 1;
    } else if (c == '\\') {
      if (!within_class && rest.size() > 1 && rest[1] >= '1' && rest[1] <= '9') {
        return Found{{rest.substr(0, 2), "a back reference", no_going_back}, i};
      }
      if (auto found = in(escapes, i); found && !within_class) return found;
      ++i;
    } else if (within_class) {
      if (rest.starts_with("[:")) i = std::min(text.find(":]", i), text.size() - 2) + 1;
      within_class = c != ']';
    } else if (c == '[') {
      within_class = true;
      if (text.substr(i + 1).starts_with('^')) ++i;
      if (text.substr(i + 1).starts_with(']')) ++i;  // a bracket itself
    } else if (c == '(' && !rest.starts_with("(?P<")) {
      if (auto found = in(groups, i)) return found;
    } else if (c == '+' && (previous == '+' || previous == '*' || previous == '?')) {
      return Found{{text.substr(i - 1, 2), "a possessive repetition", no_possession}, i - 1};
    }
  }
  return std::nullopt;
}

// RE2's own verdict in this program's words.
std::string problem(const re2::RE2& expression, std::string_view text) {
  using re2::RE2;
  const std::string& piece = expression.error_arg();
  const auto offset = piece.empty() ? std::string_view::npos : text.find(piece);
  const auto where = offset == std::string_view::npos ? in_quotes(piece) : at(text, offset, piece);
  switch (expression.error_code()) {
    case RE2::ErrorBadEscape: return fmt::format("has {}, which means nothing", where);
    case RE2::ErrorBadCharClass:
    case RE2::ErrorBadCharRange: return fmt::format("has {}, which is no class of characters", where);
    case RE2::ErrorMissingBracket:
      return fmt::format("has a [ that is never closed: {}; a bracket itself is written \\[", where);
    case RE2::ErrorMissingParen: return "has a ( that is never closed; a parenthesis itself is written \\(";
    case RE2::ErrorUnexpectedParen: return "has a ) that nothing opens; a parenthesis itself is written \\)";
    case RE2::ErrorTrailingBackslash: return "ends in a backslash; the character itself is written \\\\";
    case RE2::ErrorRepeatArgument: return fmt::format("has {} with nothing before it to repeat", where);
    case RE2::ErrorRepeatSize:
      return fmt::format("has the repetition {}; they go up to 1000, nested ones together", where);
    case RE2::ErrorRepeatOp: return fmt::format("has {}, which repeats a repetition", where);
    case RE2::ErrorBadPerlOp:
      return fmt::format("has a group that begins with {}, which means nothing", where);
    case RE2::ErrorBadUTF8: return "is not UTF-8";
    case RE2::ErrorBadNamedCapture: return fmt::format("has a name that is none: {}", where);
    case RE2::ErrorPatternTooLarge: return "is too large; repeat less, or split it into several conditions";
    case RE2::NoError:
    case RE2::ErrorInternal: break;
  }
  return fmt::format("is not understood: {}", expression.error());
}

using Compiled = std::shared_ptr<const re2::RE2>;

std::expected<Compiled, std::string> compiled(std::string_view text, bool ignore_case, bool catching) {
  if (text.size() > Expression::longest) {
    return std::unexpected(
        fmt::format("is longer than {} bytes; split it into several conditions", Expression::longest));
  }
  if (const auto found = foreign(text)) {
    const auto& [what, offset] = *found;
    return std::unexpected(
        fmt::format("has {} {}; {}", what.name, at(text, offset, what.begins), what.instead));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(!catching);
  options.set_case_sensitive(!ignore_case);
  options.set_max_mem(memory);
  auto expression = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (!expression->ok()) return std::unexpected(problem(*expression, text));
  if (expression->ProgramSize() > most_steps) {
    return std::unexpected("is too large; repeat less, or split it into several conditions");
  }
  return expression;
}

}  // namespace

std::expected<Expression, std::string> Expression::compile(std::string_view text, bool ignore_case) {
  auto made = compiled(text, ignore_case, false);
  if (!made) return std::unexpected(std::move(made.error()));
  return Expression(std::move(*made));
}

std::expected<Expression, std::string> Expression::compile_with_groups(std::string_view text,
                                                                       bool ignore_case) {
  auto made = compiled(text, ignore_case, true);
  if (!made) return std::unexpected(std::move(made.error()));
  const auto groups = (*made)->NumberOfCapturingGroups();
  if (groups < 1 || groups > most_groups) {
    return std::unexpected(
        fmt::format("has {} groups in parentheses: from one to {} say what to take", groups, most_groups));
  }
  return Expression(std::move(*made));
}

std::optional<std::string> Expression::caught_in(std::string_view text) const {
  std::array<re2::StringPiece, most_groups + 1> pieces;
  const auto count = compiled_->NumberOfCapturingGroups() + 1;
  if (!compiled_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED,
                        pieces.data(), count)) {
    return std::nullopt;
  }
  std::string out;
  for (const auto& piece : std::span(pieces).subspan(1, static_cast<std::size_t>(count) - 1)) {
    if (piece.empty()) continue;
    if (!out.empty()) out += ' ';
    out.append(piece.data(), piece.size());
  }
  return out;
}

bool Expression::found_in(std::string_view text) const {
  return compiled_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), re2::RE2::UNANCHORED,
                          nullptr, 0);
}

const std::string& Expression::text() const {
  return compiled_->pattern();
}

}  // namespace waymark::cells
