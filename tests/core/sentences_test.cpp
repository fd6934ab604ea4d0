#include <gtest/gtest.h>

#include "daemon/core/amount.hpp"
#include "daemon/core/reason.hpp"
#include "daemon/core/recording.hpp"
#include "tests/core/build.hpp"

namespace waymark::core::test {

TEST(Amounts, AreWrittenAsPeopleReadThem) {
  struct Case {
    const char* value;
    Unit unit;
    const char* amount;
    const char* difference;
  };
  for (const auto& [value, unit, said, between] : {
           Case{"8.29", Unit::percent, "8.29%", "8.29 points"},
           {"-1", Unit::percent, "-1%", "1 point"},
           {"1.0", Unit::percent, "1.0%", "1.0 points"},
           {"1234567.50", Unit::gbp, "£1,234,567.50", "£1,234,567.50"},
           {"-200", Unit::gbp, "-£200", "£200"},
           {"-1234", Unit::gbp, "-£1,234", "£1,234"},
           {"153", Unit::fte, "153 FTE", "153 FTE"},
           {"1", Unit::headcount, "1 person", "1 person"},
           {"-1", Unit::headcount, "-1 person", "1 person"},
           {"1200", Unit::headcount, "1,200 people", "1,200 people"},
           {"1", Unit::days, "1 day", "1 day"},
           {"10", Unit::days, "10 days", "10 days"},
           {"1", Unit::hours, "1 hour", "1 hour"},
           {"0.1", Unit::hours, "0.1 hours", "0.1 hours"},
           {"1", Unit::minutes, "1 minute", "1 minute"},
           {"0", Unit::minutes, "0 minutes", "0 minutes"},
           {"12.5", Unit::per_1000, "12.5 per 1,000", "12.5 per 1,000"},
           {"999", Unit::count, "999", "999"},
           {"-1000", Unit::count, "-1,000", "1,000"},
           {"0.5", Unit::ratio, "0.5", "0.5"},
           {"100", Unit::index, "100", "100"},
       }) {
    EXPECT_EQ(amount(decimal(value), unit), said);
    EXPECT_EQ(difference(decimal(value), unit), between);
  }
}

TEST(Reasons, SayWhereAFigureStands) {
  const auto year = period("2023/24");
  const auto april = period("2024-04", PeriodKind::month);
  const auto first = period("2024-04-01", PeriodKind::day);
  const auto figure = [](Period of, const char* value) {
    return Figure{.period = of, .value = decimal(value)};
  };

  EXPECT_EQ(latest_figure(std::nullopt, Unit::percent), "nothing has been reported yet");
  EXPECT_EQ(latest_figure(figure(year, "8.29"), Unit::percent), "the latest figure is 8.29% for 2023/24");
  EXPECT_EQ(latest_figure(figure(first, "1"), Unit::days), "the latest figure is 1 day for 1 April 2024");

  EXPECT_EQ(beside_expected(figure(year, "8.08"), decimal("8.08"), Unit::percent),
            "8.08% is what was expected for 2023/24");
  EXPECT_EQ(beside_expected(figure(year, "8.29"), decimal("8.08"), Unit::percent),
            "8.29% is 0.21 points above the 8.08% expected for 2023/24");
  EXPECT_EQ(beside_expected(figure(april, "100"), decimal("250"), Unit::gbp),
            "£100 is £150 below the £250 expected for Apr 2024");

  const DatedValue target{.period = year, .value = decimal("7.5")};
  EXPECT_EQ(beside_target(figure(year, "7.4"), target, true, Unit::percent),
            "7.4% meets the 7.5% target due in 2023/24");
  EXPECT_EQ(beside_target(figure(year, "8.5"), target, false, Unit::percent),
            "8.5% misses the 7.5% target due in 2023/24 by 1.0 points");
  EXPECT_EQ(
      beside_target(figure(first, "8.5"), {.period = first, .value = decimal("7.5")}, false, Unit::days),
      "8.5 days misses the 7.5 days target due on 1 April 2024 by 1.0 days");

  const BandTolerance band{.low = decimal("40"), .high = decimal("60"), .at_risk = decimal("5")};
  EXPECT_EQ(beside_band(figure(year, "50"), band, Unit::count),
            "50 for 2023/24 is within the band of 40 to 60");
  EXPECT_EQ(beside_band(figure(year, "40"), band, Unit::count),
            "40 for 2023/24 is within the band of 40 to 60");
  EXPECT_EQ(beside_band(figure(year, "39"), band, Unit::count),
            "39 for 2023/24 is 1 below the band of 40 to 60");
  EXPECT_EQ(beside_band(figure(year, "62"), band, Unit::count),
            "62 for 2023/24 is 2 above the band of 40 to 60");
}

TEST(Reasons, LeaveADifferenceThatIsTooLargeAtItsDirection) {
  const Figure figure{.period = period("2023/24"), .value = decimal("9000000000000000000")};
  EXPECT_EQ(beside_expected(figure, decimal("-9000000000000000000"), Unit::count),
            "9,000,000,000,000,000,000 is above the -9,000,000,000,000,000,000 expected for 2023/24");
  EXPECT_EQ(beside_target(figure, {.period = period("2023/24"), .value = decimal("-9000000000000000000")},
                          false, Unit::count),
            "9,000,000,000,000,000,000 misses the -9,000,000,000,000,000,000 target due in 2023/24");
}

TEST(Known, SaysWhatHasReplacedItsFigures) {
  using namespace std::chrono;
  Known known{.seen = Seen::known, .path = "a.csv", .when = sys_days{2026y / 6 / 3} + 9h + 5min};
  EXPECT_EQ(sentence(known), "the same content was recorded on 2026-06-03 09:05 UTC from a.csv");
  known.replaced_by = Known::Replaced{"b.csv", sys_days{2026y / 12 / 13} + 19h + 45min};
  EXPECT_EQ(
      sentence(known),
      "the same content was recorded on 2026-06-03 09:05 UTC from a.csv; b.csv has replaced figures of it on "
      "2026-12-13 19:45 UTC and stays: to take that back, run `waymark collect --reinstate FILE`");
}

TEST(History, IsAscendingAndOfOneKind) {
  const SeriesKey key{.authority = {"E07000125"}, .indicator = {"rate"}};
  const auto series = [&](std::vector<Period> periods) {
    Series made{.key = key};
    for (const auto& each : periods) made.observations.push_back({.period = each, .value = decimal("1")});
    return made;
  };
  const auto year = period("2022/23");
  const auto next = period("2023/24");
  const auto month = period("2024-04", PeriodKind::month);
  History history;
  EXPECT_THROW(history.add(series({next, year})), std::logic_error);
  EXPECT_THROW(history.add(series({year, year})), std::logic_error);
  EXPECT_THROW(history.add(series({year, month})), std::logic_error);
  EXPECT_EQ(history.find(key), nullptr);
  history.add(series({year}));
  history.add(series({year, next}));  // takes its place
  ASSERT_NE(history.find(key), nullptr);
  EXPECT_NE(history.find(key)->at(next), nullptr);
  EXPECT_EQ(history.find(key)->at(period("2024/25")), nullptr);
  EXPECT_EQ(history.find(key)->at(period("2021/22")), nullptr);
  EXPECT_EQ(history.all().size(), 1U);
}

}  // namespace waymark::core::test
