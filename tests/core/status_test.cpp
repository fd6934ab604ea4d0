#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {

TEST(Status, IsWhatStatusCasesSays) {
  std::string given;
  int cases = 0;
  for (const auto& [number, text] : lines_of("status.cases")) {
    if (text.starts_with("given ")) {
      given = text.substr(6);
      continue;
    }
    const auto arrow = text.find(" -> ");
    ASSERT_NE(arrow, std::string::npos) << "status.cases:" << number;
    const auto board = Scenario::of(given, text.substr(0, arrow)).evaluate();
    ASSERT_EQ(board.commitments.size(), 1U);
    const auto& result = board.commitments.front();
    EXPECT_EQ(std::string{word(result.status)} + " \"" + result.reason + '"', text.substr(arrow + 4))
        << "status.cases:" << number;
    ++cases;
  }
  EXPECT_GE(cases, 60);
}

TEST(Status, ArithmeticAddsUpAsPrinted) {
  const auto board =
      Scenario::of("lower, percent, baseline 8.77 (2021/22), target 7.5 (2026/27), tolerance 0.1 points",
                   "figures 2023/24=8.29, as of 2024-07-16")
          .evaluate();
  const auto& result = board.commitments.front();
  EXPECT_EQ(result.expected->text(), "8.26");
  EXPECT_EQ(result.shortfall->text(), "0.03");
  EXPECT_NEAR(*result.attainment, 0.48 / 1.27, 1e-12);
}

TEST(Status, ShortfallOfHigherIsExpectedMinusActual) {
  const auto board = Scenario::of("higher, percent, baseline 70 (2022/23), target 90 (2023/24), step",
                                  "figures 2023/24=91.5, as of 2024-04-20")
                         .evaluate();
  EXPECT_EQ(board.commitments.front().shortfall->text(), "-1.5");
  EXPECT_EQ(board.commitments.front().expected->text(), "90");
}

TEST(Status, ARevisedTargetKeepsTheOriginalBesideIt) {
  const auto scenario = [](std::string_view as_of) {
    return Scenario::of(
        "baseline 8.77 (2021/22), target 7.5 (2026/27), revised 7.8 on 2025-04-01 for 2027/28",
        "as of " + std::string{as_of});
  };
  const auto before = scenario("2025-03-31").evaluate();
  EXPECT_EQ(before.commitments[0].target->value.text(), "7.5");
  EXPECT_FALSE(before.commitments[0].original);
  const auto after = scenario("2025-04-01").evaluate();
  EXPECT_EQ(after.commitments[0].target->value.text(), "7.8");
  EXPECT_EQ(after.commitments[0].target->period.label(), "2027/28");
  EXPECT_EQ(after.commitments[0].original->value.text(), "7.5");
  EXPECT_EQ(after.commitments[0].original->period.label(), "2026/27");
}

TEST(Status, ATargetThatCameLaterStartsAsMonitoring) {
  const auto scenario = [](std::string_view as_of) {
    return Scenario::of(
        "baseline 8.77 (2021/22), revised 7.8 on 2025-04-01 for 2027/28, figures 2023/24=8.29",
        "as of " + std::string{as_of});
  };
  EXPECT_EQ(scenario("2025-03-31").evaluate().commitments[0].status, Status::monitor_only);
  const auto after = scenario("2025-04-01").evaluate();
  EXPECT_EQ(after.commitments[0].target->value.text(), "7.8");
  EXPECT_EQ(after.commitments[0].status, Status::on_track);
}

// Council level green, one of its services red: both are said.
TEST(Status, APartOffTrackIsNotHiddenByTheTotal) {
  auto scenario = Scenario::of("lower, percent, baseline 10 (2022/23), target 6 (2026/27), points 2023/24=8",
                               "tolerance 1 points, figures 2023/24=7, as of 2024-04-20");
  const auto total = scenario.plan.commitments.front();
  const auto add = [&](std::string scope, std::string_view figures) {
    auto part = total;
    part.id = {scope};
    part.scope = {scope};
    scenario.plan.commitments.push_back(part);
    scenario.plan.indicators[0].scopes.push_back({scope});
    observe(scenario.history, scenario.plan.indicators[0], scope, figures);
  };
  add("operations", "2023/24=7.9");
  add("operations/waste", "2023/24=9.5");
  add("operations/parks", "2023/24=8");
  add("operations-extra", "2023/24=8.5");
  add("people", "2023/24=7");

  const auto board = scenario.evaluate();
  EXPECT_EQ(board.commitments[0].status, Status::on_track);
  EXPECT_EQ(board.commitments[0].reason,
            "7% is 1 point below the 8% expected for 2023/24. 1 of 5 services off track.");
  EXPECT_EQ(board.commitments[0].parts, 5U);
  EXPECT_EQ(board.commitments[0].parts_off_track, 1U);
  EXPECT_EQ(board.commitments[1].reason,
            "7.9% is 0.1 points below the 8% expected for 2023/24. 1 of 2 services off track.");
  EXPECT_EQ(board.commitments[1].parts, 2U);
  EXPECT_EQ(board.commitments[4].parts, 0U);
  EXPECT_EQ(board.commitments[5].reason, "7% is 1 point below the 8% expected for 2023/24");
}

TEST(Status, CountsAddUpToAllCommitments) {
  auto scenario = Scenario::of("", "as of 2024-07-16");
  auto& plan = scenario.plan;
  const auto indicator = plan.indicators[0];
  plan.indicators.clear();
  plan.commitments.clear();
  std::uint64_t seed = 20240716;
  const auto random = [&](std::uint64_t below) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (seed >> 33U) % below;
  };
  for (int i = 0; i < 500; ++i) {
    auto one = indicator;
    one.id = {"i" + std::to_string(i)};
    one.polarity = static_cast<Polarity>(random(4));
    plan.indicators.push_back(one);
    Commitment commitment{.id = {"c" + std::to_string(i)}, .indicator = one.id};
    if (random(3) > 0) commitment.baseline = DatedValue{period("2021/22"), decimal("8.77")};
    if (random(4) > 0) {
      const auto due = period("2022/23").plus(static_cast<std::int32_t>(random(6)));
      commitment.target = DatedValue{due, decimal("7.5")};
    }
    if (random(5) == 0) commitment.start = day("2024-01-01") + std::chrono::days{random(400)};
    if (one.polarity == Polarity::range)
      commitment.tolerance = BandTolerance{decimal("8"), decimal("9"), decimal("1")};
    if (commitment.baseline || random(2) == 0)
      commitment.trajectory.shape = static_cast<TrajectoryShape>(random(3));
    plan.commitments.push_back(commitment);
    if (random(5) > 0) {
      const Decimal value{static_cast<std::int64_t>(random(400)) + 600, 2};
      const auto latest = period("2021/22").plus(static_cast<std::int32_t>(random(3)));
      scenario.history.add(
          {.key = {plan.authority, one.id, {}}, .observations = {{.period = latest, .value = value}}});
    }
  }
  const auto board = scenario.evaluate();
  std::uint32_t sum = 0;
  for (const auto count : board.counts) sum += count;
  EXPECT_EQ(sum, 500U);
  for (std::size_t status = 0; status < status_count; ++status) {
    EXPECT_GT(board.counts[status], 0U) << words(static_cast<Status>(status)) << " never came up";
  }
  for (const auto& result : board.commitments) {
    EXPECT_FALSE(result.reason.empty());
    EXPECT_FALSE(result.reason.ends_with('.'));
    if (result.status == Status::on_track) {
      EXPECT_LE(result.shortfall.value(), Decimal{}) << result.reason;
    }
    if (result.status == Status::off_track) {
      EXPECT_GT(result.shortfall.value(), Decimal{}) << result.reason;
    }
  }
}

}  // namespace waymark::core::test
