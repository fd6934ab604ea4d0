#include <gtest/gtest.h>

#include "tests/core/build.hpp"

// What an evaluation says beyond the status: control charts, forecasts, what is needed, findings.
namespace waymark::core::test {
namespace {

Scoreboard charted(std::string_view clauses, SpcDeclaration declared) {
  auto scenario = Scenario::of("ratio, percent, lower, quarter, as of 2026-11-20", clauses);
  scenario.plan.indicators.front().spc.push_back(std::move(declared));
  return scenario.evaluate();
}

CommitmentResult foretold(std::string_view clauses, ForecastDeclaration declared = {}) {
  auto scenario = Scenario::of("ratio, percent, lower, financial_year, as of 2025-06-20", clauses);
  scenario.plan.commitments.front().forecast = std::move(declared);
  return scenario.evaluate().commitments.front();
}

std::vector<std::string> said(const Scoreboard& board, FindingKind kind) {
  std::vector<std::string> sentences;
  for (const auto& finding : board.findings) {
    if (finding.kind == kind) sentences.push_back(finding.sentence);
  }
  return sentences;
}

}  // namespace

TEST(ControlCharts, AreThereWhereThePlanDeclaresThem) {
  constexpr auto figures = "figures 2025/26=8 2026/27=7, financial_year";
  EXPECT_EQ(Scenario::of("percent, lower", figures).evaluate().indicators.front().spc, nullptr);
  const auto board = charted(figures, {.target = decimal("9")});
  const auto& chart = *board.indicators.front().spc;
  EXPECT_EQ(chart.periods.size(), 2U);
  EXPECT_EQ(chart.values.back().text(), "7");
  EXPECT_EQ(chart.limits.assurance, Assurance::inconsistent);
  EXPECT_TRUE(chart.group().trial());
  EXPECT_FALSE(chart.discrete);
  EXPECT_EQ(charted(figures, {.scopes = {{"place"}}}).indicators.front().spc, nullptr);
}

TEST(ControlCharts, LeaveOutForecastsAndWithdrawnFigures) {
  const auto board =
      charted("financial_year, figures 2022/23=8 2023/24=- 2024/25=7 2025/26=6[f]", SpcDeclaration{});
  EXPECT_EQ(board.indicators.front().spc->periods.size(), 2U);
}

TEST(ControlCharts, OfCumulativeMeasuresAreOfWhatEachPeriodAdded) {
  const auto board =
      charted("gbp, higher, cumulative, figures 2024/25 Q1=10 2024/25 Q2=30 2024/25 Q4=70 2025/26 Q1=15",
              SpcDeclaration{});
  const auto& chart = *board.indicators.front().spc;
  EXPECT_TRUE(chart.discrete);
  ASSERT_EQ(chart.values.size(), 3U);  // Q4 without Q3 has no value of its own
  EXPECT_EQ(chart.values[1].text(), "20");
  EXPECT_EQ(chart.values[2].text(), "15");
}

TEST(ControlCharts, StartAnewWithTheFirstPeriodAfterARebaseDate) {
  SpcDeclaration declared;
  declared.rebases = {{day("2020-01-01"), "before any figure"},
                      {day("2024-05-01"), "a new contract"},
                      {day("2027-04-01"), "to come"}};
  const auto board =
      charted("figures 2023/24 Q4=9 2024/25 Q1=9 2024/25 Q2=5 2024/25 Q3=5", std::move(declared));
  const auto& chart = *board.indicators.front().spc;
  ASSERT_EQ(chart.limits.groups.size(), 2U);
  EXPECT_EQ(chart.limits.groups[1].first, 2U);
  ASSERT_EQ(chart.rebases.size(), 1U);
  EXPECT_EQ(chart.rebases[0].reason, "a new contract");
}

TEST(Forecasts, HaveTheProbabilityOfMeetingTheTarget) {
  constexpr auto figures =
      "figures 2019/20=96.32 2020/21=95.73 2021/22=95.56 2022/23=95.98 2023/24=95.75 "
      "2024/25=95.31, baseline 96.32 (2019/20), target 95.318 (2025/26)";
  EXPECT_NEAR(*foretold(figures).forecast->probability, 0.5, 0.001);
  const auto higher = foretold(std::string{figures} + ", higher, target 96 (2025/26)");
  EXPECT_NEAR(higher.forecast->prediction.central, 95.318, 1e-9);
  EXPECT_GT(*higher.forecast->probability, 0.05);
  EXPECT_LT(*higher.forecast->probability, 0.2);
  const auto band = foretold(std::string{figures} + ", range, band 94.269 to 96.367, near 1");
  EXPECT_NEAR(*band.forecast->probability, 0.95, 0.001);
}

TEST(Forecasts, AreNotMadeUnlessDeclaredOrWhenRefused) {
  constexpr auto figures = "baseline 8.77 (2021/22), target 7.5 (2026/27), figures 2021/22=8.77 2023/24=8.29";
  EXPECT_EQ(Scenario::of("percent, lower", figures).evaluate().commitments.front().forecast, nullptr);
  const auto refused = foretold(figures);
  EXPECT_EQ(refused.forecast->refusal, Refusal::too_few);
  EXPECT_FALSE(refused.forecast->probability);
}

TEST(Forecasts, OfAYearToDateStartFromWhatIsKnown) {
  const auto result = foretold(
      "gbp, higher, quarter, cumulative, baseline 10 (2023/24 Q4), target 10 (2025/26 Q4), step, figures "
      "2023/24 Q1=2 2023/24 Q2=5 2023/24 Q3=7 2023/24 Q4=10 2024/25 Q1=2 2024/25 Q2=5 2024/25 Q3=7 2024/25 "
      "Q4=10 "
      "2025/26 Q1=3");
  const auto& forecast = *result.forecast;
  ASSERT_FALSE(forecast.refused()) << forecast.reason;
  EXPECT_NEAR(forecast.prediction.central, 3 + 3 * 2.8, 1);
}

// 8.29% in 2023/24, 7.5% wanted three years later: 0.263 points a year, where there were 0.24.
TEST(AccelerationNeeded, IsTheMeanChangeOfTheRest) {
  const auto board = Scenario::of("percent, lower, baseline 8.77 (2021/22), target 7.5 (2026/27)",
                                  "figures 2023/24=8.29, as of 2024-07-16")
                         .evaluate();
  const auto& needed = *board.commitments.front().acceleration;
  EXPECT_EQ(needed.needed.text(), "-0.263");
  EXPECT_EQ(needed.so_far->text(), "-0.240");
  EXPECT_EQ(needed.periods, 3U);
  EXPECT_FALSE(needed.adds_up);
}

TEST(AccelerationNeeded, OfAYearToDateIsWhatEachPeriodMustAdd) {
  const auto result = foretold(
      "gbp, higher, quarter, cumulative, baseline 10 (2024/25 Q4), target 13 (2025/26 Q4), step, figures "
      "2024/25 Q4=10 2025/26 Q1=2.5");
  const auto& needed = *result.acceleration;
  EXPECT_TRUE(needed.adds_up);
  EXPECT_EQ(needed.needed.text(), "3.50");
  EXPECT_EQ(needed.so_far->text(), "2.50");
  EXPECT_EQ(needed.periods, 3U);
}

TEST(AccelerationNeeded, IsNothingOnceTheTargetIsMetOrDue) {
  const auto of = [](std::string_view figures) {
    return Scenario::of("percent, lower, baseline 8.77 (2021/22), target 7.5 (2024/25), as of 2025-07-16",
                        figures)
        .evaluate()
        .commitments.front()
        .acceleration.has_value();
  };
  EXPECT_TRUE(of("figures 2023/24=8.29"));
  EXPECT_FALSE(of("figures 2023/24=7.4"));
  EXPECT_FALSE(of("figures 2024/25=8.29"));
}

TEST(Findings, NameTheRedWithinTheGreen) {
  auto scenario =
      Scenario::of("ratio, percent, lower, as of 2024-07-16, baseline 8 (2021/22), target 6 (2026/27)",
                   "figures 2023/24=6.9");
  auto& plan = scenario.plan;
  plan.scopes = {{{"waste"}, "Waste services"}};
  plan.commitments.front().title = "Agency down";
  plan.indicators.front().scopes = {{""}, {"waste"}, {"parks"}};
  for (const std::string scope : {"waste", "parks"}) {
    auto part = plan.commitments.front();
    part.id.text += "_" + scope;
    part.scope.path = scope;
    plan.commitments.push_back(part);
  }
  observe(scenario.history, plan.indicators.front(), "waste", "2023/24=8.1");
  observe(scenario.history, plan.indicators.front(), "parks", "2023/24=5.5");
  const auto board = scenario.evaluate();
  EXPECT_EQ(
      said(board, FindingKind::parts_off_track),
      (std::vector<std::string>{"Agency down is on track (6.9%), but 1 of 2 services is not: Waste services "
                                "(8.1%)"}));
  EXPECT_EQ(board.findings.front().commitment, 0U);
}

TEST(Findings, NameARatioThatImprovedByItsDenominatorAlone) {
  const auto sentences = [](std::string_view figures) {
    return said(
        Scenario::of("ratio, percent, lower, as of 2025-07-16, baseline 8 (2021/22), target 6 (2026/27)",
                     figures)
            .evaluate(),
        FindingKind::denominator_moved);
  };
  const auto found = sentences("figures 2023/24=80/1000 2024/25=85/1200");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(
      found[0].find("went from 8.00% to 7.08% between 2023/24 and 2024/25, but its numerator rose from 80 to "
                    "85: what changed is the denominator, which rose from 1,000 to 1,200"),
      std::string::npos)
      << found[0];
  EXPECT_TRUE(sentences("figures 2023/24=80/1000 2024/25=75/1200").empty());  // it fell by itself, too
  EXPECT_TRUE(sentences("figures 2023/24=80/1000 2024/25=85/1000").empty());  // it did not improve
}

TEST(Findings, NameTotalsWithoutSomeOfTheirParts) {
  auto scenario = Scenario::of("gbp, lower, flow, as of 2025-07-16", "");
  auto& plan = scenario.plan;
  plan.commitments.clear();
  plan.indicators.front().title = "Agency spend";
  plan.indicators.front().scopes = {{"waste"}, {"parks"}};
  plan.indicators.front().roll_up = true;
  observe(scenario.history, plan.indicators.front(), "waste", "2024/25=100");
  const auto board = scenario.evaluate();
  EXPECT_EQ(said(board, FindingKind::partial_total),
            (std::vector<std::string>{"Agency spend: £100 for 2024/25 stands for 1 of 2 parts"}));
  // What is not complete is compared with nothing.
  plan.indicators.front().spc.emplace_back();
  EXPECT_EQ(scenario.evaluate().indicators.front().spc, nullptr);
}

}  // namespace waymark::core::test
