#include "daemon/present/chart.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace waymark::present {
namespace {

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

// `2021/22=8.77 2023/24=8.29[e]`
std::vector<core::Figure> figures(std::string_view text) {
  std::vector<core::Figure> out;
  std::istringstream words{std::string{text}};
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const auto bracket = std::min(word.find('['), word.size());
    out.push_back({.period = year(word.substr(0, equals)),
                   .value = decimal(word.substr(equals + 1, bracket - equals - 1)),
                   .flag = core::parse_flag(word.substr(bracket)).value()});
  }
  return out;
}

core::Indicator agency() {
  core::Indicator indicator;
  indicator.title = "Agency spend as a share of the staff budget";
  indicator.unit = core::Unit::percent;
  indicator.polarity = core::Polarity::lower;
  indicator.frequency = core::PeriodKind::financial_year;
  return indicator;
}

core::Commitment promise() {
  core::Commitment commitment;
  commitment.baseline = core::DatedValue{year("2021/22"), decimal("8.77")};
  commitment.target = core::DatedValue{year("2026/27"), decimal("7.5")};
  commitment.example_target = true;
  commitment.tolerance = core::PointsTolerance{decimal("0.5")};
  return commitment;
}

Chart rossendale() {
  return chart_of(promise(), agency(), figures("2021/22=8.77 2022/23=9.54 2023/24=8.29"), day("2024-07-16"));
}

void expect_golden(const std::string& text, const std::string& name) {
  const auto path = std::string{WAYMARK_TEST_DIR "/charts/"} + name;
  if (std::getenv("WAYMARK_ACCEPT") != nullptr) {
    std::ofstream{path, std::ios::binary} << text;
    GTEST_SKIP() << name << " accepted";
  }
  std::ifstream file{path, std::ios::binary};
  const std::string golden{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_EQ(text, golden) << "with WAYMARK_ACCEPT=1 the new drawing is accepted";
}

TEST(Chart, SaysTheSameInWords) {
  EXPECT_EQ(text_alternative(rossendale()),
            "8.77% in 2021/22, 9.54% in 2022/23 and 8.29% in 2023/24. Expected for 2023/24: 8.26%. Target: "
            "7.5% for "
            "2026/27 (example target).");
  EXPECT_EQ(text_alternative(chart_of(promise(), agency(), {}, day("2024-07-16"))),
            "No figure yet. Target: 7.5% for 2026/27 (example target).");
  EXPECT_EQ(
      text_alternative(chart_of(agency(), figures("2016/17=5 2017/18=6 2018/19=7 2020/21=9 2021/22=8"))),
      "5 figures, from 5% in 2016/17 to 8% in 2021/22; lowest 5% in 2016/17, highest 9% in 2020/21; no "
      "figure "
      "for 1 period.");
}

TEST(Chart, NamesTheTargetAsFirstAgreed) {
  auto commitment = promise();
  commitment.revisions = {
      {decimal("7.8"), year("2027/28"), day("2025-04-01"), "Cabinet", "A later contract."}};
  const auto at = [&](std::string_view as_of) {
    return text_alternative(chart_of(commitment, agency(), figures("2023/24=8.29"), day(as_of)));
  };
  EXPECT_THAT(at("2025-03-31"), Not(HasSubstr("first agreed")));
  EXPECT_THAT(
      at("2025-04-01"),
      HasSubstr("Target: 7.8% for 2027/28 (example target). Target as first agreed: 7.5% for 2026/27."));
}

TEST(Chart, ARangeIsShownInsteadOfATarget) {
  auto commitment = promise();
  commitment.tolerance = core::BandTolerance{decimal("40"), decimal("60"), decimal("5")};
  const auto chart = chart_of(commitment, agency(), figures("2023/24=52"), day("2024-07-16"));
  EXPECT_EQ(text_alternative(chart), "52% in 2023/24. Aimed for: 40% to 60%.");
  EXPECT_THAT(svg(chart, wide_drawing, "c"), HasSubstr("Range aimed for"));
}

TEST(Chart, AMissingPeriodIsAGapInTheLine) {
  const auto drawn =
      svg(chart_of(agency(), figures("2019/20=5 2020/21=6 2022/23=7 2023/24=8")), wide_drawing, "c");
  // The legend's sample is a line too; the one with a second M is the gap.
  EXPECT_THAT(drawn, testing::ContainsRegex(
                         "d=\"M[0-9.]+ [0-9.]+L[0-9.]+ [0-9.]+M[0-9.]+ [0-9.]+L[0-9.]+ [0-9.]+\""));
}

TEST(Chart, AnEstimateIsHollowAndExplained) {
  EXPECT_THAT(svg(chart_of(agency(), figures("2022/23=5 2023/24=6[e]")), wide_drawing, "c"),
              HasSubstr("Estimated or incomplete"));
  EXPECT_THAT(svg(chart_of(agency(), figures("2022/23=5 2023/24=6")), wide_drawing, "c"),
              Not(HasSubstr("Estimated or incomplete")));
}

TEST(Chart, IsOneElementWithTitleAndDescriptionAndNoStyle) {
  auto chart = rossendale();
  chart.title = "<b>&\"";
  const auto drawn = svg(chart, narrow_drawing, "c-1");
  EXPECT_TRUE(drawn.starts_with("<svg "));
  EXPECT_TRUE(drawn.ends_with("</svg>"));
  EXPECT_THAT(drawn, HasSubstr("role=\"img\" aria-labelledby=\"c-1-title c-1-desc\""));
  EXPECT_THAT(drawn, HasSubstr("<title id=\"c-1-title\">Chart: &lt;b&gt;&amp;&quot;</title>"));
  EXPECT_THAT(drawn, Not(HasSubstr("style=")));
  EXPECT_THAT(drawn, Not(HasSubstr("<b>")));
}

TEST(Chart, SaysWhenTheAxisDoesNotStartAtZero) {
  EXPECT_EQ(axis_note(rossendale()), "The vertical axis does not start at zero.");
  EXPECT_EQ(axis_note(chart_of(agency(), figures("2022/23=4 2023/24=10"))), "");
}

TEST(Chart, WithoutAnythingToShowThereIsNone) {
  EXPECT_TRUE(chart_of(agency(), {}).empty());
  EXPECT_EQ(svg(chart_of(agency(), {}), wide_drawing, "c"), "");
}

TEST(Chart, GoldenWide) {
  expect_golden(svg(rossendale(), wide_drawing, "chart") + "\n", "wide.svg");
}

TEST(Chart, GoldenSmall) {
  expect_golden(svg(rossendale(), small_drawing, "chart") + "\n", "small.svg");
}

}  // namespace
}  // namespace waymark::present
