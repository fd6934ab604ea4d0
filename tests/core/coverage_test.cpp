#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

// A plan with one reported indicator, and what it says about topic 3.4 or another.
class CoverageTest : public testing::Test {
 protected:
  TopicResult topic(std::string_view id = "3.4", std::string_view as_of = "2024-07-16") {
    scenario_.as_of = day(as_of);
    for (auto& result : scenario_.evaluate().coverage) {
      if (result.topic.id == id) return result;
    }
    throw std::invalid_argument{"no such topic"};
  }
  std::string says(std::string_view id = "3.4", std::string_view as_of = "2024-07-16") {
    const auto result = topic(id, as_of);
    std::string text{word(result.state)};
    for (const auto& part : result.answered_by) text += "; " + part;
    return text;
  }

  Scenario scenario_ = Scenario::of(
      "lower, percent, baseline 8.77 (2021/22), target 7.5 (2026/27), figures 2022/23=9.54 2023/24=8.29", "");
  Plan& plan_ = scenario_.plan;
  Commitment& commitment_ = plan_.commitments[0];
};

}  // namespace

TEST(Topics, AreThe25OfTheLetter) {
  std::set<std::string_view> ids;
  for (const auto& topic : topics()) {
    ids.insert(topic.id);
    EXPECT_FALSE(topic.title.empty());
  }
  EXPECT_EQ(ids.size(), 25U);
  EXPECT_EQ(*ids.begin(), "1.1");
  EXPECT_EQ(*ids.rbegin(), "4.4");
  EXPECT_TRUE(std::ranges::is_sorted(topics(), {}, &Topic::id));
}

TEST_F(CoverageTest, ATopicNobodyListsIsUnanswered) {
  EXPECT_EQ(says(), "unanswered");
  EXPECT_EQ(scenario_.evaluate().coverage.size(), 25U);
}

TEST_F(CoverageTest, CommitmentsAndIndicatorsWithDataAreCurrentUntilLate) {
  commitment_.topics = {"3.4"};
  EXPECT_EQ(says(), "current; commitment agency_down");
  EXPECT_EQ(says("3.4", "2025-04-30"), "current; commitment agency_down");
  EXPECT_EQ(says("3.4", "2025-05-01"), "late; commitment agency_down");
  plan_.indicators[0].topics = {"3.4", "1.2"};
  EXPECT_EQ(says(), "current; commitment agency_down; indicator agency_share");
  EXPECT_EQ(says("1.2"), "current; indicator agency_share");
}

TEST_F(CoverageTest, OneCurrentAnswerIsEnough) {
  plan_.indicators[0].topics = {"3.4"};
  plan_.indicators.push_back(
      {.id = {"turnover"}, .frequency = PeriodKind::financial_year, .topics = {"3.4"}});
  EXPECT_EQ(says(), "current; indicator agency_share; indicator turnover");
  observe(scenario_.history, plan_.indicators[1], "", "2020/21=8");
  EXPECT_EQ(says(), "current; indicator agency_share; indicator turnover");
  plan_.indicators[0].topics = {};
  EXPECT_EQ(says(), "late; indicator turnover");
}

TEST_F(CoverageTest, NothingReportedIsNoData) {
  plan_.indicators.push_back({.id = {"turnover"}, .topics = {"3.4"}});
  EXPECT_EQ(says(), "no_data; indicator turnover");
}

TEST_F(CoverageTest, AFinishedCommitmentStaysCurrent) {
  commitment_.topics = {"3.4"};
  commitment_.target->period = period("2023/24");
  EXPECT_EQ(says("3.4", "2031-01-01"), "current; commitment agency_down");
}

TEST_F(CoverageTest, RegistersAndWordsAreNarrative) {
  plan_.milestones = {{.id = {"hr"}, .due = day("2025-03-31"), .topics = {"2.2"}},
                      {.id = {"crm"}, .due = day("2025-03-31"), .topics = {"2.2"}}};
  plan_.barriers = {{.id = {"settlement"}, .topics = {"4.4", "2.2"}}};
  plan_.answers = {{"1.8", TopicAnswerKind::register_, "Kept by the policy team."},
                   {"3.6", TopicAnswerKind::narrative, "Payroll is shared."},
                   {"3.6", TopicAnswerKind::narrative, "So is audit."},
                   {"3.8", TopicAnswerKind::not_applicable, "There is no mayor."}};
  EXPECT_EQ(says("2.2"), "narrative_only; milestones (2); barrier register (1)");
  EXPECT_EQ(says("4.4"), "narrative_only; barrier register (1)");
  EXPECT_EQ(says("1.8"), "narrative_only; register");
  EXPECT_EQ(says("3.6"), "narrative_only; narrative");
  EXPECT_EQ(topic("3.6").text, "Payroll is shared. So is audit.");
  EXPECT_EQ(says("3.8"), "not_applicable");
  EXPECT_EQ(topic("3.8").text, "There is no mayor.");
}

TEST_F(CoverageTest, DataOutweighWords) {
  commitment_.topics = {"3.4"};
  plan_.answers = {{"3.4", TopicAnswerKind::narrative, "In words too."}};
  EXPECT_EQ(says(), "current; commitment agency_down; narrative");
}

}  // namespace waymark::core::test
