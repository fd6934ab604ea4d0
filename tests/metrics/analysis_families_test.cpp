#include <gtest/gtest.h>

#include "daemon/metrics/encoder.hpp"
#include "tests/metrics/openmetrics.hpp"
#include "tests/metrics/small_scoreboard.hpp"

// Families of control charts, forecasts, the pace needed and findings.
namespace waymark::tests {
namespace {

std::shared_ptr<core::Scoreboard> analysed() {
  auto board = small_scoreboard();
  auto chart = std::make_shared<core::ControlChart>();
  chart->limits.groups = {{.first = 0, .count = 20, .mean = 8, .lower = 6.5, .upper = 9.5, .baseline = 20}};
  chart->limits.variation = core::Variation::improvement_low;
  chart->limits.assurance = core::Assurance::inconsistent;
  board->indicators[0].spc = chart;
  auto staff = std::make_shared<core::ControlChart>(*chart);
  staff->limits.assurance.reset();
  board->indicators[3].spc = staff;

  auto forecast =
      std::make_shared<core::Forecast>(core::Forecast{.due = board->commitments[0].target->period});
  forecast->prediction.central = 7.25;
  forecast->wide = {6.5, 8};
  forecast->probability = 0.75;
  board->commitments[0].forecast = forecast;
  board->commitments[0].pace.growth = 0.901;
  board->commitments[0].acceleration = core::Acceleration{.needed = {-263, 3}, .so_far = {}, .periods = 3};
  board->findings = {{core::FindingKind::partial_total, 3, std::nullopt, "FTE: 4 of 5"},
                     {core::FindingKind::denominator_moved, 0, std::nullopt, "Only the budget grew"},
                     {core::FindingKind::denominator_moved, 0, std::nullopt, "Again"}};
  return board;
}

std::string text_of(const std::shared_ptr<const core::Scoreboard>& board) {
  metrics::Encoder encoder;
  core::MetricsBody text;
  core::MetricsBody openmetrics;
  const std::vector boards{board};
  encoder.encode(boards, text, openmetrics);
  EXPECT_EQ(openmetrics_problem(openmetrics.plain + "# EOF\n").value_or("fine"), "fine");
  return text.plain;
}

// The samples of one family, without their authority.
std::string samples(const std::string& body, const std::string& family) {
  std::string found;
  std::istringstream in(body);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(family + '{')) found += line.substr(family.size() + 23) + '\n';
  }
  return found;
}

constexpr auto agency = R"(indicator="agency_spend_share",scope="")";

}  // namespace

TEST(AnalysisFamilies, ControlCharts) {
  const auto body = text_of(analysed());
  EXPECT_EQ(samples(body, "kpi_spc_limit"),
            R"(indicator="agency_spend_share",scope="",unit="ratio",bound="lower"} 0.065
indicator="agency_spend_share",scope="",unit="ratio",bound="mean"} 0.08
indicator="agency_spend_share",scope="",unit="ratio",bound="upper"} 0.095
indicator="fte",scope="operations",unit="fte",bound="lower"} 6.5
indicator="fte",scope="operations",unit="fte",bound="mean"} 8
indicator="fte",scope="operations",unit="fte",bound="upper"} 9.5
)");
  const auto variation = samples(body, "kpi_spc_variation");
  EXPECT_TRUE(variation.contains(std::string{agency} + R"(,kpi_spc_variation="improvement_low"} 1)"));
  EXPECT_TRUE(variation.contains(std::string{agency} + R"(,kpi_spc_variation="common_cause"} 0)"));
  // Without a target nothing is said of it.
  EXPECT_EQ(samples(body, "kpi_spc_assurance"),
            R"(indicator="agency_spend_share",scope="",kpi_spc_assurance="consistently_passes"} 0
indicator="agency_spend_share",scope="",kpi_spc_assurance="consistently_fails"} 0
indicator="agency_spend_share",scope="",kpi_spc_assurance="inconsistent"} 1
)");
}

TEST(AnalysisFamilies, Forecasts) {
  const auto body = text_of(analysed());
  EXPECT_EQ(
      samples(body, "kpi_forecast"),
      R"(commitment="less_agency",indicator="agency_spend_share",scope="",unit="ratio",bound="lower"} 0.065
commitment="less_agency",indicator="agency_spend_share",scope="",unit="ratio",bound="central"} 0.0725
commitment="less_agency",indicator="agency_spend_share",scope="",unit="ratio",bound="upper"} 0.08
)");
  EXPECT_EQ(samples(body, "kpi_target_probability_ratio"),
            "commitment=\"less_agency\",indicator=\"agency_spend_share\",scope=\"\"} 0.75\n");
  EXPECT_EQ(samples(body, "kpi_pace_growth_ratio"),
            "commitment=\"less_agency\",indicator=\"agency_spend_share\",scope=\"\"} 0.901\n");
  EXPECT_EQ(
      samples(body, "kpi_required_average"),
      "commitment=\"less_agency\",indicator=\"agency_spend_share\",scope=\"\",unit=\"ratio\"} -0.00263\n");
}

TEST(AnalysisFamilies, ARefusedForecastHasNoSamples) {
  const auto board = analysed();
  auto refused =
      std::make_shared<core::Forecast>(core::Forecast{.due = board->commitments[0].target->period});
  refused->refusal = core::Refusal::too_few;
  board->commitments[0].forecast = refused;
  const auto body = text_of(board);
  EXPECT_EQ(samples(body, "kpi_forecast"), "");
  EXPECT_EQ(samples(body, "kpi_target_probability_ratio"), "");
}

TEST(AnalysisFamilies, EveryKindOfFindingIsCounted) {
  EXPECT_EQ(samples(text_of(analysed()), "kpi_findings"),
            R"(kind="parts_off_track",indicator="",scope=""} 0
kind="denominator_moved",indicator="agency_spend_share",scope=""} 2
kind="substitution",indicator="",scope=""} 0
kind="partial_total",indicator="fte",scope="operations"} 1
kind="implausible",indicator="",scope=""} 0
kind="jump",indicator="",scope=""} 0
kind="repeated",indicator="",scope=""} 0
kind="calendar_ends",indicator="",scope=""} 0
)");
}

}  // namespace waymark::tests
