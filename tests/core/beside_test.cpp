#include <map>
#include <set>

#include <gtest/gtest.h>

#include "daemon/core/analysis.hpp"
#include "daemon/core/backtest.hpp"
#include "daemon/core/forecast.hpp"
#include "tests/core/build.hpp"

// What a figure would mean beside the plan: the status and the expected value of one that is thought of, its
// outcome in a backtest, and the findings about ratios and groups.
namespace waymark::core::test {
namespace {

const auto y2023 = period("2023/24");
const auto y2026 = period("2026/27");

Figure figure(Period of, const char* value) {
  return Figure{.period = of, .value = decimal(value)};
}

std::vector<std::string> said(const Scoreboard& board, FindingKind kind) {
  std::vector<std::string> sentences;
  for (const auto& finding : board.findings) {
    if (finding.kind == kind) sentences.push_back(finding.sentence);
  }
  return sentences;
}

}  // namespace

TEST(Beside, AStatusIsThatOfTheFigureAlone) {
  struct Case {
    const char* clauses;
    Period period;
    const char* value;
    Status status;
  };
  for (const auto& [clauses, of, value, status] : {
           Case{"baseline 8.77 (2021/22), target 7.5 (2026/27), tolerance 0.5 points, linear", y2023, "8.0",
                Status::on_track},
           {"baseline 8.77 (2021/22), target 7.5 (2026/27), tolerance 0.5 points, linear", y2023, "8.5",
            Status::at_risk},
           {"baseline 8.77 (2021/22), target 7.5 (2026/27), tolerance 0.5 points, linear", y2023, "9.9",
            Status::off_track},
           {"baseline 8.77 (2021/22), target 7.5 (2026/27), tolerance 0.5 points, linear", y2026, "7.4",
            Status::achieved},
           {"baseline 8.77 (2021/22), target 7.5 (2026/27), tolerance 0.5 points, linear", y2026, "7.6",
            Status::missed},
           {"neutral", y2023, "8", Status::monitor_only},
           {"range, band 40 to 60, near 5", y2023, "50", Status::on_track},
           {"range, band 40 to 60, near 5", y2023, "38", Status::at_risk},
           {"range, band 40 to 60, near 5", y2023, "66", Status::off_track},
       }) {
    const auto scenario = Scenario::of("lower, percent, as of 2027-06-20", clauses);
    EXPECT_EQ(status_beside(scenario.plan.commitments.front(), scenario.plan.indicators.front(),
                            figure(of, value), scenario.as_of),
              status)
        << clauses << ": " << value;
  }
}

TEST(Beside, WhatIsExpectedNeedsATarget) {
  const auto with = Scenario::of("lower, percent, as of 2025-06-20",
                                 "baseline 8.77 (2021/22), target 7.5 (2026/27), linear");
  const auto expected = expected_beside(with.plan.commitments.front(), figure(y2023, "8.29"), with.as_of);
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->text(), "8.26");
  const auto without = Scenario::of("lower, percent, as of 2025-06-20", "neutral");
  EXPECT_FALSE(expected_beside(without.plan.commitments.front(), figure(y2023, "8.29"), without.as_of));
}

TEST(Beside, ABacktestJudgesByThePolarity) {
  struct Case {
    Polarity polarity;
    Tolerance tolerance;
    std::uint32_t judged;
    double brier_of_last_year;
  };
  for (const auto& [polarity, tolerance, judged, brier] : {
           Case{Polarity::lower, {}, 3, 1},
           {Polarity::higher, {}, 3, 1},
           // A band that holds 10 and not 12: met every second year.
           {Polarity::range,
            BandTolerance{.low = decimal("9"), .high = decimal("11"), .at_risk = decimal("1")}, 3, 1},
           {Polarity::range,
            BandTolerance{.low = decimal("11"), .high = decimal("13"), .at_risk = decimal("1")}, 3, 1},
           {Polarity::range, {}, 0, 0},
           {Polarity::neutral, {}, 0, 0},
       }) {
    Commitment commitment;
    commitment.forecast.emplace();
    commitment.tolerance = tolerance;
    Indicator indicator;
    indicator.polarity = polarity;
    indicator.frequency = PeriodKind::financial_year;
    std::vector<Figure> figures;
    std::map<Period, std::vector<Figure>> known;
    for (const char* value : {"10", "12", "10", "12", "10", "12", "10", "12", "10"}) {
      figures.push_back(figure(period("2000/01").plus(static_cast<std::int32_t>(figures.size())), value));
      known.emplace(figures.back().period, figures);
    }
    const std::array<std::int32_t, 1> next{1};
    const auto score =
        backtest({commitment, indicator, known, figures, [](Period, Period) { return decimal("11"); }}, next);
    EXPECT_GE(score.forecasts, 3U);
    EXPECT_TRUE(score.judged == judged || (polarity == Polarity::range && score.judged == 0)) << score.judged;
    if (score.judged > 0) {
      EXPECT_EQ(score.brier_of_last_year(), brier);
    }
    commitment.forecast.reset();
    EXPECT_THROW(
        (void)backtest({commitment, indicator, known, figures, [](Period, Period) { return decimal("11"); }},
                       next),
        std::logic_error);
  }
}

TEST(Beside, HorizonsGoAYearAhead) {
  for (const auto& [kind, last, count] : {std::tuple{PeriodKind::day, 364, 4U},
                                          {PeriodKind::week, 52, 4U},
                                          {PeriodKind::month, 12, 4U},
                                          {PeriodKind::quarter, 4, 3U},
                                          {PeriodKind::financial_year, 2, 2U},
                                          {PeriodKind::calendar_year, 2, 2U}}) {
    EXPECT_EQ(usual_horizons(kind).size(), count);
    EXPECT_EQ(usual_horizons(kind).front(), 1);
    EXPECT_EQ(usual_horizons(kind).back(), last);
  }
}

TEST(Beside, AProbabilityHasItsWord) {
  EXPECT_EQ(outlook(0.8), Outlook::likely);
  EXPECT_EQ(outlook(0.79), Outlook::uncertain);
  EXPECT_EQ(outlook(0.21), Outlook::uncertain);
  EXPECT_EQ(outlook(0.2), Outlook::unlikely);
  for (const auto each : {Outlook::likely, Outlook::uncertain, Outlook::unlikely}) {
    EXPECT_FALSE(word(each).empty());
    EXPECT_FALSE(words(each).empty());
  }
}

TEST(Beside, ScopesLieInEachOther) {
  const Scope whole, waste{"operations/waste"}, operations{"operations"}, other{"operations_north"};
  EXPECT_EQ(waste.parent(), operations);
  EXPECT_EQ(operations.parent(), whole);
  EXPECT_EQ(whole.parent(), whole);
  EXPECT_TRUE(whole.contains(waste));
  EXPECT_FALSE(whole.contains(whole));
  EXPECT_TRUE(operations.contains(waste));
  EXPECT_FALSE(operations.contains(operations));
  EXPECT_FALSE(operations.contains(other));
  EXPECT_FALSE(waste.contains(operations));
}

TEST(Beside, ARatioIsExplainedByTheTitlesOfItsParts) {
  struct Case {
    Polarity polarity;
    const char *above, *below, *ending;
  };
  for (const auto& [polarity, above, below, ending] : {
           Case{Polarity::lower, "2023/24=80 2024/25=85", "2023/24=1000 2024/25=1200",
                "but agency spend rose from £80 to £85: what changed is NHS budget, which rose from £1,000 "
                "to £1,200"},
           {Polarity::lower, "2023/24=80 2024/25=80", "2023/24=1000 2024/25=1200",
            "but agency spend stayed at £80: what changed is NHS budget, which rose from £1,000 to £1,200"},
           {Polarity::higher, "2023/24=80 2024/25=75", "2023/24=1000 2024/25=500",
            "but agency spend fell from £80 to £75: what changed is NHS budget, which fell from £1,000 to "
            "£500"},
           {Polarity::higher, "2023/24=80 2024/25=85", "2023/24=1000 2024/25=900", ""},
           {Polarity::neutral, "2023/24=80 2024/25=85", "2023/24=1000 2024/25=1200", ""},
       }) {
    auto plan = test::plan();
    History history;
    const auto add = [&](std::string id, std::string title, std::string_view figures) {
      plan.indicators.push_back({.id = {std::move(id)},
                                 .title = std::move(title),
                                 .unit = Unit::gbp,
                                 .polarity = Polarity::neutral,
                                 .frequency = PeriodKind::financial_year,
                                 .aggregation = Aggregation::flow});
      observe(history, plan.indicators.back(), "", figures);
    };
    add("agency", "Agency spend", above);
    add("budget", "NHS budget", below);
    plan.indicators.push_back({.id = {"share"},
                               .title = "Share",
                               .unit = Unit::percent,
                               .polarity = polarity,
                               .frequency = PeriodKind::financial_year,
                               .aggregation = Aggregation::ratio});
    plan.indicators.back().formula = FromRatio{{"agency"}, {"budget"}};
    const auto sentences = said(evaluate(std::make_shared<const Plan>(plan), history, day("2025-07-16"), {}),
                                FindingKind::denominator_moved);
    ASSERT_EQ(sentences.size(), std::string_view{ending}.empty() ? 0U : 1U) << above;
    if (!sentences.empty()) {
      EXPECT_TRUE(sentences[0].ends_with(ending)) << sentences[0];
    }
  }
}

TEST(Beside, EveryFindingHasItsWords) {
  std::set<std::string_view> all;
  for (std::size_t i = 0; i < finding_kinds; ++i) {
    all.insert(word(static_cast<FindingKind>(i)));
    all.insert(words(static_cast<FindingKind>(i)));
  }
  EXPECT_EQ(all.size(), 2 * finding_kinds);
}

TEST(Beside, ACommitmentAboutAnUnknownIndicatorIsAMistakeOfTheProgram) {
  auto scenario =
      Scenario::of("lower, percent, as of 2025-06-20", "baseline 8 (2021/22), target 7 (2026/27)");
  scenario.plan.commitments.front().indicator = {"nobody"};
  EXPECT_THROW((void)scenario.evaluate(), std::logic_error);
}

}  // namespace waymark::core::test
