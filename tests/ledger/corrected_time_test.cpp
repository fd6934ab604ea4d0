// Times recorded with a wrong clock, mended by an act that all answers follow.
#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"
#include "tests/ledger/sql.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const auto fte = key("fte");
const auto april = month(2024, 4);
constexpr auto far = std::chrono::days(1600);

class CorrectedTimes : public LedgerTest {
 protected:
  void figure(const char* text) { record(Rows().value(fte, april, text)); }
  [[nodiscard]] static TimeCorrection correction() {
    return {.role = "Records officer", .reason = "battery"};
  }
  std::chrono::sys_seconds start = clock.now;
};

TEST_F(CorrectedTimes, FromTheFutureAreNow) {
  figure("1");
  clock.now += far;
  figure("2");
  core::Plan plan;
  plan.authority.text = "E07000125";
  writer().record_plan(plan, {{"plan.toml", "a"}});
  close();
  clock.now = start + 24h;
  EXPECT_EQ(held(fte, april, start + 48h), "1");
  EXPECT_THAT(failure([&] { figure("3"); }), HasSubstr("but the last record is of"));
  EXPECT_EQ(check(file, clock.now).size(), 2U);
  const auto corrected = writer().correct_times(correction());
  ASSERT_EQ(corrected.size(), 1U);
  EXPECT_EQ(corrected[0].first, 2);
  EXPECT_EQ(corrected[0].last, 3);
  EXPECT_EQ(corrected[0].was, start + far);
  EXPECT_EQ(corrected[0].is, start + 24h);
  EXPECT_THAT(check(file, clock.now), IsEmpty());
  // All answers follow.
  EXPECT_EQ(held(fte, april, start + 24h), "1");
  EXPECT_EQ(held(fte, april, start + 48h), "2");
  EXPECT_EQ(reader().now()->runs({}, 1).at(0).ended, start + 24h);
  EXPECT_EQ(reader().now()->versions(fte).at(1).observation.recorded, start + 24h);
  EXPECT_FALSE(reader().at(start + 24h)->plan(plan.authority));
  EXPECT_EQ(reader().at(start + 48h)->plan(plan.authority)->loaded, start + 24h);
  EXPECT_THAT(Sql(file).rows("SELECT value, recorded_from FROM v_observation_as_of"),
              ElementsAre("1|" + std::to_string(start.time_since_epoch().count()),
                          "2|" + std::to_string((start + 24h).time_since_epoch().count())));
  // And it goes on with a right clock.
  clock.now += 1h;
  figure("3");
  EXPECT_EQ(held(fte, april, start + 25h), "2");
  EXPECT_EQ(held(fte, april, start + 26h), "3");
  EXPECT_THAT(writer().correct_times(correction()), IsEmpty());
  close();
  EXPECT_THAT(check(file, clock.now), IsEmpty());
  // What was recorded stays as it was.
  EXPECT_THAT(Sql(file).rows("SELECT recorded FROM run WHERE id = 2"),
              ElementsAre(std::to_string((start + far).time_since_epoch().count())));
}

TEST_F(CorrectedTimes, MayBeNamedAndShifted) {
  figure("1");
  clock.now += far;
  figure("2");
  clock.now += 2h;
  figure("3");
  close();
  clock.now = start + 24h;
  auto shifted = correction();
  shifted.after = start + 1h;
  shifted.to = start + 5h;
  EXPECT_EQ(writer().correct_times(shifted).size(), 2U);
  EXPECT_EQ(held(fte, april, start + 5h), "1");
  EXPECT_EQ(held(fte, april, start + 6h), "2");
  EXPECT_EQ(held(fte, april, start + 8h), "3");
  auto again = correction();
  again.authority = {"E07000125"};
  again.from = again.through = 3;
  again.by = 1h;
  EXPECT_EQ(writer().correct_times(again).size(), 1U);
  EXPECT_EQ(held(fte, april, start + 8h), "2");
  EXPECT_EQ(held(fte, april, start + 9h), "3");
  EXPECT_THAT(check(file, clock.now), IsEmpty());
}

TEST_F(CorrectedTimes, StayInTheOrderOfEntries) {
  figure("1");
  clock.now += 2h;
  figure("2");
  auto wrong = correction();
  wrong.authority = {"E07000125"};
  wrong.from = 2;
  wrong.by = -3h;
  EXPECT_EQ(failure([&] { writer().correct_times(wrong); }),
            file.string() +
                ": entry 2 would be of 2024-06-30 23:00 UTC, but the one before it of 2024-07-01 00:00 UTC; "
                "nothing "
                "was corrected, name other entries or another time");
  clock.now += 2h;
  wrong.from = wrong.through = 1;
  wrong.by = 3h;
  EXPECT_THAT(failure([&] { writer().correct_times(wrong); }), HasSubstr("entry 2 would be of"));
  wrong.from = wrong.through = 2;
  wrong.by = 3h;
  EXPECT_THAT(failure([&] { writer().correct_times(wrong); }),
              HasSubstr("entry 2 would be of 2024-07-01 05:00 UTC, which is in the future"));
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(CorrectedTimes, NeedAClockThatIsKnownToBeRight) {
  figure("1");
  close();
  Clocks clocks = clock.clock();
  clocks.synchronised = [] { return false; };
  Writer alone(file, clocks);
  EXPECT_THAT(failure([&] { alone.correct_times(correction()); }), HasSubstr("say which records"));
}

}  // namespace
}  // namespace waymark::ledger::test
