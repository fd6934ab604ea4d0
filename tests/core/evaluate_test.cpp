#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

// One indicator without a commitment, and its result.
IndicatorResult result_of(std::string_view clauses) {
  auto scenario = Scenario::of(clauses, "");
  scenario.plan.commitments.clear();
  const auto board = scenario.evaluate();
  EXPECT_EQ(board.indicators.size(), 1U);
  return board.indicators.front();
}

std::string label(const std::optional<Figure>& figure) {
  return figure ? figure->period.label() + ' ' + figure->value.text() : "none";
}

}  // namespace

TEST(Evaluate, AnIndicatorHasLatestPreviousAndAYearBefore) {
  const auto result = result_of(
      "quarter, lower, figures 2022/23 Q3=9.1 2022/23 Q4=9 2023/24 Q1=8.8 2023/24 Q3=8.9, as of 2024-02-01");
  EXPECT_EQ(label(result.latest), "2023/24 Q3 8.9");
  EXPECT_EQ(label(result.previous), "2023/24 Q1 8.8");
  EXPECT_EQ(label(result.year_before), "2022/23 Q3 9.1");
  EXPECT_EQ(result.since_previous, Direction::worsening);
  EXPECT_EQ(result.since_year_before, Direction::improving);
  EXPECT_EQ(result.problem, "");
}

TEST(Evaluate, DirectionOfTravelFollowsThePolarity) {
  const auto says = [](std::string_view polarity, std::string_view values) {
    const auto result =
        result_of(std::string{polarity} + ", as of 2024-07-16, figures " + std::string{values});
    return std::string{word(result.since_previous)} + ' ' + std::string{word(result.since_year_before)};
  };
  EXPECT_EQ(says("higher", "2022/23=8 2023/24=9"), "improving improving");
  EXPECT_EQ(says("higher", "2022/23=9 2023/24=8"), "worsening worsening");
  EXPECT_EQ(says("lower", "2022/23=9 2023/24=8"), "improving improving");
  EXPECT_EQ(says("lower", "2022/23=8.0 2023/24=8"), "unchanged unchanged");
  EXPECT_EQ(says("lower", "2022/23=8.00 2023/24=8.01"), "worsening worsening");
  EXPECT_EQ(says("neutral", "2022/23=164 2023/24=153"), "down down");
  EXPECT_EQ(says("range", "2022/23=50 2023/24=55"), "up up");
  EXPECT_EQ(says("lower", "2023/24=8"), "unknown unknown");
  EXPECT_EQ(says("neutral", "2013/14=164 2023/24=153"), "down unknown");
}

TEST(Evaluate, ACumulativeMeasureIsComparedByWhatEachPeriodAdded) {
  const auto result = result_of(
      "quarter, lower, cumulative, as of 2024-02-01, "
      "figures 2022/23 Q3=30 2022/23 Q4=45 2023/24 Q1=12 2023/24 Q2=25 2023/24 Q3=33");
  EXPECT_EQ(label(result.latest), "2023/24 Q3 33");
  EXPECT_EQ(label(result.previous), "2023/24 Q2 25");
  EXPECT_EQ(result.since_previous, Direction::improving);     // 8 after 13
  EXPECT_EQ(result.since_year_before, Direction::worsening);  // 33 after 30, year to date both
  const auto across = result_of(
      "quarter, lower, cumulative, as of 2024-08-01, figures 2023/24 Q3=33 2023/24 Q4=43 2024/25 Q1=11");
  EXPECT_EQ(across.since_previous, Direction::worsening);  // 11 after 10
  const auto gap =
      result_of("quarter, lower, cumulative, as of 2024-02-01, figures 2023/24 Q1=12 2023/24 Q3=33");
  EXPECT_EQ(gap.since_previous, Direction::unknown);
}

TEST(Evaluate, ForecastsAndWithdrawnFiguresAreNotTheLatest) {
  const auto result =
      result_of("lower, as of 2024-07-16, figures 2021/22=8 2022/23=9 2023/24=- 2024/25=7[f]");
  EXPECT_EQ(label(result.latest), "2022/23 9");
  EXPECT_EQ(label(result.previous), "2021/22 8");
}

TEST(Evaluate, AFigureComputedFromAForecastIsOne) {
  auto scenario = Scenario::of("gbp, flow", "as of 2024-07-16");
  auto& indicator = scenario.plan.indicators[0];
  indicator.roll_up = true;
  indicator.scopes = {{"a"}, {"b"}};
  observe(scenario.history, indicator, "a", "2022/23=1 2023/24=2");
  observe(scenario.history, indicator, "b", "2022/23=1 2023/24=2[f]");
  EXPECT_EQ(label(scenario.evaluate().find({"agency_share"}, {})->latest), "2022/23 2");
}

TEST(Evaluate, TheNextFigureIsDueAfterTheNextPeriod) {
  const auto in_time = result_of("quarter, due after 60 days, figures 2023/24 Q3=8, as of 2024-05-30");
  EXPECT_EQ(iso_date(in_time.next_due.value()), "2024-05-30");
  EXPECT_FALSE(in_time.overdue);
  EXPECT_TRUE(result_of("quarter, due after 60 days, figures 2023/24 Q3=8, as of 2024-05-31").overdue);
  EXPECT_EQ(iso_date(result_of("quarter, due after 20 working days, figures 2023/24 Q3=8, as of 2024-04-01, "
                               "bank holiday 2024-04-01")
                         .next_due.value()),
            "2024-04-29");
  const auto nothing = result_of("quarter, as of 2024-05-31");
  EXPECT_FALSE(nothing.next_due);
  EXPECT_FALSE(nothing.overdue);
}

TEST(Evaluate, WithoutAFigureItsCommitmentSaysWhenTheFirstIsDue) {
  const auto board =
      Scenario::of("lower, baseline 8.77 (2021/22), target 7.5 (2026/27)", "as of 2023-05-01").evaluate();
  EXPECT_EQ(iso_date(board.indicators[0].next_due.value()), "2023-04-30");
  EXPECT_TRUE(board.indicators[0].overdue);
  EXPECT_EQ(board.commitments[0].status, Status::no_data);
}

TEST(Evaluate, RevisionsAreCountedOverAllPeriods) {
  EXPECT_EQ(result_of("figures 2021/22=8 x2 2022/23=9 2023/24=7 x1, as of 2024-07-16").revisions, 3U);
}

// As of is the ledger's part for figures and the plan's part for targets: the same history, two days.
TEST(Evaluate, AnEarlierDayKnowsTheEarlierTarget) {
  const auto scenario = [](std::string_view as_of) {
    return Scenario::of(
        "lower, percent, baseline 8.77 (2021/22), target 7.5 (2026/27), revised 8.5 on 2024-07-16, tolerance "
        "0.01 points",
        "figures 2022/23=8.5 2023/24=8.6, as of " + std::string{as_of});
  };
  const auto before = scenario("2024-07-15").evaluate();
  const auto after = scenario("2024-07-16").evaluate();
  EXPECT_EQ(before.commitments[0].reason, "8.6% is 0.34 points above the 8.26% expected for 2023/24");
  EXPECT_EQ(after.commitments[0].reason, "8.6% is 0.06 points below the 8.66% expected for 2023/24");
}

TEST(Evaluate, EqualInputsGiveEqualScoreboards) {
  const auto scenario = Scenario::of("lower, baseline 8.77 (2021/22), target 7.5 (2026/27)",
                                     "figures 2022/23=8.5 2023/24=8.6, as of 2024-07-16");
  const auto one = scenario.evaluate();
  const auto two = scenario.evaluate();
  EXPECT_EQ(one.commitments[0].reason, two.commitments[0].reason);
  EXPECT_EQ(one.counts, two.counts);
  EXPECT_EQ(one.as_of, day("2024-07-16"));
  EXPECT_EQ(one.plan->commitments.size(), 1U);
}

TEST(Evaluate, ScopesAboveReportedOnesAreListedWhenTheyRollUp) {
  auto scenario = Scenario::of("gbp, flow", "as of 2024-07-16");
  scenario.plan.commitments.clear();
  auto& indicator = scenario.plan.indicators[0];
  indicator.scopes = {{"operations/waste"}, {"operations/parks"}, {"people"}};
  observe(scenario.history, indicator, "operations/waste", "2022/23=1 2023/24=2");
  observe(scenario.history, indicator, "operations/parks", "2022/23=10 2023/24=20");
  const auto scopes = [&] {
    std::string text;
    for (const auto& result : scenario.evaluate().indicators) {
      text += result.scope.path + (result.rolled_up ? "* " : " ") + label(result.latest) + '\n';
    }
    return text;
  };
  EXPECT_EQ(scopes(), "operations/parks 2023/24 20\noperations/waste 2023/24 2\npeople none\n");
  indicator.roll_up = true;
  EXPECT_EQ(scopes(),
            "* 2023/24 22\noperations* 2023/24 22\noperations/parks 2023/24 20\noperations/waste 2023/24 "
            "2\npeople none\n");

  const auto board = scenario.evaluate();
  EXPECT_EQ(board.find({"agency_share"}, {"operations"})->scope.path, "operations");
  EXPECT_EQ(board.find({"agency_share"}, {""})->latest->coverage.have, 2U);
  EXPECT_EQ(board.find({"agency_share"}, {""})->latest->coverage.of, 3U);
  EXPECT_EQ(board.find({"agency_share"}, {"nowhere"}), nullptr);
  EXPECT_EQ(board.find({"turnover"}, {""}), nullptr);
}

TEST(Evaluate, APartialRollUpIsSaidInTheReason) {
  auto scenario =
      Scenario::of("lower, gbp, flow, baseline 100 (2022/23), target 50 (2025/26), points 2023/24=80",
                   "tolerance 5, as of 2024-04-20");
  auto& indicator = scenario.plan.indicators[0];
  indicator.roll_up = true;
  indicator.scopes = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}};
  for (const auto* scope : {"a", "b", "c", "d"}) observe(scenario.history, indicator, scope, "2023/24=21");
  EXPECT_EQ(scenario.evaluate().commitments[0].reason,
            "£84 is £4 above the £80 expected for 2023/24; 4 of 5 services reported");
  scenario.plan.commitments[0].target->period = period("2023/24");
  EXPECT_EQ(scenario.evaluate().commitments[0].reason,
            "£84 misses the £50 target due in 2023/24 by £34; 4 of 5 services reported");
}

TEST(Evaluate, ARatioThatCannotBeRolledUpSaysWhy) {
  auto scenario = Scenario::of("lower, baseline 8 (2022/23), target 7 (2025/26)", "as of 2024-04-20");
  auto& indicator = scenario.plan.indicators[0];
  indicator.roll_up = true;
  indicator.scopes = {{"a"}, {"b"}};
  observe(scenario.history, indicator, "a", "2023/24=1/10");
  observe(scenario.history, indicator, "b", "2023/24=8.29");
  const auto board = scenario.evaluate();
  EXPECT_EQ(board.indicators[0].problem, "agency_share cannot be rolled up: b 2023/24 has no numerator");
  EXPECT_FALSE(board.indicators[0].latest);
  EXPECT_EQ(board.commitments[0].status, Status::no_data);
}

// Two of twelve months are no year, until the year is over.
TEST(Evaluate, AYearThatIsStillRunningIsNotJudged) {
  auto scenario = Scenario::of(
      "lower, gbp, flow, baseline 120 (2021/22), target 60 (2024/25), points 2022/23=100", "tolerance 5");
  auto& plan = scenario.plan;
  plan.indicators[0].formula = FromCoarser{{"agency_month"}};
  plan.indicators.push_back({.id = {"agency_month"},
                             .unit = Unit::gbp,
                             .frequency = PeriodKind::month,
                             .aggregation = Aggregation::flow});
  observe(
      scenario.history, plan.indicators[1], "",
      "2022-04=10 2022-05=10 2022-06=10 2022-07=10 2022-08=10 2022-09=10 2022-10=10 2022-11=10 2022-12=10 "
      "2023-01=5 2023-02=5 2023-03=5 2023-04=2 2023-05=3");
  scenario.as_of = day("2023-06-30");
  const auto running = scenario.evaluate();
  EXPECT_EQ(label(running.indicators[0].latest), "2022/23 105");
  EXPECT_EQ(running.commitments[0].reason, "£105 is £5 above the £100 expected for 2022/23");
  scenario.as_of = day("2024-04-01");
  const auto over = scenario.evaluate();
  EXPECT_EQ(over.commitments[0].reason,
            "£5 is £95 below the £100 expected for 2023/24; 2 of 12 months reported");
  // The series itself shows what there is.
  EXPECT_EQ(said(figures(plan, scenario.history, {"agency_share"}, {})), "2022/23 105, 2023/24 5 (2 of 12)");
}

TEST(Milestones, AreDoneLateDueOrOverdueAsOfTheDay) {
  auto scenario = Scenario::of("", "");
  scenario.plan.commitments.clear();
  const auto says = [&](std::string_view due, std::optional<std::string_view> done, std::string_view as_of) {
    scenario.plan.milestones = {{.id = {"hr_system"}, .due = day(due)}};
    if (done) scenario.plan.milestones[0].done = day(*done);
    scenario.as_of = day(as_of);
    const auto board = scenario.evaluate();
    return std::string{word(board.milestones[0].state)} + ": " + board.milestones[0].reason;
  };
  EXPECT_EQ(says("2025-03-31", "2025-03-14", "2025-04-01"), "done: Done on 14 March 2025, due 31 March 2025");
  EXPECT_EQ(says("2025-03-31", "2025-03-31", "2025-04-01"), "done: Done on 31 March 2025, due 31 March 2025");
  EXPECT_EQ(says("2025-03-31", "2025-04-01", "2025-04-01"),
            "done_late: Done on 1 April 2025, 1 day after it was due");
  EXPECT_EQ(says("2025-03-31", "2025-04-14", "2025-05-01"),
            "done_late: Done on 14 April 2025, 14 days after it was due");
  EXPECT_EQ(says("2025-03-31", std::nullopt, "2025-03-31"), "due: Due on 31 March 2025");
  EXPECT_EQ(says("2025-03-31", std::nullopt, "2025-04-01"), "overdue: Was due on 31 March 2025");
  // Done later is not done yet.
  EXPECT_EQ(says("2025-03-31", "2025-04-14", "2025-04-13"), "overdue: Was due on 31 March 2025");
  EXPECT_EQ(says("2025-03-31", "2025-03-14", "2025-03-13"), "due: Due on 31 March 2025");
}

}  // namespace waymark::core::test
