#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using PlanHistory = LedgerTest;

core::Plan plan() {
  core::Plan made;
  made.authority.text = "E07000125";
  return made;
}

std::vector<std::string> rows(const std::filesystem::path& file, const char* sql) {
  std::vector<std::string> lines;
  sqlite3* database = nullptr;
  sqlite3_open(file.c_str(), &database);
  sqlite3_exec(
      database, sql,
      [](void* into, int columns, char** values, char**) {
        std::string line;
        for (int i = 0; i < columns; ++i)
          line += (i > 0 ? "|" : "") + std::string(values[i] ? values[i] : "-");
        static_cast<std::vector<std::string>*>(into)->push_back(line);
        return 0;
      },
      &lines, nullptr);
  sqlite3_close(database);
  return lines;
}

TEST_F(PlanHistory, AVersionIsStoredWhenTheTextDiffers) {
  EXPECT_TRUE(writer().record_plan(plan(), {{"plan.toml", "a"}, {"extra.toml", "b"}}));
  EXPECT_FALSE(writer().record_plan(plan(), {{"plan.toml", "a"}, {"extra.toml", "b"}}));
  EXPECT_TRUE(writer().record_plan(plan(), {{"plan.toml", "ab"}, {"extra.toml", ""}}));
  EXPECT_TRUE(writer().record_plan(plan(), {{"plan.toml", "a"}, {"extra.toml", "b"}}));
  auto other = plan();
  other.authority.text = "E06000047";
  EXPECT_TRUE(writer().record_plan(other, {{"plan.toml", "a"}, {"extra.toml", "b"}}));
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(PlanHistory, ThePlanOfAMomentIsTheLastOneLoadedBefore) {
  const core::AuthorityCode authority{"E07000125"};
  writer().record_plan(plan(), {{"plan.toml", "first"}});
  clock.now += 1h;
  writer().record_plan(plan(), {{"plan.toml", "second"}});
  EXPECT_FALSE(reader().at(clock.now - 1h)->plan(authority).has_value());
  EXPECT_THAT(reader().at(clock.now)->plan(authority)->sources, ElementsAre(std::pair("plan.toml", "first")));
  const auto now = reader().now()->plan(authority);
  EXPECT_THAT(now->sources, ElementsAre(std::pair("plan.toml", "second")));
  EXPECT_EQ(now->loaded, clock.now);
  EXPECT_FALSE(reader().now()->plan({"E06000047"}).has_value());
}

TEST_F(PlanHistory, MilestonesAndCommentariesKeepWhatChangedWhen) {
  auto version = plan();
  const auto day = [](unsigned number) { return std::chrono::sys_days(std::chrono::days(number)); };
  version.milestones.push_back({{"depot"}, "Depot", "", {}, {}, "", day(10), {}, {}, {}});
  version.milestones.push_back({{"portal"}, "Portal", "", {}, {}, "", day(20), {}, {}, {}});
  version.commentaries.push_back(
      {{"agency_down"}, month(2024, 4), day(5), "Head of HR", "Fewer agency staff."});
  writer().record_plan(version, {{"plan.toml", "1"}});
  version.milestones[0].done = day(9);
  version.commentaries[0].text = "Fewer agency staff; two posts filled.";
  writer().record_plan(version, {{"plan.toml", "2"}});
  version.milestones.pop_back();
  version.commentaries.clear();
  writer().record_plan(version, {{"plan.toml", "3"}});
  writer().record_plan(version, {{"plan.toml", "4"}});
  EXPECT_THAT(rows(file, "SELECT version, milestone, present, due, done FROM milestone_state ORDER BY 1, 2"),
              ElementsAre("1|depot|1|10|-", "1|portal|1|20|-", "2|depot|1|10|9", "3|portal|0|-|-"));
  EXPECT_THAT(
      rows(file, "SELECT version, commitment, written, role, present, content FROM commentary ORDER BY 1"),
      ElementsAre("1|agency_down|5|Head of HR|1|Fewer agency staff.",
                  "2|agency_down|5|Head of HR|1|Fewer agency staff; two posts filled.",
                  "3|agency_down|5|Head of HR|0|"));
}

}  // namespace
}  // namespace waymark::ledger::test
