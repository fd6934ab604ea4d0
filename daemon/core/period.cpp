#include "daemon/core/period.hpp"

#include <array>
#include <stdexcept>

#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int first_year = 1900;
constexpr sys_days first_monday = year{1900} / 1 / 1;

constexpr Words<PeriodKind, 6> kind_words{{
    {PeriodKind::day, "day"},
    {PeriodKind::week, "week"},
    {PeriodKind::month, "month"},
    {PeriodKind::quarter, "quarter"},
    {PeriodKind::financial_year, "financial_year"},
    {PeriodKind::calendar_year, "calendar_year"},
}};

struct MonthOf {
  int year;
  unsigned month;
};
constexpr MonthOf month_of(int months_since_1900) {
  return {first_year + months_since_1900 / 12, static_cast<unsigned>(months_since_1900 % 12) + 1};
}

constexpr sys_days first_of(MonthOf m) {
  return year{m.year} / month{m.month} / day{1};
}

// The first month of the period and how many it has, counted from January 1900 (negative for 1899/1900).
struct Months {
  int first, count;
};
constexpr Months months(PeriodKind kind, int ordinal) {
  switch (kind) {
    case PeriodKind::month: return {ordinal, 1};
    case PeriodKind::quarter: return {ordinal * 3, 3};
    case PeriodKind::financial_year: return {ordinal * 12 - 9, 12};
    case PeriodKind::calendar_year: return {ordinal * 12, 12};
    case PeriodKind::day:
    case PeriodKind::week: break;
  }
  throw std::logic_error{"a day or week is not made of months"};
}

sys_days month_start(int months_since_1900) {
  if (months_since_1900 < 0) return first_of({first_year - 1, static_cast<unsigned>(months_since_1900 + 13)});
  return first_of(month_of(months_since_1900));
}

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

std::string span_label(int first) {
  return std::to_string(first) + '/' + two_digits(static_cast<unsigned>(first + 1) % 100);
}

// ISO 8601: week 1 holds 4 January; a week belongs to the year of its Thursday.
struct Week {
  int year;
  int number;
};
Week iso_week(sys_days monday) {
  const year_month_day thursday{monday + days{3}};
  const sys_days new_year = thursday.year() / 1 / 1;
  return {static_cast<int>(thursday.year()),
          static_cast<int>((sys_days{thursday} - new_year).count()) / 7 + 1};
}
sys_days monday_of(Week week) {
  const sys_days fourth = year{week.year} / 1 / 4;
  const auto since_monday = (fourth - first_monday).count() % 7;
  return fourth - days{since_monday} + days{(week.number - 1) * 7};
}

Period at_or_first(PeriodKind kind, int ordinal) {
  return {kind, ordinal < 0 ? 0 : ordinal};
}

}  // namespace

std::string_view word(PeriodKind kind) {
  return word_of(kind_words, kind);
}
std::optional<PeriodKind> period_kind(std::string_view word) {
  return value_of(kind_words, word);
}

Period Period::containing(PeriodKind kind, sys_days day) {
  const auto since = static_cast<int>((day - first_monday).count());
  if (since < 0) throw std::out_of_range{"periods start in 1900, before it lies " + iso_date(day)};
  if (kind == PeriodKind::day) return {kind, since};
  if (kind == PeriodKind::week) return {kind, since / 7};
  const year_month_day date{day};
  const int months = (static_cast<int>(date.year()) - first_year) * 12 +
                     static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  switch (kind) {
    case PeriodKind::month: return {kind, months};
    case PeriodKind::quarter: return {kind, months / 3};
    case PeriodKind::financial_year: return {kind, (months + 9) / 12};
    case PeriodKind::calendar_year: return {kind, months / 12};
    case PeriodKind::day:
    case PeriodKind::week: break;
  }
  throw std::logic_error{"not a kind of period"};
}

sys_days Period::first_day() const {
  if (kind() == PeriodKind::day) return first_monday + days{ordinal()};
  if (kind() == PeriodKind::week) return first_monday + days{ordinal() * 7};
  return month_start(months(kind(), ordinal()).first);
}

sys_days Period::last_day() const {
  if (kind() == PeriodKind::day) return first_day();
  if (kind() == PeriodKind::week) return first_day() + days{6};
  const auto span = months(kind(), ordinal());
  return month_start(span.first + span.count) - days{1};
}

Period Period::year_before() const {
  switch (kind()) {
    case PeriodKind::day: {
      const year_month_day date{first_day()};
      year_month_day before{date.year() - std::chrono::years{1}, date.month(), date.day()};
      if (!before.ok()) before = before.year() / std::chrono::February / 28;
      return at_or_first(kind(), static_cast<int>((sys_days{before} - first_monday).count()));
    }
    case PeriodKind::week: {
      const auto week = iso_week(first_day());
      const auto monday = monday_of({week.year - 1, week.number == 53 ? 52 : week.number});
      return at_or_first(kind(), static_cast<int>((monday - first_monday).count() / 7));
    }
    case PeriodKind::month: return at_or_first(kind(), ordinal() - 12);
    case PeriodKind::quarter: return at_or_first(kind(), ordinal() - 4);
    case PeriodKind::financial_year:
    case PeriodKind::calendar_year: return at_or_first(kind(), ordinal() - 1);
  }
  throw std::logic_error{"not a kind of period"};
}

std::string Period::label() const {
  switch (kind()) {
    case PeriodKind::day: return iso_date(first_day());
    case PeriodKind::week: {
      const auto week = iso_week(first_day());
      return std::to_string(week.year) + "-W" + two_digits(static_cast<unsigned>(week.number));
    }
    case PeriodKind::month: {
      const auto month = month_of(ordinal());
      return std::string{month_names[month.month - 1].substr(0, 3)} + ' ' + std::to_string(month.year);
    }
    case PeriodKind::quarter: {
      const int since_april = ordinal() + 3;  // quarters since April 1899
      return span_label(first_year - 1 + since_april / 4) + " Q" + std::to_string(since_april % 4 + 1);
    }
    case PeriodKind::financial_year: return span_label(first_year - 1 + ordinal());
    case PeriodKind::calendar_year: return std::to_string(first_year + ordinal());
  }
  throw std::logic_error{"not a kind of period"};
}

std::string iso_date(sys_days day) {
  const year_month_day date{day};
  return std::to_string(static_cast<int>(date.year())) + '-' +
         two_digits(static_cast<unsigned>(date.month())) + '-' +
         two_digits(static_cast<unsigned>(date.day()));
}

std::string long_date(sys_days day) {
  const year_month_day date{day};
  return std::to_string(static_cast<unsigned>(date.day())) + ' ' +
         std::string{month_names[static_cast<unsigned>(date.month()) - 1]} + ' ' +
         std::to_string(static_cast<int>(date.year()));
}

}  // namespace waymark::core
