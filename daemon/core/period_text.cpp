#include <array>
#include <optional>
#include <utility>

#include "daemon/core/date_text.hpp"
#include "daemon/core/period.hpp"
#include "daemon/core/period_forms.hpp"
#include "daemon/core/text_tokens.hpp"

namespace waymark::core {
namespace {

using Kind = Fault::Kind;

std::unexpected<Fault> fault(Kind kind, std::uint32_t a = 0, std::uint32_t b = 0) {
  return std::unexpected{Fault{kind, a, b}};
}

Period month(std::uint32_t year, std::uint32_t number) {
  return {PeriodKind::month, static_cast<std::int32_t>((year - 1900) * 12 + number - 1)};
}
Period financial_year(std::uint32_t first) {
  return {PeriodKind::financial_year, static_cast<std::int32_t>(first - 1899)};
}
Period quarter(std::uint32_t first_year, std::uint32_t number) {
  return {PeriodKind::quarter, static_cast<std::int32_t>((first_year - 1899) * 4 + number) - 4};
}

Read<Period> month_in(const Token& year_token, std::uint32_t number) {
  const auto year = year_of(year_token);
  if (!year) return std::unexpected{year.error()};
  if (number < 1 || number > 12) return fault(Kind::month, number);
  return month(*year, number);
}

// `2023/24` of four and two digits: the year it starts in.
std::optional<std::uint32_t> plain_span(const Token& a, const Token& b) {
  const bool apart = b.separator == '/' || b.separator == '-';
  if (!apart || a.digits != 4 || b.digits != 2 || b.value != (a.value + 1) % 100) return std::nullopt;
  const auto year = year_of(a);
  return year ? std::optional{*year} : std::nullopt;
}

// `Feb 2023/24`, `2023/24 Feb`, and `2023M02` of the Office for National Statistics.
Read<Period> read_long_month(const Tokens& tokens) {
  if (tokens[0].digits == 4 && tokens[1].is("m") && tokens[1].separator == '\0' && tokens[2].number(2, 2) &&
      tokens[2].separator == '\0') {
    return month_in(tokens[0], tokens[2].value);
  }
  for (const std::size_t name : {0U, 2U}) {
    const auto named = month_named(tokens[name]);
    const auto first = plain_span(tokens[name == 0 ? 1 : 0], tokens[name == 0 ? 2 : 1]);
    if (named && *named < 4 && first == 2199U) return fault(Kind::year, 2200, 4);
    if (named && first) return month(*named < 4 ? *first + 1 : *first, *named);
  }
  return fault(Kind::form);
}

}  // namespace

Read<Period> read_month(const Tokens& tokens) {
  if (tokens.size() == 3) return read_long_month(tokens);
  if (tokens.size() == 1 && tokens[0].digits == 6) {
    return month_in(Token{.value = tokens[0].value / 100, .digits = 4}, tokens[0].value % 100);
  }
  if (tokens.size() != 2 || tokens[1].separator == '\0') return fault(Kind::form);
  const auto& a = tokens[0];
  const auto& b = tokens[1];
  if (const auto named = month_named(a); named && b.number()) return month_in(b, *named);
  if (const auto named = month_named(b); named && a.number() && a.digits != 2) return month_in(a, *named);
  if (a.number(1, 2) && b.digits == 4) return month_in(b, a.value);
  if (!a.number() || a.digits < 3 || !b.number(1, 2)) return fault(Kind::form);
  const bool financial = b.digits == 2 && b.value == (a.value + 1) % 100;
  if (financial && b.value > 12) return fault(Kind::form);
  if (financial && b.separator != '-') return fault(Kind::slash, a.value, b.value);
  return month_in(a, b.value);
}

namespace {

// `2023/24`, `2023-2024`, `23/24`: the year it starts in.
Read<std::uint32_t> read_span(const Tokens& tokens) {
  if (tokens.size() == 1 && tokens[0].number()) {
    if (tokens[0].digits == 6) return fault(Kind::form);
    const auto year = year_of(tokens[0]);
    if (!year) return year;
    return fault(Kind::half_year, *year);
  }
  if (tokens.size() != 2 || !tokens[0].number() || !tokens[1].number()) return fault(Kind::form);
  const auto& a = tokens[0];
  const auto& b = tokens[1];
  if (b.separator != '/' && b.separator != '-') return fault(Kind::form);
  if (b.digits != 2 && !(b.digits == 4 && a.digits == 4)) return fault(Kind::form);
  const auto year = year_of(a);
  if (!year) return year;
  const auto next = *year + 1;
  if (b.value != (b.digits == 4 ? next : next % 100)) return fault(Kind::span, next % 100);
  return *year;
}

void drop_financial_year_word(Tokens& tokens) {
  if (tokens.size() > 1 && tokens[0].is("fy")) {
    tokens.drop_front(1);
  } else if (tokens.size() > 2 && tokens[0].is("financial") && tokens[1].is("year")) {
    tokens.drop_front(2);
  } else if (tokens.size() > 2 && tokens[tokens.size() - 2].is("financial") &&
             tokens[tokens.size() - 1].is("year")) {
    tokens.drop_back(2);
  }
}

Read<Period> read_financial_year(Tokens tokens) {
  drop_financial_year_word(tokens);
  const auto first = read_span(tokens);
  if (!first) return std::unexpected{first.error()};
  return financial_year(*first);
}

// The number after one of these words, at the front or at the back, taken out.
template <class... Words>
std::optional<std::uint32_t> take_numbered(Tokens& tokens, Words... words) {
  const auto here = [&](std::size_t at) {
    return (tokens[at].is(words) || ...) && tokens[at + 1].number(1, 2) && tokens[at + 1].separator != '/';
  };
  if (tokens.size() < 3) return std::nullopt;
  if (here(0)) {
    const auto value = tokens[1].value;
    tokens.drop_front(2);
    return value;
  }
  if (here(tokens.size() - 2)) {
    const auto value = tokens[tokens.size() - 1].value;
    tokens.drop_back(2);
    return value;
  }
  return std::nullopt;
}

// `1st quarter`, `third qtr`, at the front or at the back, taken out.
std::optional<std::uint32_t> take_ordinal_quarter(Tokens& tokens) {
  constexpr std::array<std::string_view, 4> names{"first", "second", "third", "fourth"};
  const auto quarter_at = [&](std::size_t at) {
    return at < tokens.size() && (tokens[at].is("quarter") || tokens[at].is("qtr"));
  };
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    if (tokens[0].is(names.at(i)) && quarter_at(1)) {
      tokens.drop_front(2);
      return i + 1;
    }
  }
  if (tokens.size() > 3 && tokens[0].number(1, 1) && ordinal_suffix(tokens[1]) && quarter_at(2)) {
    const auto value = tokens[0].value;
    tokens.drop_front(3);
    return value;
  }
  const auto size = tokens.size();
  if (size > 3 && tokens[size - 3].number(1, 1) && ordinal_suffix(tokens[size - 2]) && quarter_at(size - 1)) {
    const auto value = tokens[size - 3].value;
    tokens.drop_back(3);
    return value;
  }
  return std::nullopt;
}

Read<Period> read_quarter(Tokens tokens) {
  auto number = take_numbered(tokens, "q", "qtr", "quarter");
  if (!number && tokens.size() > 2) number = take_ordinal_quarter(tokens);
  if (!number) return fault(Kind::form);
  drop_financial_year_word(tokens);
  const auto first = read_span(tokens);
  if (!first) return std::unexpected{first.error()};
  if (*number < 1 || *number > 4) return fault(Kind::quarter, *number);
  return quarter(*first, *number);
}

Read<Period> read_week(Tokens tokens) {
  const auto number = take_numbered(tokens, "w", "wk", "week");
  if (!number || tokens.size() != 1 || tokens[0].digits < 3) return fault(Kind::form);
  const auto year = year_of(tokens[0]);
  if (!year) return std::unexpected{year.error()};
  // 28 December always lies in the last week; 4 January always in the first.
  const auto last = Period::containing(PeriodKind::week, *date_of(*year, 12, 28));
  const auto first = Period::containing(PeriodKind::week, *date_of(*year, 1, 4));
  const auto weeks = static_cast<std::uint32_t>(last.ordinal() - first.ordinal()) + 1;
  if (*number < 1 || *number > weeks) return fault(Kind::week, weeks, *year);
  return first.plus(static_cast<std::int32_t>(*number) - 1);
}

Read<Period> read_calendar_year(Tokens tokens) {
  if (tokens.size() == 2 && tokens[0].is("cy")) tokens.drop_front(1);
  if (tokens.size() != 1 || tokens[0].digits < 3) return fault(Kind::form);
  const auto year = year_of(tokens[0]);
  if (!year) return std::unexpected{year.error()};
  return Period{PeriodKind::calendar_year, static_cast<std::int32_t>(*year - 1900)};
}

// The form of its kind alone, not a date within it.
Read<Period> read_own_form(const Tokens& tokens, PeriodKind kind) {
  switch (kind) {
    case PeriodKind::day: return fault(Kind::form);
    case PeriodKind::week: return read_week(tokens);
    case PeriodKind::month: return read_month(tokens);
    case PeriodKind::quarter: return read_quarter(tokens);
    case PeriodKind::financial_year: return read_financial_year(tokens);
    case PeriodKind::calendar_year: return read_calendar_year(tokens);
  }
  return fault(Kind::form);
}

// What a person calls it, with its article, and how to write one.
struct Noun {
  std::string_view name, form;
};
Noun noun(PeriodKind kind) {
  switch (kind) {
    case PeriodKind::day: return {"a day", "2023-04-30 or 30/04/2023"};
    case PeriodKind::week: return {"a week", "2023-W14"};
    case PeriodKind::month: return {"a month", "2023-04 or Apr 2023"};
    case PeriodKind::quarter: return {"a quarter", "2023/24 Q3"};
    case PeriodKind::financial_year: return {"a financial year", "2023/24"};
    case PeriodKind::calendar_year: return {"a calendar year", "2023"};
  }
  return {"a period", "2023/24"};
}

std::string sentence(std::string_view text, PeriodKind kind, const std::optional<Tokens>& tokens,
                     const Fault& why, bool date) {
  const auto [name, form] = noun(kind);
  const std::string write = "write one like " + std::string{form};
  if (tokens && tokens->size() == 0) return "the period is empty: " + write;
  auto says = quoted(text) + " is ";
  if (const auto reason = explain(why); !reason.empty()) {
    return says + "not " + std::string{date ? "a date" : name} + ": " + reason;
  }
  for (const auto other : {PeriodKind::financial_year, PeriodKind::quarter, PeriodKind::month,
                           PeriodKind::week, PeriodKind::calendar_year}) {
    if (other != kind && tokens && read_own_form(*tokens, other)) {
      return says.append(noun(other).name).append(", not ").append(name).append(": ").append(write);
    }
  }
  return says + "not " + std::string{name} + ": " + write;
}

std::uint32_t digit(char c) {
  return static_cast<std::uint32_t>(c - '0');
}

// `2023-04` and `2023/24` without a detour.
std::optional<Period> short_form(std::string_view text, PeriodKind kind) {
  if (text.size() != 7) return std::nullopt;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const auto year = digit(text[0]) * 1000 + digit(text[1]) * 100 + digit(text[2]) * 10 + digit(text[3]);
  const auto second = digit(text[5]) * 10 + digit(text[6]);
  if (year < 1900 || year > 2199) return std::nullopt;
  if (kind == PeriodKind::month && text[4] == '-' && second >= 1 && second <= 12) return month(year, second);
  if (kind == PeriodKind::financial_year && (text[4] == '/' || text[4] == '-') &&
      second == (year + 1) % 100) {
    return financial_year(year);
  }
  return std::nullopt;
}

// The last two days of 2199 lie in a week of 2200, which has no text that would be read again.
std::expected<Period, std::string> period_of(PeriodKind kind, std::chrono::sys_days day,
                                             std::string_view text) {
  constexpr std::chrono::sys_days last_week_ends = std::chrono::year{2199} / 12 / 29;
  constexpr std::chrono::sys_days first = std::chrono::year{1900} / 1 / 1,
                                  last = std::chrono::year{2199} / 12 / 31;
  if (day < first || day > last) {
    return std::unexpected{quoted(text) + " is not a date: its day there is outside 1900 to 2199"};
  }
  if (kind == PeriodKind::week && day > last_week_ends) {
    return std::unexpected{"\"" + std::string(text) +
                           "\" is not a week: it lies in one of the year 2200, outside " + "1900 to 2199"};
  }
  return Period::containing(kind, day);
}

}  // namespace

std::expected<Period, std::string> parse_period(std::string_view text, PeriodKind kind,
                                                const LocalDay* local) {
  if (const auto period = short_form(text, kind)) return *period;
  if (iso_date_shape(text)) {
    if (const auto date = read_iso_date(text)) return period_of(kind, *date, text);
  }
  const auto tokens = Tokens::read(text);
  if (!tokens) return std::unexpected{sentence(text, kind, tokens, Fault{}, false)};
  const auto date = read_date_time(*tokens);
  if (date) {
    const bool elsewhere = date->moment && local != nullptr && *local;
    return period_of(kind, elsewhere ? (*local)(*date->moment) : date->day, text);
  }
  if (date.error().kind != Kind::form)
    return std::unexpected{sentence(text, kind, tokens, date.error(), true)};
  const auto period = read_own_form(*tokens, kind);
  if (period) return *period;
  if (const auto day = read_phrase(*tokens, kind)) return period_of(kind, *day, text);
  return std::unexpected{sentence(text, kind, tokens, period.error(), false)};
}

}  // namespace waymark::core
