#include "daemon/core/forecast.hpp"

#include <cmath>
#include <cstdio>

#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

using Numbers = std::vector<double>;

std::vector<DatedNumber> from(Period first, const Numbers& values) {
  std::vector<DatedNumber> figures;
  for (const double value : values) {
    figures.push_back({first.plus(static_cast<std::int32_t>(figures.size())), value});
  }
  return figures;
}

Period month(std::string_view text) {
  return period(text, PeriodKind::month);
}
Period quarter(std::string_view text) {
  return period(text, PeriodKind::quarter);
}
Period year(std::string_view text) {
  return period(text);
}

std::string rounded(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

// `line of 6: 95.400, 80% 94.567 to 96.232, 95% 93.892 to 96.907`, or why not.
std::string said(const Forecast& forecast) {
  if (forecast.refused()) return std::string{word(forecast.refusal)} + ": " + forecast.reason;
  const auto interval = [](const Prediction::Interval& i) {
    return rounded(i.lower) + " to " + rounded(i.upper);
  };
  return std::string{word(forecast.method)} + " of " + std::to_string(forecast.points) + ": " +
         rounded(forecast.prediction.central) + ", 80% " + interval(forecast.likely) + ", 95% " +
         interval(forecast.wide);
}

const Numbers collected{96.32, 95.73, 95.56, 95.98, 95.75, 95.31};  // Rossendale, 2019/20 to 2024/25

// A hump each winter, 10 more each year.
double seasonal(std::int32_t i) {
  return 100 + 10.0 * (i / 12) + (i % 12 >= 8 && i % 12 <= 10 ? 30 : 0);
}
Numbers seasons(std::int32_t months) {
  Numbers values;
  // Some scatter without a pattern of its own, the same on each machine.
  for (std::int32_t i = 0; i < months; ++i) values.push_back(seasonal(i) + (i * 7919) % 13 * 0.5 - 3);
  return values;
}

}  // namespace

// The reference values of R's predict() for the seventh and eighth year.
TEST(Forecast, GoesOnAlongTheLine) {
  const auto figures = from(year("2019/20"), collected);
  EXPECT_EQ(said(forecast(figures, {year("2025/26"), year("2025/26")}, {})),
            "line of 6: 95.318, 80% 94.739 to 95.897, 95% 94.269 to 96.367");
  const auto later = forecast(figures, {year("2026/27"), year("2026/27")}, {});
  EXPECT_EQ(said(later), "line of 6: 95.187, 80% 94.541 to 95.834, 95% 94.017 to 96.358");
  EXPECT_EQ(later.from->label(), "2019/20");
  EXPECT_EQ(later.to->label(), "2024/25");
  // Theil-Sen from 0: 96.09625 - 7 x 0.1425.
  EXPECT_NEAR(later.robust, 95.09875, 1e-9);
  EXPECT_NEAR(later.trend_p_value, 0.2596563563704499, 1e-12);
}

TEST(Forecast, TakesMissingPeriodsAsTheyAre) {
  auto figures = from(year("2015/16"), {1, 2, 3, 4, 5, 6, 7, 8});
  figures.erase(figures.begin() + 3);
  EXPECT_EQ(said(forecast(figures, {year("2024/25"), year("2024/25")}, {})),
            "line of 7: 10.000, 80% 10.000 to 10.000, 95% 10.000 to 10.000");
}

TEST(Forecast, IsRefusedUnderSixFigures) {
  const auto figures = from(year("2021/22"), {8.77, 9.54, 8.29});
  EXPECT_EQ(said(forecast(figures, {year("2026/27"), year("2026/27")}, {})),
            "too_few: 3 figures from 2021/22 on are fewer than the 6 that a forecast takes");
  EXPECT_EQ(said(forecast({}, {year("2026/27"), year("2026/27")}, {})),
            "too_few: 0 figures are fewer than the 6 that a forecast takes");
  EXPECT_EQ(said(forecast(from(year("2021/22"), {8.77}), {year("2026/27"), year("2026/27")}, {})),
            "too_few: 1 figure from 2021/22 on is fewer than the 6 that a forecast takes");
}

TEST(Forecast, OfWhatHasBeenReportedIsNone) {
  EXPECT_EQ(said(forecast(from(year("2019/20"), collected), {year("2024/25"), year("2024/25")}, {})),
            "reported: 2024/25 has been reported");
}

TEST(Forecast, DoesNotReachAcrossABreak) {
  auto figures = from(quarter("2021/22 Q1"), {9, 8, 9, 8, 9, 8, 19, 18, 19, 18, 19, 18});
  figures[6].breaks = true;
  const ForecastTask task{quarter("2024/25 Q4"), quarter("2024/25 Q4")};
  EXPECT_EQ(said(forecast(figures, task, {})),
            "break_in_series: the series breaks at 2022/23 Q3, and no rebase date splits it there");
  // A rebase date splits it there; so does a window that leaves out what was before.
  const std::vector split{day("2022-10-01")};
  const std::vector early{day("2022-04-01")};
  EXPECT_EQ(forecast(figures, task, {.splits = split}).from->label(), "2022/23 Q3");
  EXPECT_FALSE(forecast(figures, task, {.splits = split}).refused());
  EXPECT_FALSE(forecast(figures, task, {.window = 6}).refused());
  EXPECT_FALSE(forecast(figures, task, {.since = quarter("2022/23 Q3")}).refused());
  EXPECT_EQ(forecast(figures, task, {.splits = early}).refusal, Refusal::break_in_series);
  EXPECT_EQ(said(forecast(figures, task, {.window = 7})),
            "break_in_series: the series breaks at 2022/23 Q3, and no rebase date splits it there");
}

TEST(Forecast, ARebaseThatNothingFollowsYetChangesNothing) {
  const std::vector split{day("2026-04-01")};
  const auto figures = from(year("2019/20"), collected);
  EXPECT_EQ(forecast(figures, {year("2026/27"), year("2026/27")}, {.splits = split}).points, 6U);
}

TEST(Forecast, IsRefusedWhereALineIsWrong) {
  Numbers values;
  for (int i = 0; i < 24; ++i) values.push_back((i - 12) * (i - 12));
  const auto result = forecast(from(month("Apr 2022"), values), {month("Mar 2025"), month("Mar 2025")}, {});
  EXPECT_EQ(result.refusal, Refusal::not_a_line);
  EXPECT_EQ(
      said(result),
      "not_a_line: the figures keep to one side of a straight line for too long (runs test, p = 0.000)");
}

TEST(Forecast, ComparesSeasonsWithTheYearBefore) {
  // 24 months: the change from a year before is 10 in each of the second year.
  const auto result = forecast(from(month("Apr 2022"), seasons(24)), {month("Mar 2025"), month("Mar 2025")},
                               {.seasonal = true});
  ASSERT_FALSE(result.refused()) << result.reason;
  EXPECT_EQ(result.method, ForecastMethod::same_period_last_year);
  EXPECT_EQ(result.points, 12U);
  EXPECT_NEAR(result.prediction.central, seasonal(35), 4);
}

TEST(Forecast, TakesSeasonalDifferencesFromThreeFullYearsOn) {
  const auto figures = from(month("Apr 2021"), seasons(48));
  const auto result = forecast(figures, {month("Jan 2026"), month("Jan 2026")}, {.seasonal = true});
  ASSERT_FALSE(result.refused()) << result.reason;
  EXPECT_EQ(result.method, ForecastMethod::seasonal_differences);
  EXPECT_EQ(result.points, 36U);
  EXPECT_NEAR(result.prediction.central, seasonal(57), 4);
  EXPECT_LT(result.trend_p_value, 0.001);
  // Two years ahead is less certain than one, by more than the root of two.
  const auto further = forecast(figures, {month("Jan 2027"), month("Jan 2027")}, {.seasonal = true});
  EXPECT_GT(further.prediction.error, std::sqrt(2.0) * result.prediction.error);
}

TEST(Forecast, OfSeasonsNeedsSixComparisons) {
  EXPECT_EQ(
      said(forecast(from(month("Apr 2022"), seasons(17)), {month("Mar 2025"), month("Mar 2025")},
                    {.seasonal = true})),
      "too_few: 5 comparisons with the same period a year before from Apr 2022 on are fewer than the 6 that "
      "a forecast takes");
  EXPECT_EQ(
      said(forecast(from(month("Apr 2022"), seasons(13)), {month("Mar 2025"), month("Mar 2025")},
                    {.seasonal = true})),
      "too_few: 1 comparison with the same period a year before from Apr 2022 on is fewer than the 6 that a "
      "forecast takes");
}

TEST(Forecast, OfSeasonsNeedsASteadyChange) {
  Numbers values(24, 0);
  values.insert(values.end(), 12, 20);
  EXPECT_EQ(
      said(forecast(from(month("Apr 2022"), values), {month("Mar 2026"), month("Mar 2026")},
                    {.seasonal = true})),
      "not_a_line: the change from a year before is not steady: it keeps to one side of its mean for too "
      "long (runs test, p = 0.000)");
}

TEST(Forecast, OfAMonthThatNoYearHasReportedIsNone) {
  auto figures = from(month("Apr 2022"), seasons(36));
  std::erase_if(figures, [](const auto& figure) { return figure.period.label().starts_with("May"); });
  EXPECT_EQ(said(forecast(figures, {month("May 2025"), month("May 2025")}, {.seasonal = true})),
            "too_few: there is no figure of an earlier year for May 2025");
}

TEST(Forecast, OfAYearToDateIsWhatIsKnownAndTheSumOfTheRest) {
  const auto figures = from(quarter("2022/23 Q1"), {2, 3, 2, 3, 2, 3, 2, 3, 2, 3});
  const auto one = forecast(figures, {quarter("2024/25 Q4"), quarter("2024/25 Q4")}, {});
  const auto sum = forecast(figures, {quarter("2024/25 Q3"), quarter("2024/25 Q4"), 5}, {});
  EXPECT_NEAR(sum.prediction.central, 5 + 2.5 + 2.5, 0.5);
  EXPECT_GT(sum.prediction.error, one.prediction.error);
  EXPECT_NEAR((sum.wide.lower + sum.wide.upper) / 2, sum.prediction.central, 1e-12);
}

}  // namespace waymark::core::test
