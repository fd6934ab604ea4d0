#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {

TEST(Trajectory, IsWhatTrajectoryCasesSays) {
  std::string given;
  int cases = 0;
  for (const auto& [number, line] : lines_of("trajectory.cases")) {
    if (line.starts_with("given ")) {
      given = line.substr(6);
      continue;
    }
    const auto arrow = line.find(" -> ");
    ASSERT_NE(arrow, std::string::npos) << "trajectory.cases:" << number;
    auto question = line.substr(0, arrow);
    std::string own;
    if (const auto as_of = question.find(" as of "); as_of != std::string::npos) {
      own = question.substr(as_of + 1);
      question.resize(as_of);
    }
    std::uint8_t decimals = 2;
    if (const auto digits = question.find(" decimals "); digits != std::string::npos) {
      decimals = static_cast<std::uint8_t>(question.back() - '0');
      question.resize(digits);
    }
    const auto scenario = Scenario::of(given, own);
    const auto kind = scenario.plan.indicators.front().frequency;
    const auto value =
        expected(scenario.plan.commitments.front(), period(question, kind), scenario.as_of, decimals);
    EXPECT_EQ(value ? value->text() : "nothing", line.substr(arrow + 4)) << "trajectory.cases:" << number;
    ++cases;
  }
  EXPECT_GE(cases, 40);
}

namespace {

Pace pace_of(std::string_view clauses, std::string_view figure) {
  const auto scenario = Scenario::of(clauses, std::string{figure} + ", as of 2024-07-16");
  const auto& indicator = scenario.plan.indicators.front();
  const auto all = figures(scenario.plan, scenario.history, indicator.id, {});
  return pace(scenario.plan.commitments.front(), indicator, all.figures.back(), scenario.as_of);
}

}  // namespace

// The vector of domain.md 6.
TEST(Pace, OfAgencySpendInRossendale) {
  const auto pace = pace_of("lower, baseline 8.77 (2021/22), target 7.5 (2026/27)", "figures 2023/24=8.29");
  EXPECT_NEAR(pace.growth.value(), 0.901, 0.0005);
  EXPECT_NEAR(pace.linear.value(), 0.945, 0.0005);
  EXPECT_EQ(pace.word, PaceWord::acceleration_needed);
}

TEST(Pace, HasTheWordOfItsGrowthRatio) {
  const auto says = [](std::string_view figure) {
    return word(pace_of("lower, baseline 8.77 (2021/22), target 7.5 (2026/27)", figure).word);
  };
  EXPECT_EQ(says("figures 2023/24=8.2"), "on_track");
  EXPECT_EQ(says("figures 2023/24=8.4"), "acceleration_needed");  // R is 0.69
  EXPECT_EQ(says("figures 2023/24=8.5"), "limited");              // R is 0.51
  EXPECT_EQ(says("figures 2023/24=8.77"), "limited");             // no movement: R is 0
  EXPECT_EQ(says("figures 2023/24=9"), "deterioration");
  EXPECT_EQ(says("figures 2023/24=7.5"), "target_met");
  EXPECT_EQ(says("figures 2023/24=0"), "target_met");
}

TEST(Pace, IsUndefinedWhenSignsDifferOrTheBaselineIsZero) {
  const auto from_zero = pace_of("higher, baseline 0 (2021/22), target 10 (2025/26)", "figures 2023/24=5");
  EXPECT_FALSE(from_zero.growth);
  EXPECT_DOUBLE_EQ(from_zero.linear.value(), 1.0);
  EXPECT_EQ(from_zero.word, PaceWord::undefined);
  const auto through_zero =
      pace_of("higher, baseline -5 (2021/22), target 10 (2025/26)", "figures 2023/24=1");
  EXPECT_FALSE(through_zero.growth);
  EXPECT_EQ(through_zero.word, PaceWord::undefined);
  // Both negative is fine: a loss that shrinks.
  const auto shrinking = pace_of("higher, baseline -10 (2021/22), target -5 (2025/26)", "figures 2023/24=-7");
  EXPECT_GT(shrinking.growth.value(), 0.95);
  EXPECT_EQ(shrinking.word, PaceWord::on_track);
}

TEST(Pace, NeedsABaselineATargetAndADirection) {
  for (const auto* clauses : {"lower, target 7.5 (2026/27), step", "lower, baseline 8.77 (2021/22)",
                              "neutral, baseline 8.77 (2021/22), target 7.5 (2026/27)",
                              "lower, baseline 7.5 (2021/22), target 7.5 (2026/27)",
                              "lower, baseline 8.77 (2023/24), target 7.5 (2026/27)"}) {
    const auto pace = pace_of(clauses, "figures 2023/24=8.29");
    EXPECT_FALSE(pace.growth) << clauses;
    EXPECT_FALSE(pace.linear) << clauses;
    EXPECT_EQ(pace.word, PaceWord::undefined) << clauses;
  }
}

}  // namespace waymark::core::test
