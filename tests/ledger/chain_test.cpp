// Whatever is changed of what was recorded, `ledger check` says so.
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"
#include "tests/ledger/sql.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const core::AuthorityCode council{"E07000125"};

// A ledger in which every table has rows.
class Chain : public LedgerTest {
 protected:
  core::Finished take(core::Origin from, Rows rows, std::optional<std::string> watermark = {}) {
    clock.now += 1min;
    auto batch = rows.take();
    const auto read = batch.rows.size();
    const auto recording = writer().begin(from);
    recording->add(std::move(batch));
    return recording->finish({.read = read, .watermark = std::move(watermark)});
  }
  [[nodiscard]] static core::Origin file_read(std::uint8_t content, std::uint8_t reading) {
    auto made = origin(std::string(1, static_cast<char>('a' + content - 1)) + ".csv", content);
    made.reading = digest(reading);
    return made;
  }

  void plans() {
    core::Plan plan;
    plan.authority = council;
    plan.indicators.resize(1);
    plan.indicators[0].id.text = "fte";
    plan.indicators[0].title = "People";
    plan.commitments.resize(1);
    plan.commitments[0].id.text = "fewer";
    plan.commitments[0].title = "Fewer people";
    plan.commitments[0].indicator.text = "fte";
    plan.milestones.resize(1);
    plan.milestones[0].id.text = "moved";
    plan.milestones[0].done = plan.milestones[0].due;
    plan.commentaries.push_back({{"fewer"}, month(2024, 4), {}, "Head of Paperwork", "As it is."});
    writer().record_plan(plan, {{"plan.toml", "text"}, {"more.toml", "more"}});
    core::Scoreboard board;
    board.plan = std::make_shared<core::Plan>(plan);
    board.as_of = std::chrono::floor<std::chrono::days>(clock.now);
    board.indicators.resize(1);
    board.indicators[0].latest.emplace(
        core::Figure{.period = month(2024, 4), .value = {}, .parts = {}, .recorded = {}, .coverage = {}});
    core::CommitmentResult result;
    result.status = core::Status::on_track;
    result.reason = "5 is enough";
    board.commitments = {result};
    writer().record_statuses(board);
  }

  void figures() {
    const auto fte = key("fte"), sick = key("sick", "waste");
    take(file_read(1, 1), Rows()
                              .value(fte, month(2024, 4), "100")
                              .value(fte, month(2025, 9), "5.50", 3, core::Flag::estimate)
                              .parts(sick, month(2024, 4), "12", "90"));
    take(file_read(2, 1), Rows().value(fte, month(2024, 4), "120").value(fte, month(2024, 6), "7"));
    take(file_read(1, 2), Rows().value(fte, month(2024, 4), "101").value(fte, month(2024, 5), "1"));
    take(file_read(3, 1), Rows().value(fte, month(2024, 6), "8").value(fte, month(2024, 7), "3"));
    take(file_read(3, 2), Rows().value(fte, month(2024, 7), "3"));  // June falls back
    take(file_read(4, 1), Rows()
                              .value(fte, month(2024, 7), "3")
                              .withdraw(sick, month(2024, 4))
                              .reject({7, "Figure", "\"many\" is not a number", "FTE,many"})
                              .reject({9, "Figure", "\"few\" is not a number", "FTE,few"}));
    auto spend = origin("spend.csv", 50);
    spend.contribution = true;
    take(spend, Rows().value(key("spend"), month(2024, 4), "10.25").value(key("spend"), month(2024, 5), "2"));
    auto more = origin("more.csv", 51);
    more.contribution = true;
    more.duplicates = core::Duplicates::once;
    take(more,
         Rows().value(key("spend"), month(2024, 4), "1").lines(key("spend"), month(2024, 4), {7, 1}, "0.5"));
    auto asked = origin("payroll: fte", 52);
    asked.collector.text = "payroll";
    asked.query = core::Origin::Query{"payroll", "SELECT 1", digest(9)};
    asked.known_since = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
    take(asked, Rows().value(key("staff"), month(2024, 4), "9"), "2024-06-01");
    const auto failed = writer().begin(origin("broken.csv", 53));
    failed->abandon({core::RunOutcome::quarantined, "not a table", {{1, "", "no header", "?"}}, {}});
  }

  void acts() {
    clock.now += 1min;
    EXPECT_EQ(writer().erase({.run = 6, .line = 9, .role = "Records officer", .reason = "asked for"}).texts,
              1U);
    clock.now += std::chrono::days(1);
    EXPECT_EQ(
        writer()
            .correct_times(
                {.authority = council, .from = 13, .by = 30s, .role = "Records officer", .reason = "clock"})
            .size(),
        1U);
  }

  void SetUp() override {
    plans();
    figures();
    clock.now += 1h;
    acts();
    close();
    ASSERT_THAT(check(file), IsEmpty());
  }

  // What check() says once `sql` has been done to a copy.
  [[nodiscard]] std::vector<std::string> said_after(const std::string& sql) const {
    const auto copy = folder / "copy.db";
    std::filesystem::remove(copy);
    std::filesystem::copy_file(file, copy);
    {
      Sql hand(copy);
      hand.drop_triggers();
      hand.execute(sql);
    }
    return check(copy);
  }
};

// What carries nothing: whose log it is (docs/adr/0009), and when the program's tables were made.
const std::set<std::string> carries_nothing = {"lineage.text", "migration.applied"};

std::string changed(const std::string& column, const std::string& type) {
  if (type == "INTEGER") return "coalesce(" + column + ", 0) + 1000";
  if (type == "TEXT") return "coalesce(" + column + ", '') || 'x'";
  return "CASE WHEN " + column + " IS NULL THEN zeroblob(32) ELSE CAST(substr(" + column + ", 1, length(" +
         column + ") - 1) || char(1 + (unicode(substr(hex(" + column + "), -1)) & 1)) AS BLOB) END";
}

TEST_F(Chain, EachColumnOfEachTableMatters) {
  Sql sql(file);
  int tried = 0;
  for (const auto& table : sql.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    EXPECT_NE(sql.rows("SELECT count(*) FROM " + table), std::vector<std::string>{"0"}) << table;
    for (const auto& described :
         sql.rows("SELECT name || ' ' || type FROM pragma_table_info('" + table + "')")) {
      const auto column = described.substr(0, described.find(' '));
      const auto type = described.substr(described.find(' ') + 1);
      if (carries_nothing.contains(table + "." + column)) continue;
      const auto keys =
          sql.rows("SELECT group_concat(name) FROM pragma_table_info('" + table + "') WHERE pk > 0");
      for (const auto* order : {"", " DESC"}) {
        // The first and the last row by its key.
        std::string key_order = keys.front();
        for (std::size_t at = 0; *order != 0 && (at = key_order.find(',', at)) != std::string::npos; at += 6)
          key_order.replace(at, 1, " DESC,");
        const auto update = "UPDATE " + table + " SET " + column + " = " + changed(column, type) +
                            " WHERE (" + keys.front() + ") = (SELECT " + keys.front() + " FROM " + table +
                            " ORDER BY " + key_order + order + " LIMIT 1)";
        const auto copy = folder / "copy.db";
        std::filesystem::remove(copy);
        std::filesystem::copy_file(file, copy);
        {
          Sql hand(copy);
          hand.drop_triggers();
          if (hand.refuses(update)) continue;  // by a constraint
          ASSERT_EQ(hand.rows("SELECT changes()"), std::vector<std::string>{"1"}) << update;
        }
        ++tried;
        EXPECT_THAT(check(copy), Not(IsEmpty())) << update;
      }
    }
  }
  EXPECT_GT(tried, 250);
}

TEST_F(Chain, EachRowOfEachTableMatters) {
  Sql sql(file);
  for (const auto& table :
       sql.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'lineage'")) {
    const auto keys =
        sql.rows("SELECT group_concat(name) FROM pragma_table_info('" + table + "') WHERE pk > 0");
    EXPECT_THAT(said_after("DELETE FROM " + table + " WHERE (" + keys.front() + ") = (SELECT " +
                           keys.front() + " FROM " + table + " LIMIT 1)"),
                Not(IsEmpty()))
        << table;
  }
}

TEST_F(Chain, WhatWasChangedIsNamed) {
  EXPECT_THAT(
      said_after("UPDATE run SET path = 'z.csv' WHERE id = 1"),
      ElementsAre("entry 3 of E07000125 (run 1 of workforce, z.csv): what it recorded has been changed "
                  "since"));
  // A value that was superseded, and the line that it came from.
  EXPECT_THAT(
      said_after("UPDATE observation_block SET versions = replace(versions, '100,', '170,') WHERE run = 1"),
      Contains("entry 3 of E07000125 (run 1 of workforce, a.csv): what it recorded has been changed "
               "since"));
  EXPECT_THAT(said_after("UPDATE plan_source SET content = 'other' WHERE name = 'more.toml'"),
              Contains("entry 1 of E07000125 (plan version 1): what it recorded has been changed since"));
  EXPECT_THAT(said_after("UPDATE commitment_status SET reason = 'no'"),
              ElementsAre("entry 2 of E07000125 (statuses of 2024-07-01): what it recorded has been changed "
                          "since"));
  EXPECT_THAT(
      said_after("UPDATE entry SET recorded = recorded + 1 WHERE number = 4"),
      ElementsAre("entry 4 of E07000125 (run 2 of workforce, b.csv): number, kind, time or digest are not "
                  "those that were recorded, or the entry before is not"));
}

TEST_F(Chain, AnEndThatWasCutOffIsNoticed) {
  EXPECT_THAT(said_after("DELETE FROM entry WHERE number = 14"),
              Contains("the sequence of E07000125 ends with entry 13, but its head is that of entry 14"));
  EXPECT_THAT(
      said_after("DELETE FROM act_text WHERE number = 14; DELETE FROM corrected_time; DELETE FROM act "
                 "WHERE number = 14; DELETE FROM entry WHERE number = 14"),
      ElementsAre("the sequence of E07000125 ends with entry 13, but its head is that of entry 14"));
  EXPECT_THAT(said_after("DELETE FROM entry WHERE number = 5"),
              AnyOf(Contains("entry 5 of E07000125: is missing, 6 comes after 4")));
  EXPECT_THAT(said_after("DELETE FROM entry"),
              Contains(HasSubstr("is to have 14 entries, but there are none")));
}

TEST_F(Chain, EachCouncilHasASequenceOfItsOwn) {
  auto other = origin("other.csv", 60);
  other.authority.text = "E06000047";
  clock.now += 1h;
  const auto recording = writer().begin(other);
  recording->finish({});
  close();
  EXPECT_THAT(check(file), IsEmpty());
  EXPECT_THAT(Sql(file).rows("SELECT authority, number FROM head ORDER BY 1"),
              ElementsAre("E06000047|1", "E07000125|14"));
  EXPECT_THAT(Sql(file).rows("SELECT number FROM run WHERE authority = 'E06000047'"), ElementsAre("1"));
}

TEST_F(Chain, ARecordingThatFailsTakesNoNumber) {
  const auto recording = writer().begin(origin("gone.csv", 61));
  recording->add(Rows().value(key("fte"), month(2024, 8), "1").take());
  const auto finished = recording->finish(
      {.read = 1, .verdict = [](const core::RowCounts&, const core::Conflicts&) {
         return std::optional(core::Rejection{core::RunOutcome::refused, "too many", {}, {}});
       }});
  EXPECT_EQ(finished.outcome, core::RunOutcome::refused);
  close();
  EXPECT_THAT(Sql(file).rows("SELECT number FROM head"), ElementsAre("15"));
  EXPECT_THAT(check(file), IsEmpty());
}

}  // namespace
}  // namespace waymark::ledger::test
