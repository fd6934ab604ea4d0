#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

class SubstitutionTest : public testing::Test {
 protected:
  SubstitutionTest() {
    add("agency", "Agency spend", "2021/22=8.77 2022/23=9.54 2023/24=8.29");
    add("consultants", "Consultant spend", "2021/22=4 2022/23=4 2023/24=10");
    plan_.substitutions = {
        {.id = "agency_consultants", .indicators = {{"agency"}, {"consultants"}}, .total_meaningful = true}};
  }
  void add(std::string id, std::string title, std::string_view figures) {
    plan_.indicators.push_back({.id = {std::move(id)},
                                .title = std::move(title),
                                .unit = Unit::percent,
                                .polarity = Polarity::lower,
                                .frequency = PeriodKind::financial_year,
                                .aggregation = Aggregation::ratio});
    observe(history_, plan_.indicators.back(), "", figures);
  }
  void again(std::size_t indicator, std::string_view figures) {
    observe(history_, plan_.indicators[indicator], "", figures);
  }
  std::vector<SubstitutionResult> results() const {
    return evaluate(std::make_shared<const Plan>(plan_), history_, day("2024-07-16"), {}).substitutions;
  }

  Plan plan_ = plan();
  History history_;
};

}  // namespace

// domain.md 10: 12.77 to 18.29 although agency spend alone fell.
TEST_F(SubstitutionTest, OfAgencyStaffByConsultantsInRossendale) {
  const auto result = results().at(0);
  EXPECT_TRUE(result.found);
  EXPECT_EQ(result.sentence,
            "Agency spend fell from 8.77% to 8.29% between 2021/22 and 2023/24, while Consultant spend rose "
            "from 4% to "
            "10%: together they went from 12.77% to 18.29%");
  EXPECT_EQ(result.total_before->text(), "12.77");
  EXPECT_EQ(result.total_after->text(), "18.29");
  EXPECT_EQ(result.directions, (std::vector{Direction::improving, Direction::worsening}));
}

TEST_F(SubstitutionTest, StartsAtThePeriodThePlanNames) {
  plan_.substitutions[0].since = period("2022/23");
  const auto result = results().at(0);
  EXPECT_EQ(result.from.label(), "2022/23");
  EXPECT_EQ(result.total_before->text(), "13.54");
  EXPECT_TRUE(result.found);
}

TEST_F(SubstitutionTest, TheTotalIsShownOnlyWhereThePlanSaysItMeansSomething) {
  plan_.substitutions[0].total_meaningful = false;
  const auto result = results().at(0);
  EXPECT_TRUE(result.found);
  EXPECT_FALSE(result.total_before);
  EXPECT_EQ(result.sentence,
            "Agency spend fell from 8.77% to 8.29% between 2021/22 and 2023/24, while Consultant spend rose "
            "from 4% to 10%");
}

TEST_F(SubstitutionTest, ATotalThatStaysIsSaid) {
  again(1, "2021/22=4 2023/24=4.48");
  const auto result = results().at(0);
  EXPECT_TRUE(result.found);
  EXPECT_TRUE(
      result.sentence.ends_with("Consultant spend rose from 4% to 4.48%: together they stayed at 12.77%"))
      << result.sentence;
}

TEST_F(SubstitutionTest, TheTotalNeedsOneUnit) {
  plan_.indicators[1].unit = Unit::gbp;
  EXPECT_FALSE(results().at(0).total_after);
}

TEST_F(SubstitutionTest, IsNotFoundWhenAllImprove) {
  again(1, "2021/22=4 2023/24=3.5");
  const auto result = results().at(0);
  EXPECT_FALSE(result.found);
  EXPECT_EQ(result.sentence,
            "Agency spend fell from 8.77% to 8.29% between 2021/22 and 2023/24, and Consultant spend fell "
            "from 4% to "
            "3.5%: together they went from 12.77% to 11.79%");
}

TEST_F(SubstitutionTest, IsNotFoundWhenAllWorsen) {
  again(0, "2021/22=8 2023/24=9");
  EXPECT_FALSE(results().at(0).found);
}

// Without a direction of its own it worsens nothing, and neither does a total of two polarities.
TEST_F(SubstitutionTest, ANeutralIndicatorWorsensNothing) {
  plan_.indicators[1].polarity = Polarity::neutral;
  const auto result = results().at(0);
  EXPECT_FALSE(result.found);
  EXPECT_EQ(result.directions[1], Direction::up);
}

TEST_F(SubstitutionTest, ComparesOnlyPeriodsThatAllHaveReported) {
  again(0, "2021/22=8.77 2022/23=9.54 2023/24=8.29 2024/25=7");
  again(1, "2020/21=1 2022/23=4 2023/24=10");
  const auto result = results().at(0);
  EXPECT_EQ(result.from.label(), "2022/23");
  EXPECT_EQ(result.to.label(), "2023/24");
  again(1, "2023/24=10");
  EXPECT_TRUE(results().empty());
}

TEST_F(SubstitutionTest, ThreeIndicatorsAndOneThatStays) {
  add("interim", "Interim managers", "2021/22=1 2023/24=1.00");
  plan_.substitutions[0].indicators = {{"agency"}, {"interim"}, {"consultants"}};
  EXPECT_EQ(results().at(0).sentence,
            "Agency spend fell from 8.77% to 8.29% between 2021/22 and 2023/24, Interim managers stayed at "
            "1.00%, while "
            "Consultant spend rose from 4% to 10%: together they went from 13.77% to 19.29%");
}

}  // namespace waymark::core::test
