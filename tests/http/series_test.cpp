#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "daemon/present/csv_text.hpp"
#include "tests/http/sample_site.hpp"

namespace waymark::http::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

json rows(const Site& site, std::string_view query) {
  const auto response = get(site, "/api/v1/series" + std::string{query});
  EXPECT_EQ(response.status, 200) << response.body;
  return json::parse(response.body).at("rows");
}

std::vector<std::string> column(const json& rows, const char* name) {
  std::vector<std::string> cells;
  for (const auto& row : rows) cells.push_back(row.at(name).get<std::string>());
  return cells;
}

std::string header(const Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
  return found == response.headers.end() ? std::string{} : found->second;
}

TEST(Series, IsOneFlatRowForEachFigureOfACommitment) {
  const auto response = get(rossendale().site(), "/api/v1/series?commitment=agency_down");
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_THAT(response.body,
              HasSubstr(R"({"authority":"E07000125","commitment":"agency_down",)"
                        R"("title":"Reduce dependence on agency staff","indicator":"agency_spend_share",)"
                        R"("scope":"","unit":"percent","period":"2023/24","period_start":"2023-04-01",)"
                        R"("period_end":"2024-03-31","period_start_epoch":1680307200,)"
                        R"("period_end_epoch":1711929599,"value":8.29,"text":"8.29%","expected":8.26,)"
                        R"("target":7.5,"status":"at_risk","status_words":"At risk","flag":null,)"
                        R"("coverage_have":1,"coverage_of":1,"revisions":1,)"
                        R"("recorded":"2024-10-01T12:00:00Z","recorded_epoch":1727784000})"));
  EXPECT_THAT(column(json::parse(response.body).at("rows"), "period"),
              ElementsAre("2021/22", "2022/23", "2023/24"));
}

TEST(Series, GivesSeveralCommitmentsRepeatedOrWithCommasInThePlansOrder) {
  const auto site = rossendale().site();
  const auto both = rows(site, "");
  EXPECT_EQ(both.size(), 6U);
  EXPECT_EQ(both, rows(site, "?commitment=consultants_down,agency_down"));
  EXPECT_EQ(both, rows(site, "?commitment=consultants_down&commitment=agency_down"));
  EXPECT_EQ(both, rows(site, "?commitment="));
  EXPECT_EQ(both.at(0).at("commitment"), "agency_down");
  EXPECT_EQ(both.at(3).at("commitment"), "consultants_down");
}

TEST(Series, SaysHowEachFigureStoodBesideWhatWasExpected) {
  const auto site = several().site();
  struct Case {
    const char* commitment;
    std::vector<std::string> statuses;
  };
  for (const auto& [commitment, statuses] : {
           Case{"agency_down", {"on_track", "off_track", "at_risk"}},
           Case{"calls", {"on_track", "off_track", "missed"}},
           Case{"digital", {"on_track", "on_track", "achieved"}},
           Case{"homes", {"on_track", "off_track"}},  // overdue now: a figure that is there is not late
           Case{"staff", {"monitor_only", "monitor_only"}},
           Case{"trees", {}},
       }) {
    EXPECT_EQ(column(rows(site, "?authority=X99000001&commitment=" + std::string{commitment}), "status"),
              statuses)
        << commitment;
  }
}

TEST(Series, JudgesNothingBeforeACommitmentBegan) {
  auto sample = rossendale();
  auto plan = std::make_shared<core::Plan>(*sample.plans.front());
  plan->commitments.front().baseline = core::DatedValue{year("2022/23"), decimal("9.54")};
  sample.plans = {plan};
  EXPECT_THAT(column(rows(sample.site(), "?commitment=agency_down"), "status"),
              ElementsAre("not_due", "on_track", "on_track"));
}

TEST(Series, IsAsKnownOnADay) {
  const auto site = rossendale().site();
  const auto then = rows(site, "?commitment=agency_down&as_of=2024-08-01");
  EXPECT_EQ(then.at(2).at("text"), "8.31%");
  EXPECT_EQ(then.at(2).at("flag"), "provisional");
  EXPECT_EQ(rows(site, "?commitment=agency_down").at(2).at("text"), "8.29%");
}

TEST(Series, IsCsvByItsPathOrByAccept) {
  const auto site = rossendale().site();
  const auto by_path = get(site, "/api/v1/series.csv?commitment=agency_down");
  EXPECT_EQ(by_path.content_type, "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(header(by_path, "Content-Disposition"),
            "attachment; filename=\"series-E07000125-2024-12-02.csv\"");
  EXPECT_THAT(
      by_path.body,
      HasSubstr("\r\nE07000125,agency_down,Reduce dependence on agency staff,agency_spend_share,,percent,"
                "2023/24,2023-04-01,2024-03-31,1680307200,1711929599,8.29,8.29%,8.26,7.5,at_risk,"
                "At risk,,1,1,1,2024-10-01T12:00:00Z,1727784000\r\n"));
  EXPECT_TRUE(by_path.body.starts_with("authority,commitment,title,")) << by_path.body;

  const Routes routes{site};
  const auto by_accept = routes.answer({.method = "GET",
                                        .path = "/api/v1/series",
                                        .query = {{"commitment", "agency_down"}},
                                        .accept = "text/csv, application/json;q=0.5",
                                        .accept_encoding = {},
                                        .body = {}});
  EXPECT_EQ(by_accept.body, by_path.body);
  EXPECT_EQ(header(by_accept, "Vary"), "Accept, Accept-Encoding");
}

TEST(Series, LeavesEmptyWhatIsNotThere) {
  const auto csv = get(several().site(), "/api/v1/series.csv?authority=X99000001&commitment=staff").body;
  EXPECT_THAT(csv, HasSubstr(",153,153 FTE,,,monitor_only,Monitoring,estimate,"));
}

TEST(Series, RefusesACommitmentThatIsNotThere) {
  const auto response = get(rossendale().site(), "/api/v1/series?commitment=agency_down,none");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(json::parse(response.body).at("detail"), "The plan has no commitment \"none\".");
  EXPECT_EQ(get(rossendale().site(), "/api/v1/scoreboard.csv").status, 404);
}

TEST(StatusHistory, TellsWhenAStatusWasKnownAndUntilWhen) {
  const auto site = rossendale().site();
  const auto csv = get(site, "/api/v1/status-history.csv?commitment=agency_down").body;
  EXPECT_EQ(csv,
            "authority,commitment,title,status,status_words,reason,period,as_of,known_from,known_from_epoch,"
            "known_to,known_to_epoch\r\n"
            "E07000125,agency_down,Reduce dependence on agency staff,off_track,Off track,"
            "9.54% is 1.03 points above the 8.51% expected for 2022/23,2022/23,2024-07-01,"
            "2024-07-01T12:00:00Z,1719835200,2024-07-16T12:00:00Z,1721131200\r\n"
            "E07000125,agency_down,Reduce dependence on agency staff,at_risk,At risk,"
            "8.29% is 0.03 points above the 8.26% expected for 2023/24,2023/24,2024-07-16,"
            "2024-07-16T12:00:00Z,1721131200,,\r\n");
  const auto then = json::parse(get(site, "/api/v1/status-history?as_of=2024-08-01").body).at("rows");
  EXPECT_THAT(column(then, "status"), ElementsAre("off_track", "at_risk"));
  EXPECT_TRUE(then.at(1).at("known_to").is_null());
  EXPECT_TRUE(
      json::parse(get(site, "/api/v1/status-history?commitment=consultants_down").body).at("rows").empty());
}

TEST(CsvText, QuotesAndGuardsWhatSpreadsheetsWouldRun) {
  struct Case {
    std::string_view text, cell;
  };
  for (const auto& [text, cell] : {
           Case{"", ""},
           Case{"Waste services", "Waste services"},
           Case{"a,b", "\"a,b\""},
           Case{"say \"no\"", "\"say \"\"no\"\"\""},
           Case{"two\nlines", "\"two\nlines\""},
           Case{"=1+1", "'=1+1"},
           Case{"+44", "'+44"},
           Case{"-0.5 points", "'-0.5 points"},
           Case{"@SUM(A1)", "'@SUM(A1)"},
           Case{"\t=1", "'\t=1"},
           Case{"\r=1", "\"'\r=1\""},
           Case{"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
           Case{"1-2", "1-2"},
       }) {
    std::string out;
    present::append_csv_text(out, text);
    EXPECT_EQ(out, cell);
  }
}

}  // namespace
}  // namespace waymark::http::test
