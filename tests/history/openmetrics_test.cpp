#include "daemon/history/openmetrics.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "daemon/core/evaluate.hpp"
#include "tests/metrics/openmetrics.hpp"

namespace waymark::history {
namespace {

using std::chrono::sys_days;

sys_days day(std::string_view iso) {
  return core::parse_date(iso).value();
}
core::Decimal decimal(std::string_view text) {
  return core::Decimal::parse(text).value();
}
core::Period year(std::string_view text) {
  return core::parse_period(text, core::PeriodKind::financial_year).value();
}

const core::SeriesKey agency{{"E07000125"}, {"agency"}, {}};
const core::SeriesKey waste{{"E07000125"}, {"staff"}, {"operations/waste"}};

std::shared_ptr<const core::Plan> plan() {
  auto made = std::make_shared<core::Plan>();
  made->authority = agency.authority;
  core::Indicator share;
  share.id = agency.indicator;
  share.unit = core::Unit::percent;
  share.polarity = core::Polarity::lower;
  share.frequency = core::PeriodKind::financial_year;
  core::Indicator staff;
  staff.id = waste.indicator;
  staff.unit = core::Unit::fte;
  staff.frequency = core::PeriodKind::month;
  staff.scopes = {waste.scope};
  made->indicators = {share, staff};
  core::Commitment promise;
  promise.id.text = "less";
  promise.indicator = agency.indicator;
  promise.baseline = core::DatedValue{year("2021/22"), decimal("8.77")};
  promise.target = core::DatedValue{year("2026/27"), decimal("7.5")};
  promise.tolerance = core::PointsTolerance{decimal("0.5")};
  core::Commitment watched;  // nothing is expected of it
  watched.id.text = "watch";
  watched.indicator = waste.indicator;
  watched.scope = waste.scope;
  made->commitments = {promise, watched};
  return made;
}

core::Observation seen(core::Period period, std::string_view value, core::Flag flag = core::Flag::none) {
  core::Observation made{.period = period};
  made.value = decimal(value);
  made.flag = flag;
  return made;
}

core::History figures() {
  const auto month = [](std::string_view text) {
    return core::parse_period(text, core::PeriodKind::month).value();
  };
  core::History history;
  history.add({agency,
               {seen(year("2021/22"), "8.77"), seen(year("2022/23"), "9.54"), seen(year("2023/24"), "8.29"),
                seen(year("2024/25"), "8.10", core::Flag::forecast)},
               0});
  history.add({waste, {seen(month("Oct 2024"), "41.50"), seen(month("Nov 2024"), "41")}, 0});
  return history;
}

std::string exported(sys_days as_of, Span span) {
  const auto history = figures();
  const Source source{.board = std::make_shared<core::Scoreboard>(core::evaluate(plan(), history, as_of, {})),
                      .read = [&](auto) { return history; }};
  std::string text;
  write_openmetrics(std::vector{source}, span, [&](std::string_view piece) { text += piece; });
  return text;
}

constexpr std::string_view everything =
    R"(# HELP kpi_period_value Figure of the period that ends here; percentages are ratios.
# TYPE kpi_period_value gauge
kpi_period_value{authority="E07000125",indicator="agency",scope="",unit="ratio"} 0.0877 1648771199
kpi_period_value{authority="E07000125",indicator="agency",scope="",unit="ratio"} 0.0954 1680307199
kpi_period_value{authority="E07000125",indicator="agency",scope="",unit="ratio"} 0.0829 1711929599
kpi_period_value{authority="E07000125",indicator="staff",scope="operations/waste",unit="fte"} 41.5 1730419199
kpi_period_value{authority="E07000125",indicator="staff",scope="operations/waste",unit="fte"} 41 1733011199
# HELP kpi_period_expected What the trajectory expects of the period that ends here; percentages are ratios.
# TYPE kpi_period_expected gauge
kpi_period_expected{authority="E07000125",commitment="less",indicator="agency",scope="",unit="ratio"} 0.0877 1648771199
kpi_period_expected{authority="E07000125",commitment="less",indicator="agency",scope="",unit="ratio"} 0.0852 1680307199
kpi_period_expected{authority="E07000125",commitment="less",indicator="agency",scope="",unit="ratio"} 0.0826 1711929599
# EOF
)";

TEST(OpenMetricsExport, HasEachFigureAtItsPeriodsEnd) {
  const auto text = exported(day("2024-12-02"), {.from = {}, .to = day("2024-12-02")});
  EXPECT_EQ(text, everything);
  EXPECT_EQ(tests::openmetrics_problem(text), std::nullopt);
}

TEST(OpenMetricsExport, HasWhatLiesWithinItsSpan) {
  const auto samples = [&](std::int64_t from, std::int64_t to) {
    const auto at = [](std::int64_t seconds) {
      return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
    };
    const auto text = exported(day("2024-12-02"), {.from = at(from), .to = at(to)});
    EXPECT_EQ(tests::openmetrics_problem(text), std::nullopt);
    return std::ranges::count(text, '}');
  };
  EXPECT_EQ(samples(0, 1733011199), 8);
  EXPECT_EQ(samples(0, 1733011198), 7);  // without November's
  EXPECT_EQ(samples(1680307199, 1711929599), 4);
  EXPECT_EQ(samples(1680307200, 1711929598), 0);
}

TEST(OpenMetricsExport, OfNothingIsStillWhole) {
  std::string text;
  write_openmetrics({}, {}, [&](std::string_view piece) { text += piece; });
  EXPECT_EQ(tests::openmetrics_problem(text), std::nullopt);
  EXPECT_TRUE(text.ends_with("# EOF\n"));
}

}  // namespace
}  // namespace waymark::history
