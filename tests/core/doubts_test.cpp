#include <gtest/gtest.h>

#include "tests/core/build.hpp"

// Figures that are kept and may be mistakes.
namespace waymark::core::test {
namespace {

using Sentences = std::vector<std::string>;

Sentences said(const Scoreboard& board, FindingKind kind) {
  Sentences sentences;
  for (const auto& finding : board.findings) {
    if (finding.kind == kind) sentences.push_back(finding.sentence);
  }
  return sentences;
}

Scenario scenario(std::string_view clauses) {
  auto made = Scenario::of("lower, ratio, percent, financial_year, as of 2026-06-20", clauses);
  made.plan.indicators.front().title = "Agency share";
  return made;
}

Sentences jumps(std::string_view clauses) {
  return said(scenario(clauses).evaluate(), FindingKind::jump);
}

}  // namespace

TEST(Doubts, AShareLiesBetweenNothingAndAll) {
  const auto implausible = [](std::string_view clauses) {
    return said(scenario(clauses).evaluate(), FindingKind::implausible);
  };
  EXPECT_EQ(implausible("figures 2021/22=0 2022/23=100"), Sentences{});
  EXPECT_EQ(
      implausible("figures 2021/22=8.77 2022/23=-3 2023/24=829"),
      Sentences{
          "Agency share: 829% for 2023/24 is no share, which would be 0% to 100%, and so with 1 earlier "
          "figure; if it can be right, set plausible for the indicator"});
  EXPECT_EQ(implausible("flow, figures 2021/22=829"), Sentences{});
  EXPECT_EQ(implausible("figures 2021/22=829[f]"), Sentences{});
}

TEST(Doubts, ThePlanSaysWhatIsPlausible) {
  const auto implausible = [](PlausibleRange range, std::string_view clauses) {
    auto made = scenario(clauses);
    made.plan.indicators.front().plausible = range;
    return said(made.evaluate(), FindingKind::implausible);
  };
  EXPECT_EQ(implausible({decimal("0"), decimal("150")}, "figures 2022/23=104 2023/24=150"), Sentences{});
  EXPECT_EQ(implausible({decimal("5"), decimal("20")}, "figures 2022/23=4.9 2023/24=8"),
            Sentences{"Agency share: 4.9% for 2022/23 is outside what the plan calls plausible, 5% to 20%"});
  EXPECT_EQ(implausible({{}, decimal("20")}, "figures 2022/23=21"),
            Sentences{"Agency share: 21% for 2022/23 is outside what the plan calls plausible, 20% or less"});
  EXPECT_EQ(
      implausible({decimal("20"), {}}, "fte, stock, figures 2022/23=2"),
      Sentences{"Agency share: 2 FTE for 2022/23 is outside what the plan calls plausible, 20 FTE or more"});
}

TEST(Doubts, AFractionAmongPercentages) {
  EXPECT_EQ(
      jumps("figures 2021/22=8.77 2022/23=9.54 2023/24=0.0829 2024/25=8.1"),
      Sentences{"Agency share: 0.0829% for 2023/24 is about a hundredth of 9.54% for 2022/23; is it a share "
                "given as a fraction?"});
  // At either end, of two alone, and where it stays so.
  EXPECT_EQ(jumps("figures 2021/22=0.0877 2022/23=9.54 2023/24=8.29").size(), 1U);
  EXPECT_EQ(jumps("figures 2021/22=8.77 2022/23=0.0954 2023/24=8.29").size(), 1U);
  EXPECT_EQ(jumps("figures 2022/23=9.54 2023/24=0.0829").size(), 1U);
  EXPECT_EQ(jumps("figures 2020/21=8.77 2021/22=9.54 2022/23=0.0829 2023/24=0.081 2024/25=0.0822").size(),
            1U);
  EXPECT_EQ(jumps("figures 2021/22=8.77 2022/23=9.54 2023/24=829").size(), 1U);
}

TEST(Doubts, ThousandsAmongPounds) {
  EXPECT_EQ(
      jumps("gbp, flow, figures 2021/22=1181342 2022/23=1204551.20 2023/24=1210"),
      Sentences{
          "Agency share: £1,210 for 2023/24 is about a thousandth of £1,204,551.20 for 2022/23; is it in "
          "thousands, or the others?"});
}

TEST(Doubts, WhatMayWellBe) {
  EXPECT_EQ(jumps("figures 2021/22=8.77 2022/23=9.54 2023/24=8.29"), Sentences{});
  EXPECT_EQ(jumps("figures 2021/22=8.77 2022/23=9.54 2023/24=0"), Sentences{});
  EXPECT_EQ(jumps("figures 2021/22=0 2022/23=0 2023/24=9"), Sentences{});
  // Small counts and sums, and series that are never steady.
  EXPECT_EQ(jumps("count, flow, figures 2021/22=1 2022/23=2 2023/24=120"), Sentences{});
  EXPECT_EQ(jumps("gbp, flow, figures 2021/22=40 2022/23=55 2023/24=5000"), Sentences{});
  EXPECT_EQ(jumps("gbp, flow, figures 2021/22=400 2022/23=50000 2023/24=3000 2024/25=61000"), Sentences{});
  // A break that is declared, and the start of a year.
  EXPECT_EQ(jumps("figures 2021/22=8.77 2022/23=9.54 2023/24=0.0829[b]"), Sentences{});
  EXPECT_EQ(jumps("gbp, cumulative, month, figures 2025-02=110000 2025-03=120000 2025-04=1100"), Sentences{});
}

TEST(Doubts, AMonthThatRepeatsTheOneBefore) {
  const auto repeated = [](std::string_view waste, std::string_view housing,
                           PeriodKind kind = PeriodKind::month) {
    auto made = scenario("fte, stock, month");
    auto& indicator = made.plan.indicators.front();
    made.plan.commitments.clear();
    indicator.title = "Staff";
    indicator.frequency = kind;
    indicator.scopes = {{"housing"}, {"waste"}};
    observe(made.history, indicator, "waste", waste);
    observe(made.history, indicator, "housing", housing);
    return said(made.evaluate(), FindingKind::repeated);
  };
  EXPECT_EQ(
      repeated("2025-08=41.62 2025-09=41.62", "2025-08=112.80 2025-09=112.80"),
      Sentences{
          "All 2 figures that came together for Sep 2025 equal those of Aug 2025, such as Staff (housing) "
          "(112.80 FTE): were the figures of the period before delivered again?"});
  // One differs, a month lies between, figures that may well stay, all the same.
  EXPECT_EQ(repeated("2025-08=41.62 2025-09=41.62", "2025-08=112.80 2025-09=112.81"), Sentences{});
  EXPECT_EQ(repeated("2025-07=41.62 2025-09=41.62", "2025-07=112.80 2025-09=112.80"), Sentences{});
  EXPECT_EQ(repeated("2025-08=41 2025-09=41", "2025-08=112 2025-09=112"), Sentences{});
  EXPECT_EQ(repeated("2025-08=41.62 2025-09=41.62", "2025-08=41.62 2025-09=41.62"), Sentences{});
}

TEST(Doubts, WorkingDaysThatNobodyCanCountYet) {
  auto made = scenario("due after 30 working days, figures 2024/25=8.1");
  EXPECT_EQ(said(made.evaluate(), FindingKind::calendar_ends), Sentences{});
  made.calendar.known_until = day("2026-12-31");
  EXPECT_EQ(said(made.evaluate(), FindingKind::calendar_ends), Sentences{});
  made.calendar.known_until = day("2025-12-31");
  EXPECT_EQ(
      said(made.evaluate(), FindingKind::calendar_ends),
      Sentences{
          "Bank holidays are known until 31 December 2025, and the next figure of Agency share is due after "
          "that; update Waymark in time, or name a longer list with bank_holidays"});
}

TEST(Doubts, ACalendarThatEndsBeforeWhatIsPromisedIsRemarkedUpon) {
  auto made = scenario("due after 30 working days, target 7.5 (2028/29)");
  EXPECT_EQ(calendar_remark(made.plan, made.calendar), "");
  made.calendar.known_until = day("2029-12-31");
  EXPECT_EQ(calendar_remark(made.plan, made.calendar), "");
  made.calendar.known_until = day("2028-12-31");
  EXPECT_EQ(calendar_remark(made.plan, made.calendar),
            "bank holidays are known until 31 December 2028, and 1 commitment is due after that in working "
            "days, such "
            "as agency_down; update Waymark in time, or name a longer list with bank_holidays");
}

}  // namespace waymark::core::test
