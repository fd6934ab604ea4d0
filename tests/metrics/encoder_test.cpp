#include "daemon/metrics/encoder.hpp"

#include <cstdlib>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/metrics/deflate.hpp"
#include "tests/metrics/openmetrics.hpp"
#include "tests/metrics/small_scoreboard.hpp"
#include "tests/support/child.hpp"
#include "tests/support/gunzip.hpp"

namespace waymark::tests {
namespace {

using Boards = std::vector<std::shared_ptr<const core::Scoreboard>>;

struct Bodies {
  core::MetricsBody text, openmetrics;
};

Bodies encoded(metrics::Encoder& encoder, const Boards& boards) {
  Bodies bodies;
  encoder.encode(boards, bodies.text, bodies.openmetrics);
  return bodies;
}

Bodies encoded(const Boards& boards) {
  metrics::Encoder encoder;
  return encoded(encoder, boards);
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

bool has(const std::string& body, const std::string& line) {
  return ("\n" + body).contains("\n" + line + "\n");
}

void compare_with_golden(const std::string& name, const std::string& text) {
  const auto file = std::filesystem::path{WAYMARK_TEST_DIR} / "golden" / name;
  if (std::getenv("WAYMARK_ACCEPT") != nullptr) {
    write_file(file, text);
    GTEST_SKIP() << name << " accepted";
  }
  EXPECT_EQ(text, read_file(file));
}

TEST(Encoder, TextFormat) {
  compare_with_golden("small.txt", encoded({small_scoreboard()}).text.plain);
}

TEST(Encoder, OpenMetrics) {
  compare_with_golden("small.openmetrics", encoded({small_scoreboard()}).openmetrics.plain);
}

TEST(Encoder, ConformsToOpenMetrics) {
  EXPECT_EQ(openmetrics_problem(encoded({small_scoreboard()}).openmetrics.plain + "# EOF\n").value_or("fine"),
            "fine");
}

TEST(Encoder, ShowsTheRealFiguresAsRatios) {
  const auto body = encoded({small_scoreboard()}).text.plain;
  EXPECT_TRUE(
      has(body,
          R"(kpi_value{authority="E07000125",indicator="agency_spend_share",scope="",unit="ratio"} 0.0829)"));
  EXPECT_TRUE(has(
      body,
      R"(kpi_value{authority="E07000125",indicator="consultant_spend_share",scope="",unit="ratio"} 0.1)"));
}

TEST(Encoder, PackedIsThePlainText) {
  const auto bodies = encoded({small_scoreboard()});
  for (const auto& body : {bodies.text, bodies.openmetrics}) {
    EXPECT_EQ(gunzip(body.gzip, true), body.plain);
    EXPECT_EQ(body.crc, checksum(body.plain));
  }
}

TEST(Encoder, ARebuildWithKeptLabelsIsAsNew) {
  const auto plan = small_plan();
  metrics::Encoder encoder;
  encoded(encoder, {small_scoreboard(plan)});
  auto changed = small_scoreboard(plan);
  changed->indicators[0].latest->value = {75, 1};
  changed->commitments[0].status = core::Status::achieved;
  const auto rebuilt = encoded(encoder, {changed});
  EXPECT_EQ(rebuilt.text.plain, encoded({changed}).text.plain);
  EXPECT_EQ(rebuilt.openmetrics.gzip, encoded({changed}).openmetrics.gzip);
  EXPECT_TRUE(
      has(rebuilt.text.plain,
          R"(kpi_value{authority="E07000125",indicator="agency_spend_share",scope="",unit="ratio"} 0.075)"));
}

TEST(Encoder, AnotherPlanOrOtherSeriesHaveOtherLabels) {
  metrics::Encoder encoder;
  encoded(encoder, {small_scoreboard()});
  auto renamed = small_plan();
  renamed->indicators[2].id = {"staff"};
  auto board = small_scoreboard(renamed);
  EXPECT_EQ(encoded(encoder, {board}).text.plain, encoded({board}).text.plain);
  auto further = small_scoreboard(renamed);
  further->indicators[2].scope = {"operations/parks"};
  EXPECT_EQ(encoded(encoder, {further}).text.plain, encoded({further}).text.plain);
  EXPECT_TRUE(encoded(encoder, {further}).text.plain.contains("operations/parks"));
}

TEST(Encoder, FamiliesOfSeveralAuthoritiesStayTogether) {
  auto other_plan = small_plan();
  other_plan->authority = {"E06000047"};
  const auto body = encoded({small_scoreboard(), small_scoreboard(other_plan)}).openmetrics.plain;
  EXPECT_EQ(openmetrics_problem(body + "# EOF\n").value_or("fine"), "fine");
  EXPECT_TRUE(body.contains(R"(kpi_value{authority="E07000125",indicator="fte")"));
  EXPECT_TRUE(body.contains(R"(kpi_value{authority="E06000047",indicator="fte")"));
}

TEST(Encoder, NoSeriesTwice) {
  auto plan = small_plan();
  auto board = small_scoreboard(plan);
  board->indicators.push_back(board->indicators[0]);
  board->commitments.push_back(board->commitments[0]);
  board->milestones.push_back(board->milestones[0]);
  board->substitutions.push_back(board->substitutions[0]);
  const auto body = encoded({board, small_scoreboard(plan)}).text.plain;
  EXPECT_EQ(body, encoded({small_scoreboard(plan)}).text.plain);
  std::set<std::string> series;
  for (const auto& line : lines(body)) {
    if (line.starts_with('#')) continue;
    EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
  }
  EXPECT_EQ(series.size(), 88U);
}

TEST(Encoder, WhatIsNotFiniteIsAbsent) {
  auto board = small_scoreboard();
  board->commitments[0].attainment = std::numeric_limits<double>::infinity();
  board->commitments[0].pace.linear = std::numeric_limits<double>::quiet_NaN();
  const auto body = encoded({board}).text.plain;
  EXPECT_FALSE(body.contains("kpi_attainment_ratio"));  // nor its HELP
  EXPECT_FALSE(body.contains("kpi_pace_ratio"));
}

TEST(Encoder, NothingToShowIsAnEmptyBody) {
  const auto bodies = encoded({});
  EXPECT_EQ(bodies.text.plain, "");
  EXPECT_EQ(gunzip(bodies.text.gzip, true), "");
  EXPECT_EQ(bodies.text.crc, 0U);
}

TEST(Deflater, PiecesFitTogetherInAnyOrder) {
  metrics::Deflater deflater;
  const std::string long_text(3'000'000, 'x');
  const auto a = deflater.deflate("alpha\n");
  const auto b = deflater.deflate(long_text);
  const auto none = deflater.deflate("");
  metrics::OpenGzip member;
  for (const auto& piece : {b, none, a, b}) member.append(piece);
  const auto text = long_text + "alpha\n" + long_text;
  EXPECT_EQ(member.crc(), checksum(text));
  EXPECT_EQ(gunzip(std::move(member).take(), true), text);
}

}  // namespace
}  // namespace waymark::tests
