#include "daemon/runtime/schedule.hpp"

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/core/period.hpp"

namespace waymark::runtime {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

// UTC, as the examples below write it.
std::string written(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time - day).count();
  const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return core::iso_date(day) + " " + two(minutes / 60) + ":" + two(minutes % 60);
}

core::Schedule cron(std::string_view text, std::string zone = "Europe/London") {
  core::Schedule schedule;
  schedule.cron = core::Cron::parse(text).value();
  schedule.time_zone = std::move(zone);
  schedule.run_on_start = false;
  return schedule;
}

core::Schedule every(milliseconds interval, bool run_on_start = true) {
  core::Schedule schedule;
  schedule.interval = interval;
  schedule.run_on_start = run_on_start;
  return schedule;
}

Timetable without_chance(core::Schedule schedule) {
  return {std::move(schedule), [] { return 0.0; }};
}

constexpr Moment noon{sys_days{year{2026} / 6 / 1} + 12h};

// --- local times

struct LocalCase {
  std::string cron, zone;
  sys_days from;
  std::vector<std::string> utc;  // one after the other
};
std::ostream& operator<<(std::ostream& out, const LocalCase& c) {
  return out << c.cron << " in " << c.zone << " from " << core::iso_date(c.from);
}

class LocalTimes : public testing::TestWithParam<LocalCase> {};

TEST_P(LocalTimes, FollowOneAnother) {
  const auto text = core::Cron::parse(GetParam().cron).value();
  const local_time::TimeZone zone(GetParam().zone);
  sys_seconds after = GetParam().from;
  for (const auto& expected : GetParam().utc) {
    const auto next = next_time(text, zone, after);
    ASSERT_TRUE(next) << expected;
    EXPECT_EQ(written(*next), expected);
    after = *next;
  }
}

// The United Kingdom goes from 01:00 to 02:00 on 29 March 2026, and from 02:00 back to 01:00 on 25 October;
// central Europe at the same moments from 02:00 to 03:00, and from 03:00 back to 02:00.
INSTANTIATE_TEST_SUITE_P(
    All, LocalTimes,
    testing::Values(
        LocalCase{"30 2 * * *",
                  "Europe/London",
                  year{2026} / 3 / 28,
                  {"2026-03-28 02:30", "2026-03-29 01:30", "2026-03-30 01:30"}},
        LocalCase{"30 2 * * *",
                  "Europe/London",
                  year{2026} / 10 / 24,
                  {"2026-10-24 01:30", "2026-10-25 02:30", "2026-10-26 02:30"}},
        // 01:30 does not exist in March: once, when the clocks have gone forward; in October the first of
        // two.
        LocalCase{"30 1 * * *",
                  "Europe/London",
                  year{2026} / 3 / 28,
                  {"2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"}},
        LocalCase{"30 1 * * *",
                  "Europe/London",
                  year{2026} / 10 / 24,
                  {"2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"}},
        LocalCase{"30 2 * * *",
                  "Europe/Berlin",
                  year{2026} / 3 / 28,
                  {"2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"}},
        LocalCase{"30 2 * * *",
                  "Europe/Berlin",
                  year{2026} / 10 / 24,
                  {"2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"}},
        // Two times within the gap make one run.
        LocalCase{"15,45 1 * * *",
                  "Europe/London",
                  year{2026} / 3 / 28,
                  {"2026-03-28 01:15", "2026-03-28 01:45", "2026-03-29 01:00", "2026-03-30 00:15"}},
        // The gap's end is itself a time of the text: once.
        LocalCase{
            "30 1,2 29 3 *", "Europe/London", year{2026} / 3 / 28, {"2026-03-29 01:00", "2026-03-29 01:30"}},
        LocalCase{"0,30 1-2 29 3 *",
                  "Europe/London",
                  year{2026} / 3 / 28,
                  {"2026-03-29 01:00", "2026-03-29 01:30", "2027-03-29 00:00"}},
        // Every hour: as the hours pass, 23 in March and 25 in October.
        LocalCase{"30 * * * *",
                  "Europe/London",
                  year{2026} / 3 / 29,
                  {"2026-03-29 00:30", "2026-03-29 01:30", "2026-03-29 02:30"}},
        LocalCase{"30 * 25 10 *",
                  "Europe/London",
                  year{2026} / 10 / 24,
                  {"2026-10-24 23:30", "2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25 02:30"}},
        // Midnight that does not exist, a change of half an hour, and no change at all.
        LocalCase{"0 0 * * *",
                  "America/Santiago",
                  year{2026} / 9 / 5,
                  {"2026-09-05 04:00", "2026-09-06 04:00", "2026-09-07 03:00"}},
        LocalCase{"45 1 * * *",
                  "Australia/Lord_Howe",
                  year{2026} / 4 / 3,
                  {"2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"}},
        LocalCase{"30 1 29 2 *", "UTC", year{2026} / 1 / 1, {"2028-02-29 01:30", "2032-02-29 01:30"}}));

TEST(NextTime, EveryMinuteOfAYearIsAMinuteAfterTheLast) {
  const auto text = core::Cron::parse("* * * * *").value();
  const local_time::TimeZone zone("Europe/London");
  sys_seconds moment = sys_days{year{2026} / 10 / 25};
  for (int minute = 1; minute <= 240; ++minute) {
    const auto next = next_time(text, zone, moment);
    ASSERT_EQ(next, moment + 1min);
    moment = *next;
  }
}

TEST(Words, AreAsInTheConfiguration) {
  EXPECT_EQ(words(every(10min)), "every 10m");
  EXPECT_EQ(words(every(90s)), "every 90s");
  EXPECT_EQ(words(every(48h)), "every 2d");
  EXPECT_EQ(words(every(1500ms)), "every 1500ms");
  EXPECT_EQ(words(cron("30 6 * * 1-5")), "at 30 6 * * 1-5 (Europe/London)");
}

// --- a year of a job

// Lets the clock jump from one due time to the next, as the runner's loop does, until `end`.
std::vector<Moment> runs(Timetable& timetable, Moment now, Moment end, milliseconds takes) {
  std::vector<Moment> began;
  while (timetable.due() < end) {
    now = std::max(now, timetable.due());
    timetable.look(now);
    began.push_back(now);
    now += takes;
    timetable.ended(now, collectors::Failure::none, false);
  }
  return began;
}

TEST(TimetableYear, NightlyRunsOncePerDayOfALeapYear) {
  auto timetable = without_chance(cron("30 1 * * *"));
  const Moment first{sys_days{year{2028} / 1 / 1}};
  timetable.start(first, std::nullopt);
  const auto began = runs(timetable, first, Moment{sys_days{year{2029} / 1 / 1}}, 5min);
  const local_time::TimeZone zone("Europe/London");
  std::map<sys_days, int> by_day;
  for (const auto moment : began) ++by_day[zone.day(std::chrono::floor<std::chrono::seconds>(moment))];
  EXPECT_EQ(began.size(), 366U);
  EXPECT_EQ(by_day.size(), 366U);
}

TEST(TimetableYear, QuarterHoursAreAllThereAndApart) {
  auto timetable = without_chance(cron("*/15 * * * *"));
  const Moment first{sys_days{year{2026} / 1 / 1}};
  timetable.start(first, std::nullopt);
  const auto began = runs(timetable, first, Moment{sys_days{year{2027} / 1 / 1}}, 30s);
  ASSERT_EQ(began.size(), 365U * 96U - 1U);  // midnight itself was when it started
  for (std::size_t i = 1; i < began.size(); ++i) ASSERT_EQ(began[i] - began[i - 1], 15min);
}

TEST(TimetableYear, AnIntervalKeepsItsBeatWhateverARunTakes) {
  auto timetable = without_chance(every(1h));
  timetable.start(noon, std::nullopt);
  const auto began = runs(timetable, noon, noon + 24h * 365, 59min);
  ASSERT_EQ(began.size(), 24U * 365U);
  for (std::size_t i = 1; i < began.size(); ++i) ASSERT_EQ(began[i] - began[i - 1], 1h);
}

TEST(TimetableYear, ALongRunLeavesOutWhatItOverlaps) {
  auto timetable = without_chance(cron("0 * * * *"));
  timetable.start(noon, std::nullopt);
  const auto began = runs(timetable, noon, noon + 10h, 150min);
  EXPECT_EQ(began, (std::vector<Moment>{noon + 1h, noon + 4h, noon + 7h}));
}

TEST(TimetableYear, JitterPutsOffWithoutMovingTheBeat) {
  auto schedule = cron("0 * * * *");
  schedule.jitter = 10min;
  int calls = 0;
  Timetable timetable(schedule, [&] { return ++calls % 2 == 0 ? 0.5 : 0.0; });
  timetable.start(noon, std::nullopt);
  const auto began = runs(timetable, noon, noon + 4h + 30min, 1s);
  EXPECT_EQ(began, (std::vector<Moment>{noon + 1h, noon + 2h + 5min, noon + 3h, noon + 4h + 5min}));
}

// --- starting

TEST(TimetableStart, AnIntervalRunsAtOnceUnlessToldOtherwise) {
  auto at_once = without_chance(every(1h));
  at_once.start(noon, std::nullopt);
  EXPECT_EQ(at_once.due(), noon);

  auto later = without_chance(every(1h, false));
  later.start(noon, std::nullopt);
  EXPECT_EQ(later.due(), noon + 1h);
  later.start(noon, noon - 20min);
  EXPECT_EQ(later.due(), noon + 40min);
  later.start(noon, noon - 20h);
  EXPECT_EQ(later.due(), noon) << "what was missed is caught up once";
  later.start(noon, noon + 20h);
  EXPECT_EQ(later.due(), noon + 1h) << "a run in the future was by another clock";
}

TEST(TimetableStart, CronCatchesUpWhatWasMissed) {
  auto timetable = without_chance(cron("30 6 * * *"));
  timetable.start(noon, std::nullopt);
  EXPECT_EQ(timetable.due(), noon + 17h + 30min) << "a new collector has missed nothing";
  timetable.start(noon, noon - 6h);
  EXPECT_EQ(timetable.due(), noon + 17h + 30min) << "it ran after today's 05:30 UTC";
  timetable.start(noon, noon - 7h);
  EXPECT_EQ(timetable.due(), noon);
  timetable.start(noon, noon - 24h * 30);
  EXPECT_EQ(timetable.due(), noon);
  timetable.ended(noon + 1s, collectors::Failure::none, false);
  EXPECT_EQ(timetable.due(), noon + 17h + 30min) << "thirty missed nights make one run";
}

TEST(TimetableStart, CronMayRunOnStart) {
  auto schedule = cron("30 6 * * *");
  schedule.run_on_start = true;
  auto timetable = without_chance(schedule);
  timetable.start(noon, noon - 1h);
  EXPECT_EQ(timetable.due(), noon);
}

TEST(TimetableStart, AnUnknownZoneIsRefused) {
  EXPECT_THROW(without_chance(cron("0 0 * * *", "Europe/Lodnon")), std::runtime_error);
}

// --- clocks that do not tick

TEST(TimetableClock, AMachineThatSleptRunsOnceAndKeepsTheBeat) {
  auto timetable = without_chance(cron("0 * * * *"));
  timetable.start(noon, std::nullopt);
  const auto woken = noon + 72h + 20min;
  timetable.look(woken);
  EXPECT_LE(timetable.due(), woken);
  timetable.ended(woken + 1s, collectors::Failure::none, false);
  EXPECT_EQ(timetable.due(), noon + 73h);
}

TEST(TimetableClock, AClockPutBackFarMovesWhatIsDue) {
  auto interval = without_chance(every(1h));
  interval.start(noon, std::nullopt);
  interval.ended(noon + 1s, collectors::Failure::none, false);
  interval.look(noon + 10min);
  interval.look(noon + 10min - 24h);
  EXPECT_EQ(interval.due(), noon + 1h - 24h);

  auto by_cron = without_chance(cron("0 * * * *"));
  by_cron.start(noon, std::nullopt);
  by_cron.look(noon - 24h + 10min);
  EXPECT_EQ(by_cron.due(), noon - 23h);
}

TEST(TimetableClock, AClockPutBackALittleRunsNothingTwice) {
  auto timetable = without_chance(cron("0 * * * *"));
  timetable.start(noon - 1s, std::nullopt);
  EXPECT_EQ(timetable.due(), noon);
  timetable.look(noon);
  timetable.ended(noon + 100ms, collectors::Failure::none, false);
  timetable.look(noon - 5s);
  EXPECT_EQ(timetable.due(), noon + 1h);
}

// --- failures

std::vector<milliseconds> waits(Timetable& timetable, collectors::Failure failure, int times) {
  std::vector<milliseconds> all;
  auto now = noon;
  timetable.start(now, std::nullopt);
  for (int i = 0; i < times; ++i) {
    timetable.ended(now, failure, false);
    all.push_back(timetable.due() - now);
    now = timetable.due();
    timetable.look(now);
  }
  return all;
}

TEST(TimetableFailure, WaitsDoubleUpToHalfAnHour) {
  auto hourly = without_chance(every(1h));
  EXPECT_EQ(waits(hourly, collectors::Failure::unavailable, 7),
            (std::vector<milliseconds>{1min, 2min, 4min, 8min, 16min, 30min, 30min}));
  EXPECT_EQ(hourly.failures(), 7U);
  auto quick = without_chance(every(10s));
  EXPECT_EQ(waits(quick, collectors::Failure::unavailable, 4),
            (std::vector<milliseconds>{10s, 20s, 40s, 80s}));
}

TEST(TimetableFailure, ARefusedUserWaitsLonger) {
  auto timetable = without_chance(cron("* * * * *"));
  EXPECT_EQ(waits(timetable, collectors::Failure::authentication, 7),
            (std::vector<milliseconds>{15min, 30min, 1h, 2h, 4h, 6h, 6h}));
}

TEST(TimetableFailure, ChanceMakesTheWaitLongerByAQuarterAtMost) {
  Timetable timetable(every(1h), [] { return 0.999; });
  timetable.start(noon, std::nullopt);
  timetable.ended(noon, collectors::Failure::unavailable, false);
  EXPECT_GT(timetable.due(), noon + 74s);
  EXPECT_LT(timetable.due(), noon + 75s);
}

TEST(TimetableFailure, ThousandsOfFailuresWaitNoLonger) {
  auto timetable = without_chance(every(1h));
  EXPECT_EQ(waits(timetable, collectors::Failure::unavailable, 5000).back(), 30min);
}

TEST(TimetableFailure, SuccessGoesBackToTheSchedule) {
  auto nightly = without_chance(cron("30 1 * * *"));
  nightly.start(noon, std::nullopt);
  const auto night = nightly.due();
  nightly.ended(night, collectors::Failure::unavailable, false);
  EXPECT_EQ(nightly.due(), night + 1min) << "it does not wait for the next night";
  nightly.ended(night + 1min, collectors::Failure::none, false);
  EXPECT_EQ(nightly.due(), night + 24h);
  EXPECT_EQ(nightly.failures(), 0U);
}

TEST(TimetableFailure, NeitherFilesNorTheScheduleShortenTheWaitButRetryDoes) {
  auto timetable = without_chance(every(10s));
  timetable.start(noon, std::nullopt);
  timetable.ended(noon, collectors::Failure::authentication, false);
  timetable.hasten(noon, 200ms);
  EXPECT_EQ(timetable.due(), noon + 15min);
  timetable.retry(noon + 1min);
  EXPECT_EQ(timetable.due(), noon + 1min);
}

// --- haste

TEST(TimetableHaste, AChangeBringsAnIntervalForwardAndLeavesItsBeat) {
  auto timetable = without_chance(every(1h));
  timetable.start(noon, std::nullopt);
  timetable.ended(noon, collectors::Failure::none, false);
  timetable.hasten(noon + 5min, 200ms);
  EXPECT_EQ(timetable.due(), noon + 5min + 200ms);
  timetable.ended(noon + 6min, collectors::Failure::none, false);
  EXPECT_EQ(timetable.due(), noon + 1h);
  timetable.hasten(noon + 1h - 1ms, 200ms);
  EXPECT_EQ(timetable.due(), noon + 1h) << "never later";
}

TEST(TimetableHaste, CronTextIsKept) {
  auto timetable = without_chance(cron("0 * * * *"));
  timetable.start(noon, std::nullopt);
  timetable.hasten(noon, 200ms);
  EXPECT_EQ(timetable.due(), noon + 1h);
  timetable.retry(noon);
  EXPECT_EQ(timetable.due(), noon + 1h) << "nothing failed";
}

TEST(TimetableHaste, AnUnfinishedFileIsLookedAtAgainSoon) {
  auto timetable = without_chance(every(1h));
  timetable.start(noon, std::nullopt);
  timetable.ended(noon, collectors::Failure::none, true);
  EXPECT_EQ(timetable.due(), noon + 1s);
  auto quick = without_chance(every(100ms));
  quick.start(noon, std::nullopt);
  quick.ended(noon, collectors::Failure::none, true);
  EXPECT_EQ(quick.due(), noon + 100ms);
}

}  // namespace
}  // namespace waymark::runtime
