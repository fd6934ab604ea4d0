#include "daemon/local_time/time_zone.hpp"

#include <gtest/gtest.h>

namespace waymark::local_time {
namespace {

using namespace std::chrono;  // NOLINT(google-build-using-namespace): literals of dates

struct DayCase {
  year_month_day day;
  sys_seconds ends;  // UTC
};

TEST(TimeZone, ADayEndsAtLocalMidnightAlsoWhenClocksChange) {
  const TimeZone london("Europe/London");
  const DayCase cases[] = {
      {2024y / January / 15, sys_days{2024y / January / 16}},        // GMT
      {2024y / July / 16, sys_days{2024y / July / 16} + 23h},        // BST
      {2024y / March / 30, sys_days{2024y / March / 31}},            // the last whole GMT day
      {2024y / March / 31, sys_days{2024y / March / 31} + 23h},      // 23 hours long
      {2024y / October / 26, sys_days{2024y / October / 26} + 23h},  // the last whole BST day
      {2024y / October / 27, sys_days{2024y / October / 28}},        // 25 hours long
      {2024y / February / 29, sys_days{2024y / March / 1}},          // leap day
  };
  for (const auto& [day, ends] : cases) {
    EXPECT_EQ(london.end_of(sys_days{day}), ends) << unsigned{day.month()} << '-' << unsigned{day.day()};
  }
}

TEST(TimeZone, TheLastSecondBelongsToTheDayAndTheNextToTheNext) {
  const TimeZone london("Europe/London");
  for (sys_days day = 2024y / January / 1; day < sys_days{2026y / January / 1}; day += days{1}) {
    const auto end = london.end_of(day);
    ASSERT_EQ(london.day(end - 1s), day);
    ASSERT_EQ(london.day(end), day + days{1});
  }
}

TEST(TimeZone, AnUnknownZoneIsSaidWithWhatToWrite) {
  try {
    const TimeZone zone("Europe/Londn");
    FAIL() << "accepted";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(
        error.what(),
        "time_zone: \"Europe/Londn\" is not in the system's time zone database; write an IANA name such as "
        "\"Europe/London\" (package tzdata)");
  }
}

}  // namespace
}  // namespace waymark::local_time
