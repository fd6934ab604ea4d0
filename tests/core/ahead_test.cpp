#include <gtest/gtest.h>

#include "tests/core/build.hpp"

// Figures of periods that have not begun, or are not over.
namespace waymark::core::test {
namespace {

Scenario quarters(std::string_view figures) {
  return Scenario::of(
      "lower, ratio, percent, quarter, baseline 8.77 (2024/25 Q4), target 7.5 (2026/27 Q4), tolerance 0.5 "
      "points, "
      "as of 2026-11-20",
      figures);
}

std::string latest(const Scenario& scenario) {
  const auto board = scenario.evaluate();
  const auto& figure = board.indicators.front().latest;
  return figure ? figure->period.label() : "none";
}

}  // namespace

TEST(Ahead, AFigureOfAPeriodThatHasNotBegunIsNeverTheLatest) {
  const auto scenario = quarters("figures 2025/26 Q4=8.1 2026/27 Q1=8.4 2062/63 Q2=7.4");
  EXPECT_EQ(latest(scenario), "2026/27 Q1");
  const auto result = scenario.evaluate().commitments.front();
  EXPECT_EQ(result.status, Status::overdue);
  EXPECT_TRUE(result.reason.starts_with("2026/27 Q2 was due by")) << result.reason;
  EXPECT_EQ(latest(quarters("figures 2062/63 Q2=7.4")), "none");
}

TEST(Ahead, APeriodHasBegunOnItsFirstDay) {
  auto scenario = quarters("figures 2026/27 Q2=8.4 2026/27 Q3=8.2");
  EXPECT_EQ(latest(scenario), "2026/27 Q3");
  scenario.as_of = day("2026-10-01");
  EXPECT_EQ(latest(scenario), "2026/27 Q3");
  scenario.as_of = day("2026-09-30");
  EXPECT_EQ(latest(scenario), "2026/27 Q2");
}

TEST(Ahead, AForecastIsNeverJudgedWhenItsPeriodHasBegun) {
  EXPECT_EQ(latest(quarters("figures 2026/27 Q1=8.4 2026/27 Q2=7.1[f]")), "2026/27 Q1");
}

TEST(Ahead, WhatIsSupposedIsLookedAtAsIfItsPeriodHadBegun) {
  const auto scenario = quarters("figures 2026/27 Q1=8.4 2026/27 Q4=7.4 2062/63 Q2=7.1");
  const auto plan = std::make_shared<const Plan>(scenario.plan);
  const auto board = evaluate(plan, scenario.history, scenario.as_of, scenario.calendar,
                              period("2026/27 Q4", PeriodKind::quarter).first_day());
  EXPECT_EQ(board.indicators.front().latest->period.label(), "2026/27 Q4");
  EXPECT_EQ(board.commitments.front().status, Status::achieved);
  EXPECT_EQ(board.as_of, scenario.as_of);
}

TEST(Ahead, ControlChartsEndWhereTodayIs) {
  auto scenario = quarters("figures 2026/27 Q1=8.4 2026/27 Q2=8.3 2062/63 Q2=7.4");
  scenario.plan.indicators.front().spc.emplace_back();
  EXPECT_EQ(scenario.evaluate().indicators.front().spc->periods.size(), 2U);
}

TEST(Ahead, AShareOfABudgetWaitsUntilItsPeriodIsOver) {
  auto scenario = quarters("");
  auto& plan = scenario.plan;
  plan.commitments.clear();
  auto spend = plan.indicators.front();
  spend.unit = Unit::gbp;
  spend.aggregation = Aggregation::flow;
  auto budget = spend;
  spend.id.text = "spend";
  budget.id.text = "budget";
  budget.ahead = true;
  plan.indicators.front().formula = FromRatio{spend.id, budget.id};
  plan.indicators.push_back(spend);
  plan.indicators.push_back(budget);
  observe(scenario.history, spend, "", "2026/27 Q2=90 2026/27 Q3=10");
  observe(scenario.history, budget, "", "2026/27 Q2=1000 2026/27 Q3=1000 2026/27 Q4=1000");
  const auto board = scenario.evaluate();
  EXPECT_EQ(board.indicators[0].latest->period.label(), "2026/27 Q2");
  EXPECT_EQ(board.indicators[2].latest->period.label(), "2026/27 Q3");
}

}  // namespace waymark::core::test
