#include <algorithm>
#include <array>

#include "daemon/core/period_forms.hpp"

namespace waymark::core {
namespace {

using std::chrono::sys_days;

struct Days {
  sys_days first, last;
};

// Of a date or a month.
std::optional<Days> days_of(const Tokens& tokens) {
  if (tokens.size() == 0) return std::nullopt;
  if (const auto date = read_date(tokens)) return Days{*date, *date};
  if (const auto month = read_month(tokens)) return Days{month->first_day(), month->last_day()};
  return std::nullopt;
}

Tokens without_front(Tokens tokens, std::size_t count) {
  tokens.drop_front(count);
  return tokens;
}
Tokens front(Tokens tokens, std::size_t count) {
  tokens.drop_back(tokens.size() - count);
  return tokens;
}

// Whether the days are those of a period of the kind, all of them and no others.
bool whole(PeriodKind kind, const Days& days) {
  const auto period = Period::containing(kind, days.last);
  return period.first_day() == days.first && period.last_day() == days.last;
}

std::optional<sys_days> as_at(const Tokens& tokens, PeriodKind kind) {
  if (tokens.size() < 3 || !tokens[0].is("as") || !(tokens[1].is("at") || tokens[1].is("of"))) {
    return std::nullopt;
  }
  const auto days = days_of(without_front(tokens, 2));
  if (!days || Period::containing(kind, days->first) != Period::containing(kind, days->last)) {
    return std::nullopt;
  }
  return days->last;
}

bool names_kind(const Token& token, PeriodKind kind) {
  switch (kind) {
    case PeriodKind::day: return false;
    case PeriodKind::week: return token.is("week");
    case PeriodKind::month: return token.is("month");
    case PeriodKind::quarter: return token.is("quarter") || token.is("qtr");
    case PeriodKind::financial_year:
    case PeriodKind::calendar_year: return token.is("year");
  }
  return false;
}

// How many tokens say `quarter ended`; 0 when they do not.
std::size_t ending_words(const Tokens& tokens, PeriodKind kind) {
  std::size_t at = 0;
  if (tokens.size() < 3) return 0;
  const auto abbreviated = [&](std::string_view first) {
    return tokens[0].is(first) && tokens[1].separator == '/' && tokens[1].is("e");
  };
  const bool year = kind == PeriodKind::financial_year || kind == PeriodKind::calendar_year;
  if (year && tokens[0].is("ye")) return 1;
  if ((year && abbreviated("y")) || (kind == PeriodKind::week && abbreviated("w")) ||
      (kind == PeriodKind::quarter && abbreviated("q")) || (kind == PeriodKind::month && abbreviated("m"))) {
    return 2;
  }
  if (kind == PeriodKind::financial_year && tokens[0].is("financial")) ++at;
  if (!names_kind(tokens[at], kind)) return 0;
  ++at;
  constexpr std::array<std::string_view, 3> words{"ending", "ended", "end"};
  const bool ends = std::ranges::any_of(words, [&](auto word) { return tokens[at].is(word); });
  return ends ? at + 1 : 0;
}

std::optional<sys_days> ending(const Tokens& tokens, PeriodKind kind) {
  const auto words = ending_words(tokens, kind);
  if (words == 0) return std::nullopt;
  const auto days = days_of(without_front(tokens, words));
  if (!days || Period::containing(kind, days->last).last_day() != days->last) return std::nullopt;
  return days->last;
}

// From one date or month to another; the first month may leave out its year.
std::optional<sys_days> range(const Tokens& tokens, PeriodKind kind) {
  for (std::size_t split = 1; split < tokens.size(); ++split) {
    if (tokens[split].separator != '-') continue;
    const auto end = days_of(without_front(tokens, split));
    if (!end) continue;
    const auto begin = front(tokens, split);
    auto days = days_of(begin);
    if (const auto named = begin.size() == 1 ? month_named(begin[0]) : std::nullopt) {
      const std::chrono::year_month_day last{end->last};
      const sys_days first = last.year() / std::chrono::month{*named} / 1;
      days = Days{first, first};
    }
    if (days && whole(kind, {days->first, end->last})) return end->last;
  }
  return std::nullopt;
}

}  // namespace

std::optional<sys_days> read_phrase(const Tokens& tokens, PeriodKind kind) {
  if (const auto day = as_at(tokens, kind)) return day;
  if (const auto day = ending(tokens, kind)) return day;
  if (const auto day = range(tokens, kind)) return day;
  const bool years_first = tokens.size() > 3 && tokens[0].digits == 4 && tokens[1].digits == 2 &&
                           month_named(tokens[2]).has_value();
  return years_first ? range(tokens.with_front_last(2), kind) : std::nullopt;
}

}  // namespace waymark::core
