#include <gtest/gtest.h>

#include "tests/core/build.hpp"

namespace waymark::core::test {
namespace {

class FiguresTest : public testing::Test {
 protected:
  // Never two at the same time: the vector may move.
  Indicator& indicator(std::string id, Unit unit, Aggregation aggregation, PeriodKind frequency,
                       std::vector<Scope> scopes = {Scope{}}) {
    plan_.indicators.push_back({.id = {std::move(id)},
                                .unit = unit,
                                .frequency = frequency,
                                .aggregation = aggregation,
                                .scopes = std::move(scopes)});
    return plan_.indicators.back();
  }
  void reported(std::string_view id, std::string_view scope, std::string_view text) {
    observe(history_, *plan_.find(IndicatorId{std::string{id}}), scope, text);
  }
  Figures read(std::string_view id, std::string_view scope = "") const {
    return figures(plan_, history_, {std::string{id}}, {std::string{scope}});
  }
  std::string read_from(std::string_view id, std::string_view scope = "") const {
    std::string text;
    for (const auto& key : sources(plan_, {std::string{id}}, {std::string{scope}})) {
      text += (text.empty() ? "" : ", ") + key.indicator.text + '@' + key.scope.path;
    }
    return text;
  }

  Plan plan_ = plan();
  History history_;
  static constexpr auto year = PeriodKind::financial_year;
  static constexpr auto quarter = PeriodKind::quarter;
  static constexpr auto month = PeriodKind::month;
  const std::vector<Scope> services_{{"operations/parks"}, {"operations/waste"}, {"people"}};
};

}  // namespace

TEST_F(FiguresTest, StoredFiguresKeepTheDigitsOfTheirSource) {
  indicator("agency", Unit::percent, Aggregation::ratio, year);
  reported("agency", "", "2021/22=8.77 2022/23=9.540 2023/24=4");
  EXPECT_EQ(said(read("agency")), "2021/22 8.77, 2022/23 9.540, 2023/24 4");
  EXPECT_EQ(read_from("agency"), "agency@");
}

TEST_F(FiguresTest, ARatioByItsPartsIsComputedAtTheIndicatorsDecimals) {
  indicator("facility_2017", Unit::percent, Aggregation::ratio, year).decimals = 3;
  reported("facility_2017", "", "2023/24=224715/120382755");
  indicator("facility_code", Unit::percent, Aggregation::ratio, year).decimals = 2;
  reported("facility_code", "", "2023/24=36774.38/50203382");
  indicator("complaints", Unit::per_1000, Aggregation::ratio, year).decimals = 1;
  reported("complaints", "", "2023/24=125/10000");
  indicator("cost_per_case", Unit::gbp, Aggregation::ratio, year).decimals = 2;
  reported("cost_per_case", "", "2023/24=1000/3");
  EXPECT_EQ(said(read("facility_2017")), "2023/24 0.187");
  EXPECT_EQ(said(read("facility_code")), "2023/24 0.07");
  EXPECT_EQ(said(read("complaints")), "2023/24 12.5");
  EXPECT_EQ(said(read("cost_per_case")), "2023/24 333.33");
  EXPECT_TRUE(read("complaints").figures[0].computed);
  EXPECT_EQ(read("complaints").figures[0].parts->numerator.text(), "125");
}

TEST_F(FiguresTest, WithdrawnFiguresAndZeroDenominatorsAreAbsent) {
  indicator("agency", Unit::percent, Aggregation::ratio, year);
  reported("agency", "", "2021/22=8.77 2022/23=- 2023/24=5/0");
  EXPECT_EQ(said(read("agency")), "2021/22 8.77");
}

TEST_F(FiguresTest, AnIndicatorThatIsNotReportedThereSaysSo) {
  indicator("agency", Unit::percent, Aggregation::ratio, year, {{"people"}});
  EXPECT_EQ(read("agency", "people").problem, "");
  EXPECT_EQ(read("agency", "operations").problem, "agency is not reported for operations");
  EXPECT_EQ(read("agency").problem, "agency is not reported for the whole council");
  EXPECT_EQ(read("turnover").problem, "there is no indicator turnover in the plan");
}

// --- roll-ups over scopes

TEST_F(FiguresTest, FlowsAndStocksAddUpOverServices) {
  indicator("spend", Unit::gbp, Aggregation::flow, year, services_).roll_up = true;
  reported("spend", "operations/parks", "2022/23=100.50 2023/24=110");
  reported("spend", "operations/waste", "2022/23=200.25 2023/24=210.10");
  reported("spend", "people", "2022/23=50 2023/24=60[e]");
  EXPECT_EQ(said(read("spend")), "2022/23 350.75, 2023/24 380.10[e]");
  EXPECT_EQ(said(read("spend", "operations")), "2022/23 300.75, 2023/24 320.10");
  EXPECT_EQ(said(read("spend", "people")), "2022/23 50, 2023/24 60[e]");
  EXPECT_EQ(read_from("spend"), "spend@operations/parks, spend@operations/waste, spend@people");
  EXPECT_EQ(read_from("spend", "operations"), "spend@operations/parks, spend@operations/waste");
  EXPECT_TRUE(read("spend").figures[0].computed);

  indicator("staff", Unit::fte, Aggregation::stock, year, services_).roll_up = true;
  reported("staff", "operations/parks", "2023/24=10.5");
  reported("staff", "operations/waste", "2023/24=20");
  reported("staff", "people", "2023/24=30");
  EXPECT_EQ(said(read("staff")), "2023/24 60.5");
}

TEST_F(FiguresTest, AMissingServiceLeavesTheRollUpPartial) {
  indicator("spend", Unit::gbp, Aggregation::flow, year, services_).roll_up = true;
  reported("spend", "operations/parks", "2022/23=100 2023/24=110");
  reported("spend", "operations/waste", "2022/23=200 2023/24=-");
  EXPECT_EQ(said(read("spend")), "2022/23 300 (2 of 3), 2023/24 110 (1 of 3)");
  EXPECT_EQ(said(read("spend", "operations")), "2022/23 300, 2023/24 110 (1 of 2)");
}

TEST_F(FiguresTest, ARollUpOfNothingOverNothingIsAbsent) {
  indicator("agency", Unit::percent, Aggregation::ratio, year, services_).roll_up = true;
  reported("agency", "operations/parks", "2022/23=1/4 2023/24=0/0");
  reported("agency", "people", "2023/24=0/0");
  EXPECT_EQ(said(read("agency")), "2022/23 25.00 (1 of 3)");
  EXPECT_EQ(read("agency").problem, "");

  indicator("a", Unit::percent, Aggregation::ratio, year).formula = FromRatio{{"n"}, {"d"}};
  indicator("n", Unit::gbp, Aggregation::flow, year);
  indicator("d", Unit::gbp, Aggregation::flow, year);
  reported("n", "", "2022/23=1 2023/24=1");
  reported("d", "", "2022/23=0 2023/24=2");
  EXPECT_EQ(said(read("a")), "2023/24 50.00");
}

// 10% of 100 and 50% of 10 are 13.64% of 110, not 30%.
TEST_F(FiguresTest, RatiosRollUpAsSumOverSum) {
  indicator("agency", Unit::percent, Aggregation::ratio, year, services_).roll_up = true;
  reported("agency", "operations/parks", "2023/24=10/100");
  reported("agency", "operations/waste", "2023/24=5/10");
  reported("agency", "people", "2023/24=0/0");
  const auto all = read("agency");
  EXPECT_EQ(said(all), "2023/24 13.64 (2 of 3)");
  EXPECT_EQ(all.figures[0].parts->numerator.text(), "15");
  EXPECT_EQ(all.figures[0].parts->denominator.text(), "110");
}

TEST_F(FiguresTest, AReadyMadePercentageCannotBeRolledUp) {
  indicator("agency", Unit::percent, Aggregation::ratio, year, services_).roll_up = true;
  reported("agency", "operations/parks", "2022/23=10/100 2023/24=10/100");
  reported("agency", "operations/waste", "2022/23=5/10 2023/24=8.29");
  const auto all = read("agency");
  EXPECT_EQ(all.figures.size(), 0U);
  EXPECT_EQ(all.problem, "agency cannot be rolled up: operations/waste 2023/24 has no numerator");
  EXPECT_EQ(said(read("agency", "operations/waste")), "2022/23 50.00, 2023/24 8.29");
}

TEST_F(FiguresTest, ASumBeyond64BitsIsNoFigure) {
  indicator("spend", Unit::gbp, Aggregation::flow, year, {{"a"}, {"b"}}).roll_up = true;
  reported("spend", "a", "2022/23=1 2023/24=9000000000000000000");
  reported("spend", "b", "2022/23=1 2023/24=9000000000000000000");
  const auto all = read("spend");
  EXPECT_EQ(all.figures.size(), 0U);
  EXPECT_EQ(all.problem,
            "spend cannot be computed: the figure for 2023/24 has more digits than can be kept exactly");
}

// What `operations` reports already holds what its parts report.
TEST_F(FiguresTest, APartOfAReportedServiceIsNotCountedTwice) {
  indicator("spend", Unit::gbp, Aggregation::flow, year, {{"operations"}, {"operations/waste"}, {"people"}})
      .roll_up = true;
  reported("spend", "operations", "2023/24=100");
  reported("spend", "operations/waste", "2023/24=40");
  reported("spend", "people", "2023/24=10");
  EXPECT_EQ(said(read("spend")), "2023/24 110");
  EXPECT_EQ(said(read("spend", "operations")), "2023/24 100");
}

// --- formulas

TEST_F(FiguresTest, ARatioOfTwoIndicatorsKeepsItsPartsAndRollsUp) {
  indicator("agency", Unit::gbp, Aggregation::flow, quarter, services_).roll_up = true;
  indicator("budget", Unit::gbp, Aggregation::flow, quarter, services_).roll_up = true;
  auto& share = indicator("share", Unit::percent, Aggregation::ratio, quarter, services_);
  share.formula = FromRatio{{"agency"}, {"budget"}};
  share.roll_up = true;
  reported("agency", "operations/parks", "2023/24 Q1=10 2023/24 Q2=20");
  reported("budget", "operations/parks", "2023/24 Q1=100 2023/24 Q2=100");
  reported("agency", "operations/waste", "2023/24 Q1=30 2023/24 Q2=30");
  reported("budget", "operations/waste", "2023/24 Q1=100");
  reported("agency", "people", "2023/24 Q1=0 2023/24 Q2=0");
  reported("budget", "people", "2023/24 Q1=100 2023/24 Q2=0");
  EXPECT_EQ(said(read("share", "operations/waste")), "2023/24 Q1 30.00");
  EXPECT_EQ(said(read("share")), "2023/24 Q1 13.33, 2023/24 Q2 20.00 (1 of 3)");
  EXPECT_EQ(read("share", "operations/waste").figures[0].parts->denominator.text(), "100");
  EXPECT_EQ(
      read_from("share", "operations"),
      "agency@operations/parks, agency@operations/waste, budget@operations/parks, budget@operations/waste");
}

// The share of a county's published spend that went to external agency staff, two quarters.
TEST_F(FiguresTest, AgencyShareOfPublishedSpend) {
  indicator("agency", Unit::gbp, Aggregation::flow, quarter);
  indicator("spend", Unit::gbp, Aggregation::flow, quarter);
  auto& share = indicator("share", Unit::percent, Aggregation::ratio, quarter);
  share.formula = FromRatio{{"agency"}, {"spend"}};
  share.decimals = 4;
  reported("agency", "", "2023/24 Q1=6414226.95 2023/24 Q2=1960810.64");
  reported("spend", "", "2023/24 Q1=240454344.03 2023/24 Q2=226501286.24");
  EXPECT_EQ(said(read("share")), "2023/24 Q1 2.6675, 2023/24 Q2 0.8657");
}

TEST_F(FiguresTest, ARatioOfRolledUpIndicatorsIsAsPartialAsItsLesserPart) {
  indicator("agency", Unit::gbp, Aggregation::flow, year, services_).roll_up = true;
  indicator("budget", Unit::gbp, Aggregation::flow, year);
  indicator("share", Unit::percent, Aggregation::ratio, year).formula = FromRatio{{"agency"}, {"budget"}};
  reported("agency", "operations/parks", "2023/24=10");
  reported("agency", "people", "2023/24=20");
  reported("budget", "", "2023/24=300");
  EXPECT_EQ(said(read("share")), "2023/24 10.00 (2 of 3)");
}

TEST_F(FiguresTest, ASumOfIndicatorsNamesWhatIsMissing) {
  indicator("agency", Unit::gbp, Aggregation::flow, year);
  indicator("consultants", Unit::gbp, Aggregation::flow, year);
  indicator("interim", Unit::gbp, Aggregation::flow, year);
  indicator("all", Unit::gbp, Aggregation::flow, year).formula =
      FromSum{{{"agency"}, {"consultants"}, {"interim"}}};
  reported("agency", "", "2021/22=8.77 2022/23=9.54 2023/24=8.29");
  reported("consultants", "", "2021/22=4 2023/24=10");
  reported("interim", "", "2021/22=1 2023/24=1");
  EXPECT_EQ(said(read("all")), "2021/22 13.77, 2022/23 9.54 (1 of 3), 2023/24 19.29");
  EXPECT_EQ(read_from("all"), "agency@, consultants@, interim@");
}

TEST_F(FiguresTest, MonthsBecomeQuartersByTheAggregationOfTheMonths) {
  const auto derived = [&](const std::string& id, Aggregation aggregation, std::string_view months) {
    indicator(id + "_month", Unit::count, aggregation, month);
    auto& coarser = indicator(id, Unit::count, aggregation, quarter);
    coarser.formula = FromCoarser{{id + "_month"}};
    coarser.decimals = 1;
    reported(id + "_month", "", months);
    return said(read(id));
  };
  EXPECT_EQ(derived("cases", Aggregation::flow, "2023-04=1 2023-05=2 2023-06=3 2023-07=10 2023-09=5"),
            "2023/24 Q1 6, 2023/24 Q2 15 (2 of 3)");
  EXPECT_EQ(derived("open", Aggregation::stock, "2023-04=1 2023-06=3 2023-07=10 2023-08=5"),
            "2023/24 Q1 3, 2023/24 Q2 5 (2 of 3)");
  EXPECT_EQ(
      derived("staff", Aggregation::stock_mean, "2023-04=10 2023-05=20 2023-06=21 2023-07=10 2023-08=5"),
      "2023/24 Q1 17.0, 2023/24 Q2 7.5 (2 of 3)");
  EXPECT_EQ(derived("late", Aggregation::ratio, "2023-04=1/2 2023-05=1/10 2023-06=0/8 2023-07=3/4"),
            "2023/24 Q1 0.1, 2023/24 Q2 0.8 (1 of 3)");
  EXPECT_EQ(derived("spent", Aggregation::cumulative, "2023-04=10 2023-05=25 2023-06=40 2023-07=55"),
            "2023/24 Q1 40, 2023/24 Q2 55 (1 of 3)");
}

TEST_F(FiguresTest, OverTimeAReadyMadePercentageHasNoNumeratorEither) {
  indicator("late_month", Unit::percent, Aggregation::ratio, month);
  indicator("late", Unit::percent, Aggregation::ratio, year).formula = FromCoarser{{"late_month"}};
  reported("late_month", "", "2023-04=1/2 2023-05=8.29");
  EXPECT_EQ(read("late").problem, "late cannot be computed: late_month May 2023 has no numerator");
}

TEST_F(FiguresTest, AWeekLiesInThePeriodOfItsThursday) {
  indicator("cases_week", Unit::count, Aggregation::flow, PeriodKind::week);
  indicator("cases", Unit::count, Aggregation::flow, month).formula = FromCoarser{{"cases_week"}};
  // The Thursday of 2023-W13 is 30 March, that of W17 27 April, that of W18 4 May.
  reported("cases_week", "", "2023-W13=1 2023-W14=10 2023-W15=10 2023-W16=10 2023-W17=10 2023-W18=100");
  EXPECT_EQ(said(read("cases")), "Mar 2023 1 (1 of 5), Apr 2023 40, May 2023 100 (1 of 4)");
}

TEST_F(FiguresTest, APeriodIsOnlyMadeFromShorterOnes) {
  indicator("cases_year", Unit::count, Aggregation::flow, year);
  indicator("cases", Unit::count, Aggregation::flow, month).formula = FromCoarser{{"cases_year"}};
  reported("cases_year", "", "2023/24=1");
  EXPECT_EQ(read("cases").problem,
            "cases cannot be computed: its periods are no longer than those of cases_year");
  indicator("spent_quarter", Unit::gbp, Aggregation::cumulative, quarter);
  indicator("spent", Unit::gbp, Aggregation::flow, PeriodKind::calendar_year).formula =
      FromCoarser{{"spent_quarter"}};
  reported("spent_quarter", "", "2023/24 Q1=1");
  EXPECT_EQ(read("spent").problem, "spent cannot be computed: spent_quarter starts again each 1 April");
}

TEST_F(FiguresTest, ACircleIsABrokenPlan) {
  indicator("a", Unit::count, Aggregation::flow, year).formula = FromSum{{{"b"}}};
  indicator("b", Unit::count, Aggregation::flow, year).formula = FromSum{{{"a"}}};
  EXPECT_THROW((void)read("a"), std::logic_error);
  EXPECT_THROW((void)sources(plan_, {"a"}, {}), std::logic_error);
}

TEST_F(FiguresTest, AComputedFigureIsAsOldAsItsLatestPart) {
  indicator("spend", Unit::gbp, Aggregation::flow, year, {{"a"}, {"b"}}).roll_up = true;
  const auto add = [&](const char* scope, std::chrono::sys_days recorded, std::uint32_t revisions) {
    history_.add({.key = {plan_.authority, {"spend"}, {scope}},
                  .observations = {{.period = period("2023/24"),
                                    .value = decimal("1"),
                                    .recorded = recorded,
                                    .revisions = revisions}}});
  };
  add("a", day("2024-05-01"), 2);
  add("b", day("2024-06-01"), 1);
  const auto all = read("spend");
  EXPECT_EQ(all.figures[0].recorded, std::chrono::sys_seconds{day("2024-06-01")});
  EXPECT_EQ(all.figures[0].revisions, 3U);
}

// --- cumulative measures start again each 1 April

TEST_F(FiguresTest, DiscreteValuesOfACumulativeMeasure) {
  indicator("spent", Unit::gbp, Aggregation::cumulative, quarter);
  reported("spent", "", "2022/23 Q4=90 2023/24 Q1=10 2023/24 Q2=25.5 2023/24 Q4=80 2024/25 Q1=12");
  EXPECT_EQ(said(read("spent")),
            "2022/23 Q4 90, 2023/24 Q1 10, 2023/24 Q2 25.5, 2023/24 Q4 80, 2024/25 Q1 12");
  EXPECT_EQ(said({.figures = discrete(read("spent").figures)}),
            "2023/24 Q1 10, 2023/24 Q2 15.5, 2024/25 Q1 12");
}

TEST_F(FiguresTest, DiscreteMonthsStartInApril) {
  indicator("spent", Unit::gbp, Aggregation::cumulative, month);
  reported("spent", "", "2024-02=110 2024-03=120 2024-04=9 2024-05=20");
  EXPECT_EQ(said({.figures = discrete(read("spent").figures)}), "Mar 2024 10, Apr 2024 9, May 2024 11");
}

}  // namespace waymark::core::test
