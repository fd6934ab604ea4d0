#include "daemon/ledger/clock.hpp"

#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::chrono::sys_seconds noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 12h;

// A machine whose clock, uptime and synchronisation the test sets.
struct Machine {
  std::chrono::sys_seconds time = noon;
  std::chrono::nanoseconds up = 5h;
  bool synchronised = true;
  bool accept = false;
  [[nodiscard]] Clocks clocks() {
    Clocks made([this] { return std::chrono::time_point_cast<std::chrono::milliseconds>(time); });
    made.uptime = [this] { return up; };
    made.synchronised = [this] { return synchronised; };
    made.accept = accept;
    return made;
  }
};

TEST(ClockCheck, MayBeAMinuteBeforeTheLastRecord) {
  Machine machine;
  ClockCheck check(machine.clocks());
  EXPECT_EQ(check.problem(std::nullopt), "");
  EXPECT_EQ(check.problem(noon), "");
  EXPECT_EQ(check.problem(noon + 60s), "");
  EXPECT_EQ(check.problem(noon + 61s),
            "the clock says 2026-11-27 12:00 UTC, but the last record is of 2026-11-27 12:01 UTC");
}

TEST(ClockCheck, MayLeaveTheUptimeByADay) {
  Machine machine;
  ClockCheck check(machine.clocks());
  EXPECT_EQ(check.problem(noon), "");
  machine.time += std::chrono::days(40) + 24h;
  machine.up += std::chrono::days(40);
  EXPECT_EQ(check.problem(noon), "");
  machine.time += 1s;
  EXPECT_EQ(check.problem(noon),
            "the clock says 2027-01-07 12:00 UTC, and was set forward by 1 days while this process runs");
  machine.time -= std::chrono::days(4);
  EXPECT_THAT(check.problem(noon), HasSubstr("set back by 2 days"));
  machine.time += std::chrono::days(3);
  EXPECT_EQ(check.problem(noon), "");
}

TEST(ClockCheck, MayBeSetRightAfterAStartInThePast) {
  Machine machine;
  machine.time = {};
  ClockCheck check(machine.clocks());
  EXPECT_THAT(check.problem(noon), HasSubstr("the clock says 1970-01-01 00:00 UTC, but the last record"));
  machine.time = noon + 1h;
  EXPECT_EQ(check.problem(noon), "");
  machine.time += std::chrono::days(2);
  EXPECT_THAT(check.problem(noon), HasSubstr("was set forward by 2 days"));
}

TEST(ClockCheck, OfAnEmptyLedgerIsMeasuredFromWhenItIsSynchronised) {
  Machine machine;
  machine.time = {};
  machine.synchronised = false;
  ClockCheck check(machine.clocks());
  EXPECT_EQ(check.problem(std::nullopt), "");
  machine.time = noon;
  machine.synchronised = true;
  EXPECT_EQ(check.problem(std::nullopt), "");
  machine.time += std::chrono::days(2);
  EXPECT_THAT(check.problem(std::nullopt), HasSubstr("was set forward"));
}

TEST(ClockCheck, AloneItMayNotGoFarFromTheLastRecord) {
  Machine machine;
  machine.synchronised = false;
  ClockCheck check(machine.clocks());
  EXPECT_EQ(check.problem(noon - std::chrono::days(100)), "");
  EXPECT_THAT(check.problem(noon - std::chrono::days(100) - 1s),
              HasSubstr("100 days after the last record, and the system does not say"));
  EXPECT_EQ(check.problem(std::nullopt), "");
  machine.synchronised = true;
  EXPECT_EQ(check.problem(noon - std::chrono::days(3000)), "");
}

TEST(ClockCheck, AcceptedItMayBeAnything) {
  Machine machine;
  machine.accept = true;
  ClockCheck check(machine.clocks());
  EXPECT_EQ(check.problem(noon + std::chrono::days(900)), "");
}

class WrongClocks : public LedgerTest {
 protected:
  [[nodiscard]] static Rows rows() { return Rows().value(key("fte"), month(2026, 10), "1"); }
  static void record(Writer& writer) {
    const auto recording = writer.begin(origin());
    recording->add(rows().take());
    recording->finish({.read = 1});
  }
  Machine machine;
};

TEST_F(WrongClocks, RecordNothing) {
  {
    Writer writer(file, machine.clocks());
    record(writer);
    machine.time -= 2min;
    machine.up -= 2min;
    const std::string expected =
        file.string() +
        ": the clock says 2026-11-27 11:58 UTC, but the last record is of 2026-11-27 12:00 UTC; nothing was "
        "recorded: set the clock right, or, if it is right, say --accept-clock (and mend records from the "
        "future with 'waymark ledger correct-times')";
    EXPECT_EQ(failure([&] { record(writer); }), expected);
    EXPECT_THROW(writer.begin(origin())->abandon({core::RunOutcome::failed, "no", {}, {}}), WrongClock);
    core::Plan plan;
    plan.authority.text = "E07000125";
    EXPECT_EQ(failure([&] { writer.record_plan(plan, {{"plan.toml", "a"}}); }), expected);
    EXPECT_EQ(reader().now()->runs({}, 10).size(), 1U);
    machine.time += 2min;  // right again
    record(writer);
  }
  EXPECT_EQ(reader().now()->runs({}, 10).size(), 2U);
  machine.accept = true;
  machine.time -= std::chrono::days(3);
  Writer writer(file, machine.clocks());
  record(writer);
  EXPECT_EQ(reader().now()->runs({}, 1).at(0).ended, noon);  // never before what is recorded already
}

TEST_F(WrongClocks, AreFoundByACheck) {
  machine.time += std::chrono::days(1600);
  Writer(file, machine.clocks());
  {
    Writer writer(file, machine.clocks());
    record(writer);
  }
  EXPECT_THAT(check(file, machine.time), IsEmpty());
  EXPECT_THAT(check(file, noon),
              ::testing::ElementsAre("entry 1 of E07000125 (run 1 of workforce, figures.csv): recorded at "
                                     "2031-04-15 12:00 UTC, which is in the future; 'waymark ledger "
                                     "correct-times' mends it"));
}

}  // namespace
}  // namespace waymark::ledger::test
