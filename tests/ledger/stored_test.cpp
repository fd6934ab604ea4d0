// Ledgers as each version kept them are opened, converted and say the same.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int newest = 6;

core::SeriesKey of(std::string indicator, std::string scope = "") {
  return {{"E10999999"}, {std::move(indicator)}, {std::move(scope)}};
}

void load(const std::filesystem::path& file, int version) {
  const auto name =
      std::filesystem::path(WAYMARK_TEST_DIR) / "stored" / ("v" + std::to_string(version) + ".sql");
  std::ostringstream text;
  text << std::ifstream(name).rdbuf();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  char* problem = nullptr;
  ASSERT_EQ(sqlite3_exec(database, text.str().c_str(), nullptr, nullptr, &problem), SQLITE_OK) << problem;
  sqlite3_close(database);
}

class Stored : public LedgerTest, public ::testing::WithParamInterface<int> {
 protected:
  // Every version of a series, oldest first.
  [[nodiscard]] std::vector<std::string> told(const core::SeriesKey& series) const {
    std::vector<std::string> lines;
    for (const auto& version : reader().now()->versions(series)) {
      const auto& said = version.observation;
      auto line = said.period.label() + ' ' + (said.value ? said.value->text() : "-");
      if (said.parts) line += ' ' + said.parts->numerator.text() + '/' + said.parts->denominator.text();
      if (said.flag != core::Flag::none) line += std::string(" [") + core::letter(said.flag) + ']';
      line += " run " + std::to_string(version.run) + ' ' + version.path + ':' + std::to_string(version.row);
      for (const auto& part : version.contributions) line += ' ' + part.path + '=' + part.sum.text();
      lines.push_back(line + " at " + std::to_string(said.recorded.time_since_epoch().count()));
    }
    return lines;
  }
};

TEST_P(Stored, IsConvertedAndSaysTheSame) {
  load(file, GetParam());
  if (GetParam() < newest) {
    EXPECT_EQ(failure([&] { (void)reader(); }),
              file.string() + ": version " + std::to_string(GetParam()) +
                  " of the ledger, this program needs 6; run 'waymark ledger migrate'");
    EXPECT_EQ(migrate(file, clock.clock()), std::pair(GetParam(), newest));
  }
  EXPECT_THAT(check(file), IsEmpty());
  EXPECT_THAT(
      told(of("fte")),
      ElementsAre("Apr 2024 153.5 run 1 a.csv:2 at 1717664401", "Apr 2024 154 run 7 b.csv:2 at 1720170000",
                  "Apr 2024 153.5 run 12 a.csv:2 at 1720688401", "Apr 2024 154 run 13 b.csv:2 at 1720688401",
                  "May 2024 152 [p] run 1 a.csv:3 at 1717664401",
                  "Jun 2024 151 run 7 b.csv:3 at 1720170000"));
  EXPECT_THAT(told(of("fte", "waste")), ElementsAre("Apr 2024 41.25 run 1 a.csv:4 at 1717664401",
                                                    "May 2024 40 run 15 d.csv:2 at 1720688401"));
  EXPECT_THAT(told(of("sick")), ElementsAre("Apr 2024 - 120/2800 run 2 s.csv:2 at 1717664401",
                                            "May 2024 - 133.5/2790 run 2 s.csv:3 at 1717664401"));
  EXPECT_THAT(told(of("spend")),
              ElementsAre("Apr 2024 120.50 run 3 x.csv:0 x.csv=120.50 at 1717664401",
                          "Apr 2024 100.50 run 9 x.csv:0 x.csv=100.50 at 1720170000",
                          "May 2024 7.25 run 3 x.csv:0 x.csv=7.25 at 1717664401",
                          "May 2024 18.25 run 4 y.csv:0 x.csv=7.25 y.csv=11.00 at 1717664401",
                          "May 2024 11.00 run 9 x.csv:0 y.csv=11.00 at 1720170000"));
  EXPECT_EQ(told(of("calls")).size(), 4U);
  const auto rejects = reader().now()->rejects({}, 10);
  ASSERT_EQ(rejects.size(), 5U);
  EXPECT_EQ(rejects[0].reject.reason, "\"Apr\" is not a month: write one like 2023-04 or Apr 2023");
  EXPECT_EQ(rejects[0].reject.raw, "FTE,,Apr,1,");
  EXPECT_EQ(rejects[4].reject.raw, "FTE,Waste,May 2024,many,");
  EXPECT_EQ(reader().now()->runs({}, 100).size(), 19U);
  const auto plan = reader()
                        .at(std::chrono::sys_seconds{std::chrono::sys_days{std::chrono::year{2024} / 7 / 1}})
                        ->plan({"E10999999"});
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->id, 1);
  EXPECT_EQ(reader().now()->statuses({"E10999999"}).size(), GetParam() < 3 ? 0U : 2U);
  // And goes on.
  clock.now = std::chrono::sys_days{std::chrono::year{2024} / 8 / 1};
  record(Rows().value(of("fte"), month(2024, 7), "150"), origin("e.csv", 77));
  EXPECT_EQ(told(of("fte")).size(), 7U);
  close();
  EXPECT_THAT(check(file), IsEmpty());
}

// What a run of before spoke of was not written down: it is what the run added.
TEST_P(Stored, AFileOfBeforeIsReadAgainInItsPlace) {
  load(file, GetParam());
  migrate(file, clock.clock());
  clock.now = std::chrono::sys_days{std::chrono::year{2024} / 8 / 1};
  auto again = origin("s.csv", 99);
  again.collector.text = "sickness";
  again.continues = true;
  record(Rows().parts(of("sick"), month(2024, 4), "120", "2800"), again);
  EXPECT_EQ(held(of("sick"), month(2024, 4)), "120/2800");
  EXPECT_EQ(held(of("sick"), month(2024, 5)), "-") << "no longer in s.csv";
  close();
  EXPECT_THAT(check(file), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion, Stored, ::testing::Values(1, 2, 3, 4, 5),
                         [](const auto& version) { return "Version" + std::to_string(version.param); });

}  // namespace
}  // namespace waymark::ledger::test
