#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/core/evaluate.hpp"
#include "daemon/present/analysis_words.hpp"
#include "daemon/present/control_chart.hpp"
#include "daemon/present/views.hpp"

namespace waymark::present {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

core::Period year(std::string_view text) {
  return core::parse_period(text, core::PeriodKind::financial_year).value();
}
core::Decimal decimal(std::string_view text) {
  return core::Decimal::parse(text).value();
}
std::chrono::sys_days day(std::string_view iso) {
  return core::parse_date(iso).value();
}

// One promise about a percentage where lower is better, reported for each year from 2010/11 on.
struct Sample {
  std::shared_ptr<core::Plan> plan = std::make_shared<core::Plan>();
  core::History history;

  Sample(const std::vector<std::string>& values, std::string_view due) {
    core::Indicator indicator;
    indicator.id = {"agency"};
    indicator.title = "Agency share";
    indicator.unit = core::Unit::percent;
    indicator.polarity = core::Polarity::lower;
    indicator.frequency = core::PeriodKind::financial_year;
    indicator.aggregation = core::Aggregation::ratio;
    indicator.decimals = 1;
    indicator.spc = {{.target = decimal("7.5")}};
    core::Commitment commitment;
    commitment.id = {"agency_down"};
    commitment.title = "Agency down";
    commitment.indicator = indicator.id;
    commitment.baseline = core::DatedValue{year("2010/11"), decimal(values.front())};
    commitment.target = core::DatedValue{year(due), decimal("7.5")};
    commitment.forecast.emplace();
    plan->indicators = {indicator};
    plan->commitments = {commitment};
    core::Series series{.key = {plan->authority, indicator.id, {}}};
    for (const auto& value : values) {
      series.observations.push_back(
          {.period = year("2010/11").plus(static_cast<std::int32_t>(series.observations.size())),
           .value = decimal(value)});
    }
    history.add(std::move(series));
  }
  [[nodiscard]] core::Scoreboard board() const {
    return core::evaluate(plan, history, day("2026-06-01"), {});
  }
};

const std::vector<std::string> falling{"9.0", "8.9", "9.1", "8.7", "8.9", "8.6", "8.7", "8.3", "8.6", "8.2"};

}  // namespace

TEST(ForecastWords, SayFigureIntervalsAndProbability) {
  const auto board = Sample(falling, "2021/22").board();
  EXPECT_EQ(describe_forecast(board, board.commitments[0]),
            "Forecast for 2021/22: 8.2%, with 80% probability from 7.9% to 8.4% and with 95% from 7.7% to "
            "8.6%. By it "
            "the target is met with a probability of under 1%.");
  EXPECT_EQ(
      describe_method(board, board.commitments[0]),
      "A straight line through 10 figures, 2010/11 to 2019/20. By the median instead of the mean (Theil-Sen) "
      "it "
      "would be 8.1%. That there is a trend at all is clear (Mann-Kendall, p = 0.005). It holds as long as "
      "things go on as they did.");
}

TEST(ForecastWords, SayWhyThereIsNone) {
  const auto board = Sample({"9.0", "8.9", "9.1"}, "2021/22").board();
  EXPECT_EQ(describe_forecast(board, board.commitments[0]),
            "No forecast: 3 figures from 2010/11 on are fewer than the 6 that a forecast takes.");
  EXPECT_EQ(describe_method(board, board.commitments[0]), "");
}

TEST(ForecastWords, AForecastIsNeverSure) {
  EXPECT_EQ(chance(0.004), "under 1%");
  EXPECT_EQ(chance(0.125), "13%");
  EXPECT_EQ(chance(0.999), "over 99%");
}

TEST(AccelerationWords, SayWhatIsNeededAndWhatWas) {
  const auto board = Sample(falling, "2021/22").board();
  EXPECT_EQ(describe_acceleration(board, board.commitments[0]),
            "To meet 7.5% in 2021/22, the 2 financial years to come must bring a fall of 0.35 points each on "
            "average; "
            "since the baseline it was a fall of 0.09 points.");
}

TEST(ControlChartWords, StateMeanLimitsSignalsAndWhatTheLatestFigureShows) {
  const auto sample =
      Sample({"8.0", "8.2", "8.0", "8.2", "8.0", "8.2", "8.0", "8.2", "8.0", "8.2", "8.0", "9.9"}, "2023/24");
  const auto board = sample.board();
  const auto& indicator = sample.plan->indicators[0];
  const auto& chart = *board.indicators[0].spc;
  EXPECT_EQ(describe(chart, indicator),
            "Control chart of 12 figures, 2010/11 to 2021/22: mean 8.2%, limits 7.7% to 8.8%. "
            "Signals: 2010/11 to 2020/21: seven or more figures in a row below the mean; 2021/22: above "
            "the upper limit. The latest figure, 9.9% in 2021/22, shows a concern: it is higher than chance "
            "explains. "
            "Left as it is, it consistently fails the target 7.5%.");
  EXPECT_EQ(caveats(chart, indicator), "");
  EXPECT_THAT(caveats(*Sample(falling, "2021/22").board().indicators[0].spc, indicator),
              HasSubstr("Trial limits: they rest on 10 figures, fewer than 12."));
}

TEST(ControlChartWords, NeighboursThatSayTheSameAreSaidOnce) {
  const auto board = Sample({"9", "8.9", "8.8", "8.7", "8.6", "8.5", "8.4", "8.3"}, "2021/22").board();
  const auto runs = signals(*board.indicators[0].spc);
  ASSERT_FALSE(runs.empty());
  for (std::size_t i = 1; i < runs.size(); ++i) EXPECT_NE(runs[i - 1].signal, runs[i].signal);
}

TEST(ControlChartDrawing, SaysTheSameInWordsAndTellsMarksApartByShape) {
  const auto sample =
      Sample({"8.0", "8.2", "8.0", "8.2", "8.0", "8.2", "8.0", "8.2", "8.0", "8.2", "8.0", "9.9"}, "2023/24");
  const auto board = sample.board();
  const auto& indicator = sample.plan->indicators[0];
  const auto drawn = control_svg(*board.indicators[0].spc, indicator, wide_drawing, "c");
  EXPECT_THAT(drawn,
              AllOf(HasSubstr("role=\"img\""), HasSubstr("<title id=\"c-title\">Control chart: Agency share"),
                    HasSubstr("mean 8.2%, limits 7.7% to 8.8%"), HasSubstr(">Concern</text>"),
                    HasSubstr(">Target 7.5%</text>"), HasSubstr(">Improvement</text>"),
                    Not(HasSubstr(">Change</text>"))));
  EXPECT_THAT(control_axis_note(*board.indicators[0].spc, indicator), HasSubstr("does not start at zero"));
}

TEST(TrajectoryChart, ShowsWhereItIsHeading) {
  const auto sample = Sample(falling, "2021/22");
  const auto board = sample.board();
  const auto figures = core::figures(*sample.plan, sample.history, {"agency"}, {}).figures;
  const auto chart = chart_of(sample.plan->commitments[0], sample.plan->indicators[0], figures, board.as_of);
  EXPECT_THAT(svg(chart, wide_drawing, "c"), Not(HasSubstr("Forecast")));
  const auto heading = with_forecast(chart, board, board.commitments[0]);
  EXPECT_THAT(svg(heading, wide_drawing, "c"), HasSubstr("Forecast, 80% and 95%"));
  EXPECT_THAT(text_alternative(heading), HasSubstr("Forecast for 2021/22: 8.2%"));
}

TEST(ChartMarks, EveryStateHasADrawingOfItsOwn) {
  std::set<std::string> drawings;
  const auto add = [&](View view) {
    EXPECT_TRUE(drawings.insert(view.get("shape")->string_value()).second)
        << view.get("words")->string_value();
  };
  for (const auto variation :
       {core::Variation::common_cause, core::Variation::improvement_high, core::Variation::improvement_low,
        core::Variation::concern_high, core::Variation::concern_low, core::Variation::neutral_high,
        core::Variation::neutral_low}) {
    add(chip(variation));
  }
  for (const auto assurance : {core::Assurance::consistently_passes, core::Assurance::consistently_fails,
                               core::Assurance::inconsistent}) {
    add(chip(assurance));
  }
}

}  // namespace waymark::present
