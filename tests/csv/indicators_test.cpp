// Published indicator files: Trafford's long, Hart's wide.

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/csv/council.hpp"

namespace waymark::csv::tests {
namespace {

namespace fs = std::filesystem;

class IndicatorsRealData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("WAYMARK_REAL_DATA");
    if (folder == nullptr) GTEST_SKIP() << "WAYMARK_REAL_DATA names no folder";
    data_ = fs::path(folder) / "indicators";
  }

  // What the file comes to with these settings.
  std::string collected(const std::string& file, const std::string& toml) {
    fs::create_directory(inbox_.path() / "inbox");
    fs::copy_file(data_ / file, inbox_.path() / "inbox" / file);
    const auto configured = configure("path = \"inbox\"\n" + toml, inbox_.path(), plan_);
    EXPECT_TRUE(configured.settings) << configured.diagnostics->text();
    if (!configured.settings) return {};
    const auto collector = make_collector(*configured.settings);
    FakeRecorder recorder;
    const auto report = collector->collect(recorder, {.settle = false}, {});
    return describe(report, recorder);
  }

  fs::path data_;
  waymark::tests::TemporaryDirectory inbox_;
  std::shared_ptr<core::Plan> plan_ = plan();
};

TEST_F(IndicatorsRealData, TraffordRecyclingIsLongByYear) {
  const auto text = collected("trafford_household_waste_recycling.csv", R"(layout = "long"
indicator = "agency_share"
where = [{ column = "area_code", equals = "E08000009" }, { column = "measure", equals = "Percentage" }]
[collector.columns]
period = "period"
value = "value"
)");
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "trafford_household_waste_recycling.csv: recorded, 365 read, 0 rejected, 353 missing");
  EXPECT_NE(text.find("agency_share 2013/14 = 57.5 "), std::string::npos) << text;
  EXPECT_NE(text.find("agency_share 2019/20 = 56.9 "), std::string::npos) << text;
  EXPECT_NE(text.find("agency_share 2024/25 = 57.5 "), std::string::npos) << text;
}

TEST_F(IndicatorsRealData, TraffordPlanningIsLongByQuarterForEveryAreaThatIsMapped) {
  const auto text = collected("trafford_planning_applications_major.csv", R"(layout = "long"
indicator = "recycling"
where = [{ column = "area_name", one_of = ["Trafford", "Bury"] }]
[collector.columns]
period = "period"
value = "value"
scope = "area_name"
[collector.scopes]
Trafford = ""
Bury = "people"
)");
  EXPECT_NE(text.find("recycling 2022/23 Q3 = 100 "), std::string::npos) << text;
  EXPECT_NE(text.find("recycling 2022/23 Q4 = 80 "), std::string::npos) << text;
  EXPECT_NE(text.find("recycling people 2022/23 Q3 = 67 "), std::string::npos) << text;
}

TEST_F(IndicatorsRealData, HartIsWideWithNamedPeriods) {
  // Every indicator of the file by its code, as quarterly figures.
  std::string indicators;
  std::istringstream lines(contents(data_ / "hart_dc_kpis_2014_q2.csv"));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const auto from = line.find(',') + 1;
    const auto code = line.substr(from, line.find(',', from) - from);
    plan_->indicators.push_back(
        indicator("hart_" + code, core::Unit::count, core::PeriodKind::quarter, core::Aggregation::stock));
    indicators += fmt::format("{0} = \"hart_{0}\"\n", code);
  }
  const auto text = collected("hart_dc_kpis_2014_q2.csv", R"(layout = "wide"
ignore_columns = ["index", "previous_year", "target", "notes"]
[collector.columns]
indicator = "code"
[collector.periods]
last_quarter = "2014/15 Q1"
this_quarter = "2014/15 Q2"
[collector.indicators]
)" + indicators);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "hart_dc_kpis_2014_q2.csv: recorded, 90 read, 0 rejected, 0 missing");
  EXPECT_NE(text.find("hart_CS01 2014/15 Q1 = 95.9 (line 2)\nhart_CS01 2014/15 Q2 = 95.5 (line 2)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("hart_LS05 2014/15 Q2 = -28 "), std::string::npos) << text;
  EXPECT_NE(text.find("hart_SNH06 2014/15 Q2 = 271 "), std::string::npos) << text;
}

}  // namespace
}  // namespace waymark::csv::tests
