#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

struct Case {
  std::string kind, text, result;
};

// KIND "TEXT" -> RESULT; the text has no quotes within.
Case read_case(const std::string& line) {
  const auto open = line.find('"');
  const auto close = line.find('"', open + 1);
  const auto arrow = line.find(" -> ", close);
  if (arrow == std::string::npos) throw std::invalid_argument{line};
  return {line.substr(0, open == 0 ? 0 : open - 1), line.substr(open + 1, close - open - 1),
          line.substr(arrow + 4)};
}

}  // namespace

TEST(Period, ReadsWhatPeriodCasesSays) {
  int cases = 0;
  for (const auto& [number, line] : lines_of("period.cases")) {
    const auto [kind, text, result] = read_case(line);
    ASSERT_TRUE(period_kind(kind)) << "period.cases:" << number;
    const auto read = parse_period(text, *period_kind(kind));
    const auto says =
        read ? read->label() + ' ' + iso_date(read->first_day()) + ' ' + iso_date(read->last_day())
             : "error " + read.error();
    EXPECT_EQ(says, result) << "period.cases:" << number;
    ++cases;
  }
  EXPECT_GE(cases, 100);
}

// A time with a zone lies in the period of its day by the clocks that are asked; any other time where it
// says.
TEST(Period, OfATimeWithAZoneIsThatOfTheLocalDay) {
  const LocalDay an_hour_ahead = [](std::chrono::sys_seconds moment) {
    return std::chrono::floor<std::chrono::days>(moment + std::chrono::hours{1});
  };
  const auto read = [&](std::string_view text, const LocalDay* local) {
    const auto period = parse_period(text, PeriodKind::day, local);
    return period ? period->label() : period.error();
  };
  struct Day {
    std::string_view text, local, written;
  };
  for (const auto& [text, local, written] :
       std::initializer_list<Day>{{"2024-03-31T22:59:59Z", "2024-03-31", "2024-03-31"},
                                  {"2024-03-31T23:00:00Z", "2024-04-01", "2024-03-31"},
                                  {"2024-03-31 23:30", "2024-03-31", "2024-03-31"},
                                  {"2024-04-01T00:30+02:00", "2024-03-31", "2024-04-01"},
                                  {"2024-12-31T18:00:00.5-0500", "2025-01-01", "2024-12-31"},
                                  {"31/12/2024 11:30 PM UTC", "2025-01-01", "2024-12-31"},
                                  {"31/12/2024 12:30 AM GMT", "2024-12-31", "2024-12-31"},
                                  {"31 December 2024 23:30 +00", "2025-01-01", "2024-12-31"}}) {
    EXPECT_EQ(read(text, &an_hour_ahead), local) << text;
    EXPECT_EQ(read(text, nullptr), written) << text;
  }
  EXPECT_EQ(read("2199-12-31T23:30:00Z", &an_hour_ahead),
            "\"2199-12-31T23:30:00Z\" is not a date: its day there is outside 1900 to 2199");
}

TEST(Date, ReadsWhatDateCasesSays) {
  int cases = 0;
  for (const auto& [number, line] : lines_of("date.cases")) {
    const auto [kind, text, result] = read_case(line);
    const auto read = parse_date(text);
    EXPECT_EQ(read ? iso_date(*read) : "error " + read.error(), result) << "date.cases:" << number;
    ++cases;
  }
  EXPECT_GE(cases, 40);
}

TEST(Date, NamesBytesThatAreNotTextSafely) {
  EXPECT_EQ(parse_date(std::string_view{"\x01\0\x7F", 3}).error(),
            "\"???\" is not a date: write one like 30/04/2023 or 2023-04-30");
  // Cut between characters, never within one.
  const auto message = parse_date("ééééééééééééééééééééééé").error();
  EXPECT_TRUE(message.starts_with("\"éééééééééééééééééé")) << message;
  EXPECT_NE(message.find("é...\""), std::string::npos) << message;
}

TEST(Date, ReadsExcelSerialNumbers) {
  const auto read = [](std::string_view text) {
    const auto date = parse_excel_date(text);
    return date ? iso_date(*date) : date.error();
  };
  EXPECT_EQ(read("1"), "1900-01-01");
  EXPECT_EQ(read("59"), "1900-02-28");
  EXPECT_EQ(read("60"), "\"60\" is not an Excel date: 60 is 29 February 1900, a day that never was");
  EXPECT_EQ(read("61"), "1900-03-01");
  EXPECT_EQ(read("45046"), "2023-04-30");
  EXPECT_EQ(read("45046.75"), "2023-04-30");
  EXPECT_EQ(read("109574"), "2199-12-31");
  EXPECT_EQ(read("109575"), "\"109575\" is not an Excel date: the serial number is outside 1 to 109574");
  EXPECT_EQ(read("0"), "\"0\" is not an Excel date: the serial number is outside 1 to 109574");
  EXPECT_EQ(read("-5"), "\"-5\" is not an Excel date: the serial number is outside 1 to 109574");
  EXPECT_EQ(read("April"), "\"April\" is not an Excel date: write a serial number like 45046");
}

// Every label reads back as the same period, and periods follow each other without a gap.
TEST(Period, LabelsReadBackAndPeriodsAreContiguous) {
  for (const auto kind : {PeriodKind::day, PeriodKind::week, PeriodKind::month, PeriodKind::quarter,
                          PeriodKind::financial_year, PeriodKind::calendar_year}) {
    const auto last = Period::containing(kind, day("2199-12-31"));
    for (auto period = Period::containing(kind, day("1901-04-01")); period < last; period = period.plus(1)) {
      const auto read = parse_period(period.label(), kind);
      ASSERT_TRUE(read) << read.error();
      ASSERT_EQ(*read, period) << period.label();
      ASSERT_EQ(period.last_day() + std::chrono::days{1}, period.plus(1).first_day()) << period.label();
      ASSERT_EQ(Period::containing(kind, period.first_day()), period) << period.label();
      ASSERT_EQ(Period::containing(kind, period.last_day()), period) << period.label();
      ASSERT_EQ(Period::from_code(period.code()), period);
    }
  }
}

TEST(Period, TheFirstOfEachKindHoldsTheFirstDayOf1900) {
  for (const auto kind : {PeriodKind::day, PeriodKind::week, PeriodKind::month, PeriodKind::quarter,
                          PeriodKind::financial_year, PeriodKind::calendar_year}) {
    EXPECT_EQ(Period::containing(kind, day("1900-01-01")).ordinal(), 0);
    EXPECT_LE((Period{kind, 0}.first_day()), day("1900-01-01"));
    EXPECT_GE((Period{kind, 0}.last_day()), day("1900-01-01"));
  }
  EXPECT_THROW((void)Period::containing(PeriodKind::day, day("1900-01-01") - std::chrono::days{1}),
               std::out_of_range);
}

TEST(Period, AYearBefore) {
  const auto before = [](std::string_view text, PeriodKind kind) {
    return period(text, kind).year_before().label();
  };
  EXPECT_EQ(before("2024-02-29", PeriodKind::day), "2023-02-28");
  EXPECT_EQ(before("2024-03-01", PeriodKind::day), "2023-03-01");
  EXPECT_EQ(before("2020-W53", PeriodKind::week), "2019-W52");
  EXPECT_EQ(before("2021-W01", PeriodKind::week), "2020-W01");
  EXPECT_EQ(before("Apr 2023", PeriodKind::month), "Apr 2022");
  EXPECT_EQ(before("2023/24 Q4", PeriodKind::quarter), "2022/23 Q4");
  EXPECT_EQ(before("2023/24", PeriodKind::financial_year), "2022/23");
  EXPECT_EQ(before("2023", PeriodKind::calendar_year), "2022");
}

TEST(Period, KindsHaveTheWordsOfTheConfiguration) {
  for (const auto* word_text : {"day", "week", "month", "quarter", "financial_year", "calendar_year"}) {
    ASSERT_TRUE(period_kind(word_text));
    EXPECT_EQ(word(*period_kind(word_text)), word_text);
  }
  EXPECT_FALSE(period_kind("year"));
}

// England's bank holidays of 2024/25, and the counts of domain.md 3.
TEST(Calendar, CountsWorkingDaysOfQuarters) {
  Calendar england;
  for (const auto* holiday :
       {"2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26", "2024-12-25", "2024-12-26", "2025-01-01"}) {
    england.bank_holidays.insert(static_cast<std::int32_t>(day(holiday).time_since_epoch().count()));
  }
  const auto count = [&](std::string_view quarter) {
    const auto q = period(quarter, PeriodKind::quarter);
    return england.working_days(q.first_day(), q.last_day());
  };
  EXPECT_EQ(count("2024/25 Q1"), 62);
  EXPECT_EQ(count("2024/25 Q2"), 65);
  EXPECT_EQ(count("2024/25 Q3"), 64);
  EXPECT_EQ(count("2024/25 Q4"), 63);
}

TEST(Calendar, CountsForwardInDaysAndInWorkingDays) {
  Calendar calendar;
  calendar.bank_holidays.insert(static_cast<std::int32_t>(day("2024-04-01").time_since_epoch().count()));
  const auto after = [&](std::string_view from, int days, bool working) {
    return iso_date(calendar.after(day(from), {.days = days, .working_days = working}));
  };
  EXPECT_EQ(after("2024-03-31", 30, false), "2024-04-30");
  EXPECT_EQ(after("2024-03-31", 0, true), "2024-03-31");
  EXPECT_EQ(after("2024-03-28", 1, true), "2024-03-29");
  EXPECT_EQ(after("2024-03-29", 1, true), "2024-04-02");  // a weekend and Easter Monday between
  EXPECT_EQ(after("2024-03-31", 5, true), "2024-04-08");
  EXPECT_FALSE(calendar.working(day("2024-04-06")));
  EXPECT_FALSE(calendar.working(day("2024-04-01")));
  EXPECT_TRUE(calendar.working(day("2024-04-02")));
}

}  // namespace waymark::core::test
