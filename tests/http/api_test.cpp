#include "daemon/http/api/api.hpp"

#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "daemon/http/api/json.hpp"
#include "tests/http/sample_site.hpp"

namespace waymark::http::test {
namespace {

using nlohmann::json;

json parsed(const Response& response) {
  return json::parse(response.body);
}

json detail(const Site& site, std::string_view target, unsigned status) {
  const auto response = get(site, target);
  EXPECT_EQ(response.status, status) << target;
  EXPECT_EQ(response.content_type, "application/problem+json") << target;
  const auto body = parsed(response);
  EXPECT_EQ(body.at("status"), status);
  return body.at("detail");
}

TEST(Json, EscapesTextAndKeepsDigits) {
  Json out;
  out.begin_object().put("a", decimal("8.30")).put("b", "\"\\\n\x01 é").key("c").begin_array();
  out.number(1.5).boolean(true).null().number(std::numeric_limits<double>::quiet_NaN()).end_array();
  out.put_or_null("d", "").put("e", std::uint64_t{7}).end_object();
  EXPECT_EQ(out.take(), R"({"a":8.30,"b":"\"\\\u000a\u0001 é","c":[1.5,true,null,null],"d":null,"e":7})");
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
  struct Case {
    std::string_view bytes, text;
  };
  for (const auto& [bytes, text] : {Case{"a\xFF"
                                         "b",
                                         "a\uFFFDb"},
                                    Case{"\xC0\x80", "\uFFFD\uFFFD"}, Case{"\xE2\x82", "\uFFFD\uFFFD"},
                                    Case{"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"}, Case{"£€𝄞", "£€𝄞"}}) {
    Json out;
    out.text(bytes);
    EXPECT_EQ(out.take(), "\"" + std::string{text} + "\"");
  }
}

TEST(Api, GivesACommitmentWithTheDigitsOfItsSource) {
  const auto response = get(rossendale().site(), "/api/v1/commitments/agency_down");
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_THAT(response.body, testing::HasSubstr(R"("value":8.29,"text":"8.29%")"));
  const auto body = parsed(response);
  EXPECT_EQ(body.at("authority"), "E07000125");
  EXPECT_EQ(body.at("as_of"), "2024-12-02");
  EXPECT_EQ(body.at("status"), "at_risk");
  EXPECT_EQ(body.at("expected").at("text"), "8.26%");
  EXPECT_EQ(body.at("target").at("period"), "2026/27");
  EXPECT_EQ(body.at("example_target"), true);
  std::vector<std::string> periods;
  for (const auto& figure : body.at("figures")) periods.push_back(figure.at("period"));
  EXPECT_THAT(periods, testing::ElementsAre("2021/22", "2022/23", "2023/24"));
  EXPECT_EQ(body.at("figures").at(2).at("expected"), 8.26);
}

TEST(Api, GivesEveryVersionOfAFigureWithItsSource) {
  const auto body = parsed(get(rossendale().site(), "/api/v1/observations?indicator=agency_spend_share"));
  const auto& seen = body.at("observations");
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen[2].at("text"), "8.31%");
  EXPECT_EQ(seen[2].at("current"), false);
  EXPECT_EQ(seen[2].at("flag"), "provisional");
  EXPECT_EQ(seen[2].at("recorded"), "2024-07-16T12:00:00Z");
  EXPECT_EQ(seen[3].at("text"), "8.29%");
  EXPECT_EQ(seen[3].at("current"), true);
  EXPECT_EQ(seen[3].at("revision"), 1);
  EXPECT_EQ(seen[3].at("path"), "agency-2024-10.csv");
  EXPECT_EQ(seen[3].at("row"), 2);
}

TEST(Api, AnswersAsOfADayFromWhatWasKnownThen) {
  const auto site = rossendale().site();
  const auto then = parsed(get(site, "/api/v1/commitments/agency_down?as_of=2024-08-01"));
  EXPECT_EQ(then.at("as_of"), "2024-08-01");
  EXPECT_EQ(then.at("latest").at("text"), "8.31%");
  EXPECT_EQ(parsed(get(site, "/api/v1/observations?indicator=agency_spend_share&as_of=2024-08-01"))
                .at("observations")
                .size(),
            3U);
  EXPECT_EQ(parsed(get(site, "/api/v1/commitments/agency_down?as_of=2024-12-02")).at("latest").at("text"),
            "8.29%");
}

TEST(Api, CountsAddUpToTheCommitments) {
  const auto body = parsed(get(several().site(), "/api/v1/scoreboard?authority=X99000001"));
  auto counts = body.at("counts");
  const auto total = counts.at("total").get<std::size_t>();
  counts.erase("total");
  std::size_t sum = 0;
  for (const auto& count : counts) sum += count.get<std::size_t>();
  EXPECT_EQ(sum, total);
  EXPECT_EQ(body.at("commitments").size(), total);
  EXPECT_EQ(body.at("invented"), true);
}

TEST(Api, ShowsTheSubstitution) {
  const auto body = parsed(get(rossendale().site(), "/api/v1/scoreboard"));
  const auto& group = body.at("substitutions").at(0);
  EXPECT_EQ(group.at("found"), true);
  EXPECT_EQ(group.at("total_before"), 12.77);
  EXPECT_EQ(group.at("total_after"), 18.29);
}

TEST(Api, SaysWhatOfACollectorWaitsForSomebody) {
  const auto collectors = parsed(get(rossendale().site(), "/api/v1/collectors")).at("collectors");
  EXPECT_EQ(collectors.at(0).at("quarantined"), 2);
  EXPECT_EQ(collectors.at(0).at("open_rejects"), 1);
  EXPECT_EQ(collectors.at(0).at("unread"),
            json::parse(R"([{"name": "book.xlsx", "why": "is not read: no collector takes such names"}])"));
  EXPECT_EQ(collectors.at(1).at("quarantined"), nullptr);
  EXPECT_EQ(collectors.at(1).at("unread"), json::array());
}

TEST(Api, RefusesWithWhatToDo) {
  const auto site = several().site();
  struct Case {
    std::string_view target;
    unsigned status;
    std::string_view detail;
  };
  for (const auto& [target, status, words] : {
           Case{"scoreboard", 400, "Say which authority: X99000001 and E07000125."},
           Case{"scoreboard?authority=E1", 404, "There is no authority with the code \"E1\" here."},
           Case{"scoreboard?authority=E07000125&as_of=31/03/2024", 400,
                "\"31/03/2024\" is not a date. Write year, month and day as in 2025-03-31."},
           Case{"scoreboard?authority=E07000125&as_of=2024-02-30", 400,
                "\"2024-02-30\" is not a date. Write year, month and day as in 2025-03-31."},
           Case{"scoreboard?authority=E07000125&as_of=2031-01-01", 400,
                "2031-01-01 is still to come. The latest possible date is today, 2024-12-02."},
           Case{"scoreboard?authority=E07000125&as_of=2024-08-01&as_of=2024-09-01", 400,
                "\"as_of\" is given more than once. Give it once."},
           Case{"scoreboard?authority=E07000125&as_of=2001-01-01", 404,
                "Nothing was known of Rossendale Borough Council by 2001-01-01: no plan had been loaded yet. "
                "Choose a "
                "later date."},
           Case{"scoreboard?asof=2024-08-01", 400,
                "There is no parameter \"asof\" here. Known are authority and as_of."},
           Case{"collectors?as_of=2024-08-01", 400, "There is no parameter \"as_of\" here. There are none."},
           Case{"commitments/none?authority=E07000125", 404, "The plan has no commitment \"none\"."},
           Case{"indicators/none?authority=E07000125", 404, "The plan has no indicator \"none\"."},
           Case{"indicators/agency_spend_share?authority=E07000125&scope=moon", 404,
                "\"agency_spend_share\" is not reported for \"moon\"."},
           Case{"observations?authority=E07000125", 400,
                "Say which indicator: indicator=ID. See /api/v1/indicators."},
           Case{"rejects?limit=0", 400, "\"0\" is not a limit. Give a whole number from 1 to 10000."},
           Case{"rejects?limit=1e3", 400, "\"1e3\" is not a limit. Give a whole number from 1 to 10000."},
           Case{"commitments/a/b", 404,
                "There is no /api/v1/commitments/a/b. See docs/api.md for what there is."},
       }) {
    EXPECT_EQ(detail(site, "/api/v1/" + std::string{target}, status), words) << target;
  }
}

TEST(Api, IsNotReadyBeforeTheFirstSnapshot) {
  auto site = rossendale().site();
  site.snapshot = [] { return nullptr; };
  EXPECT_EQ(detail(site, "/api/v1/scoreboard", 503),
            "The figures are still being read. Try again in a few seconds.");
}

TEST(Api, GivesRejectsWithTheirRawText) {
  const auto body = parsed(get(rossendale().site(), "/api/v1/rejects?collector=workforce"));
  const auto& reject = body.at("rejects").at(0);
  EXPECT_EQ(reject.at("line"), 14);
  EXPECT_EQ(reject.at("column"), "Value");
  EXPECT_EQ(reject.at("raw"), "agency_spend_share,2024/25,n.a.<script>alert(1)</script>");
  EXPECT_TRUE(parsed(get(rossendale().site(), "/api/v1/rejects?collector=finance")).at("rejects").empty());
}

TEST(Api, IsDocumentedEndpointByEndpoint) {
  std::ifstream file{WAYMARK_SOURCE_DIR "/docs/openapi.json"};
  const auto description = json::parse(file);
  std::set<std::string> documented;
  for (const auto& [path, unused] : description.at("paths").items()) documented.insert(path);
  std::set<std::string> served;
  for (const auto& endpoint : endpoints()) {
    const auto path = "/api/v1/" + std::string{endpoint.path};
    served.insert(path);
    if (endpoint.table != nullptr) served.insert(path + ".csv");
    if (!documented.contains(path)) continue;
    std::set<std::string> parameters;
    const auto& get = description.at("paths").at(path).at("get");
    for (const auto& parameter : get.value("parameters", json::array())) {
      const auto name = parameter.at("$ref").get<std::string>();
      if (const auto last = name.substr(name.rfind('/') + 1); last != "id") parameters.insert(last);
    }
    EXPECT_EQ(parameters, std::set<std::string>(endpoint.parameters.begin(), endpoint.parameters.end()))
        << path;
  }
  EXPECT_EQ(served, documented);
}

}  // namespace
}  // namespace waymark::http::test
