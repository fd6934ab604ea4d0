#include <chrono>
#include <fstream>
#include <stop_token>
#include <string>

#include <gtest/gtest.h>

#include "tests/database/support.hpp"

namespace waymark::database::tests {
namespace {

constexpr auto spend = R"(
source = "finance"
layout = "long"
indicator = "spend"
query = "SELECT month, amount FROM spend ORDER BY rowid"
[collector.columns]
period = "month"
value = "amount"
)";

std::string with(std::string settings, const std::string& line) {
  return line + "\n" + settings;
}

std::string asking(const std::string& query) {
  std::string settings = spend;
  const std::string before = "SELECT month, amount FROM spend ORDER BY rowid";
  return settings.replace(settings.find(before), before.size(), query);
}

class Sqlite : public testing::Test {
 protected:
  Sqlite() { source_.execute("CREATE TABLE spend (month TEXT, amount REAL)"); }
  void holds(const std::string& values) { source_.execute("INSERT INTO spend VALUES " + values); }
  Source source_;
};

TEST_F(Sqlite, CellsAreWhatTheyAreWhateverTheColumnSays) {
  holds("('Apr 2024', 0.1 + 0.2), ('May 2024', 9007199254740993), ('Jun 2024', '12.50'), ('Jul 2024', 1e-5)");
  EXPECT_EQ(source_.run(spend),
            "finance: query: recorded, 4 read, 0 rejected, 0 missing\n"
            "spend Apr 2024 = 0.3 (line 1)\n"
            "spend May 2024 = 9007199254740992 (line 2)\n"
            "spend Jun 2024 = 12.5 (line 3)\n"
            "spend Jul 2024 = 0.00001 (line 4)\n");
}

TEST_F(Sqlite, TextInAColumnOfNumbersIsNeverANumber) {
  holds("('Apr 2024', 1), ('May 2024', 'late')");
  EXPECT_EQ(
      source_.run(spend),
      "finance: query: refused, 2 read, 1 rejected, 0 missing\n"
      "  1 of 2 rows rejected, none is allowed; the first is row 2, column \"amount\": \"late\" is not "
      "a number; if it stands for no figure, add it to missing\n"
      "rejected line 2, column \"amount\": \"late\" is not a number; if it stands for no figure, add it to "
      "missing\n");
  EXPECT_EQ(source_.run(with(spend, "withdraw = [\"late\"]")),
            "finance: query: recorded, 2 read, 0 rejected, 0 missing\n"
            "spend Apr 2024 = 1 (line 1)\n"
            "spend May 2024 = no figure [x] (line 2)\n");
}

TEST_F(Sqlite, NullIsSkippedRejectedOrZero) {
  holds("('Apr 2024', NULL)");
  EXPECT_EQ(source_.run(spend), "finance: query: recorded, 1 read, 0 rejected, 1 missing\n");
  EXPECT_EQ(source_.run(with(spend, "on_null = \"zero\"")),
            "finance: query: recorded, 1 read, 0 rejected, 0 missing\nspend Apr 2024 = 0 (line 1)\n");
  EXPECT_EQ(source_.run(with(spend, "on_null = \"reject\"")),
            "finance: query: refused, 1 read, 1 rejected, 0 missing\n"
            "  1 of 1 rows rejected, none is allowed; the first is row 1, column \"amount\": the figure is "
            "NULL, which "
            "on_null = \"reject\" refuses\n"
            "rejected line 1, column \"amount\": the figure is NULL, which on_null = \"reject\" refuses\n");
}

TEST_F(Sqlite, AnEmptyResultIsAProblemUnlessItCanBeRight) {
  EXPECT_EQ(source_.run(spend),
            "problem: source finance: the result is empty; if that can be right, set on_empty to \"keep\" or "
            "\"zero\"\n");
  EXPECT_EQ(source_.run(with(spend, "on_empty = \"keep\"")), "finance: query: recorded\n");
}

TEST_F(Sqlite, BytesThatAreNoTextAreRefused) {
  holds("('Apr 2024', CAST(x'A335' AS TEXT))");
  EXPECT_EQ(
      source_.run(with(spend, "max_bad_rows = 1")),
      "finance: query: recorded, 1 read, 1 rejected, 0 missing\n"
      "  1 of 1 rows rejected\n"
      "rejected line 1, column \"amount\": the text is not UTF-8; convert it in the query, or leave the "
      "column out\n");
}

TEST_F(Sqlite, WritingIsRefusedAndChangesNothing) {
  holds("('Apr 2024', 1)");
  source_.execute("CREATE TABLE other (a)");
  for (const std::string query : {"WITH a AS (SELECT 1) DELETE FROM spend RETURNING month, amount",
                                  "WITH a AS (SELECT 1) INSERT INTO other SELECT 1"}) {
    EXPECT_EQ(
        source_.run(asking(query)),
        "problem: source finance: the query tries to do more than read, which is refused (not authorized)\n")
        << query;
  }
  EXPECT_EQ(source_.run(spend),
            "finance: query: recorded, 1 read, 0 rejected, 0 missing\nspend Apr 2024 = 1 (line 1)\n");
}

TEST_F(Sqlite, FailuresSayWhatToDo) {
  EXPECT_EQ(source_.run(asking("SELECT month, amont FROM spend")),
            "problem: source finance: the query is refused: no such column: amont\n");
  EXPECT_EQ(source_.run(asking("SELECT month, amount AS pounds FROM spend")),
            "problem: source finance: there is no column \"amount\"; the result has month, pounds\n");
  EXPECT_EQ(source_.run(asking("SELECT month, amount FROM nowhere")),
            "problem: source finance: the query is refused: no such table: nowhere\n");
  std::filesystem::resize_file(source_.file(), 0);
  std::ofstream(source_.file()) << "not a database at all, although it is long enough to be taken for one: "
                                << std::string(200, '-');
  EXPECT_EQ(source_.run(spend),
            "problem: source finance: " + source_.file().string() + " is not a sound SQLite database\n");
  std::filesystem::remove(source_.file());
  EXPECT_EQ(source_.run(spend), "problem: source finance: " + source_.file().string() +
                                    " cannot be opened: check that it is there and may be read\n");
}

TEST_F(Sqlite, ATimeWithAZoneLiesOnTheCouncilsDay) {
  holds("('2024-03-31 23:30:00+00', 1), ('2024-03-31 22:30:00Z', 2), ('2025-01-01 00:30:00+01', 3)");
  EXPECT_EQ(source_.run(spend),
            "finance: query: recorded, 3 read, 0 rejected, 0 missing\n"
            "spend Apr 2024 = 1 (line 1)\n"
            "spend Mar 2024 = 2 (line 2)\n"
            "spend Dec 2024 = 3 (line 3)\n");
}

TEST_F(Sqlite, WhatRefusesAFileRefusesAResult) {
  holds("('Apr 2024', '0,187'), ('May 2024', '1,250')");
  const auto said = source_.run(with(spend, "max_bad_rows = 1"));
  EXPECT_TRUE(said.starts_with("problem: source finance: ")) << said;
  EXPECT_NE(said.find("set decimal = \",\""), std::string::npos) << said;
}

TEST_F(Sqlite, MoreRowsThanAllowedAreNone) {
  holds("('Apr 2024', 1), ('May 2024', 2), ('Jun 2024', 3)");
  EXPECT_EQ(source_.run(with(spend, "max_rows = 2")),
            "problem: source finance: the result has more than max_rows = 2 rows; ask for fewer, or raise "
            "max_rows\n");
}

TEST_F(Sqlite, SinceIsCommittedWithTheRows) {
  holds("('Apr 2024', 10), ('May 2024', 20)");
  const auto settings = asking("SELECT month, amount FROM spend WHERE amount >= :since") +
                        "[collector.since]\ncolumn = \"amount\"\nstart = 0\noverlap = 5\n";
  csv::tests::FakeRecorder recorder;
  EXPECT_EQ(source_.run(asking("SELECT month, amount FROM spend WHERE amount >= :since"), recorder),
            "waymark.toml:1:1: the query uses :since, so [collector.since] has to say what that is\n"
            "   1 | [[collector]]\n     | ^\n");
  source_.execute("DROP TABLE spend; CREATE TABLE spend (month TEXT, amount INTEGER)");
  holds("('Apr 2024', 10), ('May 2024', 20)");
  EXPECT_NE(source_.run(settings, recorder), "");
  ASSERT_EQ(recorder.runs.size(), 1U);
  EXPECT_EQ(recorder.runs.back().watermark, "20");
  EXPECT_EQ(recorder.runs.back().figures.size(), 2U);
  EXPECT_NE(source_.run(settings, recorder), "");
  ASSERT_EQ(recorder.runs.size(), 2U);
  EXPECT_EQ(recorder.runs.back().figures.size(), 1U) << "from 15 on";
}

TEST_F(Sqlite, ALockedDatabaseIsGivenUpWhenTheTimeIsUp) {
  holds("('Apr 2024', 1)");
  sqlite3* other = nullptr;
  sqlite3_open(source_.file().c_str(), &other);
  sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
  std::stop_source stop;
  const auto made = source_.collector(spend);
  csv::tests::FakeRecorder recorder;
  stop.request_stop();
  EXPECT_EQ(csv::tests::describe(made.collector->collect(recorder, {}, stop.get_token()), recorder), "")
      << "a daemon that stops does not wait, and it is no failure";
  sqlite3_close(other);
}

TEST_F(Sqlite, AFailureIsKeptOnce) {
  const auto made = source_.collector(spend);
  csv::tests::FakeRecorder recorder;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(made.collector->collect(recorder, {}, {}).problem.empty());
  }
  EXPECT_EQ(recorder.runs.size(), 1U);
  holds("('Apr 2024', 1)");
  EXPECT_TRUE(made.collector->collect(recorder, {}, {}).problem.empty());
  source_.execute("DELETE FROM spend");
  EXPECT_FALSE(made.collector->collect(recorder, {}, {}).problem.empty());
  EXPECT_EQ(recorder.runs.size(), 3U) << "the failure, the good run, and the next failure";
}

TEST_F(Sqlite, ExtensionsStayOut) {
  EXPECT_EQ(source_.run(asking("SELECT load_extension('x') AS month, 1 AS amount")),
            "problem: source finance: the query is refused: not authorized\n");
}

}  // namespace
}  // namespace waymark::database::tests
