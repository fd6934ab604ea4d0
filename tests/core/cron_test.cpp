#include "daemon/core/cron.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/core/period.hpp"

namespace waymark::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::local_seconds;

std::string written(local_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - day};
  const auto two = [](auto number) {
    const auto text = std::to_string(number.count());
    return text.size() < 2 ? "0" + text : text;
  };
  return iso_date(std::chrono::sys_days{day.time_since_epoch()}) + " " + two(clock.hours()) + ":" +
         two(clock.minutes());
}

struct Case {
  std::string cron;
  local_seconds from;
  std::vector<std::string> times;  // one after the other
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.cron;
}

class CronTimes : public testing::TestWithParam<Case> {};

TEST_P(CronTimes, FollowOneAnother) {
  const auto cron = Cron::parse(GetParam().cron);
  ASSERT_TRUE(cron) << cron.error();
  auto from = GetParam().from;
  for (const auto& expected : GetParam().times) {
    const auto next = cron->next(from);
    ASSERT_TRUE(next) << expected;
    EXPECT_EQ(written(*next), expected);
    from = *next + 1min;
  }
}

constexpr auto at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  return local_seconds{
             local_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)}} +
         std::chrono::hours{hour} + std::chrono::minutes{minute};
}

INSTANTIATE_TEST_SUITE_P(
    All, CronTimes,
    testing::Values(
        Case{"* * * * *",
             at(2025, 12, 31, 23, 58),
             {"2025-12-31 23:58", "2025-12-31 23:59", "2026-01-01 00:00"}},
        // Seconds within a minute belong to the next one.
        Case{"* * * * *", at(2026, 1, 1) + 1s, {"2026-01-01 00:01"}},
        Case{"*/20 8-9 * * *",
             at(2026, 5, 1, 8, 1),
             {"2026-05-01 08:20", "2026-05-01 08:40", "2026-05-01 09:00", "2026-05-01 09:20",
              "2026-05-01 09:40", "2026-05-02 08:00"}},
        Case{"30 6 * * mon-FRI",
             at(2026, 5, 1, 6, 30),  // a Friday
             {"2026-05-01 06:30", "2026-05-04 06:30", "2026-05-05 06:30"}},
        Case{"0 3 * * 7", at(2026, 5, 1), {"2026-05-03 03:00", "2026-05-10 03:00"}},
        Case{"0 3 * * 0", at(2026, 5, 1), {"2026-05-03 03:00", "2026-05-10 03:00"}},
        Case{"0 3 * * 5-7", at(2026, 5, 2), {"2026-05-02 03:00", "2026-05-03 03:00", "2026-05-08 03:00"}},
        Case{"5,10-12,50-58/4 0 1 * *",
             at(2026, 5, 1),
             {"2026-05-01 00:05", "2026-05-01 00:10", "2026-05-01 00:11", "2026-05-01 00:12",
              "2026-05-01 00:50", "2026-05-01 00:54", "2026-05-01 00:58", "2026-06-01 00:05"}},
        Case{"0 0 31 * *", at(2026, 1, 31, 0, 1), {"2026-03-31 00:00", "2026-05-31 00:00"}},
        Case{"0 0 1 Apr,jul,OCT,1 *",
             at(2026, 2, 1),
             {"2026-04-01 00:00", "2026-07-01 00:00", "2026-10-01 00:00", "2027-01-01 00:00"}},
        // Leap years, and the century that is none: 2100.
        Case{"0 4 29 2 *", at(2026, 1, 1), {"2028-02-29 04:00", "2032-02-29 04:00"}},
        Case{"0 4 29 2 *", at(2096, 3, 1), {"2104-02-29 04:00"}},
        Case{
            "59 23 28-29 2 *", at(2028, 2, 28), {"2028-02-28 23:59", "2028-02-29 23:59", "2029-02-28 23:59"}},
        // Both days restricted: either fits. A field that begins with * does not restrict.
        Case{"0 0 13 * 5", at(2026, 2, 1), {"2026-02-06 00:00", "2026-02-13 00:00", "2026-02-20 00:00"}},
        Case{"0 0 13 * 5", at(2026, 4, 11), {"2026-04-13 00:00", "2026-04-17 00:00"}},
        Case{"0 0 */2 * 1", at(2026, 6, 1), {"2026-06-01 00:00", "2026-06-15 00:00", "2026-06-29 00:00"}},
        Case{"\t 0  0 1 1 * ", at(2026, 1, 2), {"2027-01-01 00:00"}}));

TEST(Cron, EndsWith2200) {
  const auto cron = Cron::parse("0 0 1 1 *");
  ASSERT_TRUE(cron);
  EXPECT_TRUE(cron->next(at(2199, 1, 1)));
  EXPECT_FALSE(cron->next(at(2199, 1, 2)));
}

TEST(Cron, KeepsItsTextWithSingleSpaces) {
  EXPECT_EQ(Cron::parse(" 0   6 * *\t1-5 ")->text(), "0 6 * * 1-5");
}

TEST(Cron, KnowsWhetherItNamesEveryHour) {
  for (const auto* text : {"30 * * * *", "0 */1 1 * *", "0 0-23 * * *"}) {
    EXPECT_TRUE(Cron::parse(text)->every_hour()) << text;
  }
  for (const auto* text : {"30 2 * * *", "0 */2 * * *", "0 1-23 * * *"}) {
    EXPECT_FALSE(Cron::parse(text)->every_hour()) << text;
  }
}

TEST(Cron, SaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"",
       R"("" has 0 fields; write five: minute, hour, day of the month, month, weekday, such as "30 6 * * 1-5")"},
      {"@daily",
       R"("@daily" has 1 field; write five: minute, hour, day of the month, month, weekday, such as "30 6 * * 1-5")"},
      {"0 0 6 * * *",
       R"("0 0 6 * * *" has 6 fields; write five: minute, hour, day of the month, month, weekday, such as "30 6 * * 1-5")"},
      {"60 6 * * *", R"(minute "60" is not from 0 to 59)"},
      {"-1 6 * * *", R"(minute "" is not from 0 to 59)"},
      {"0 24 * * *", R"(hour "24" is not from 0 to 23)"},
      {"0 6am * * *", R"(hour "6am" is not from 0 to 23)"},
      {"0 6 0 * *", R"(day of the month "0" is not from 1 to 31)"},
      {"0 6 L * *", R"(day of the month "L" is not from 1 to 31)"},
      {"0 6 ? * *", R"(day of the month "?" is not from 1 to 31)"},
      {"0 6 * 13 *", R"(month "13" is not from 1 to 12 or jan to dec)"},
      {"0 6 * June *", R"(month "June" is not from 1 to 12 or jan to dec)"},
      {"0 6 * * 8", R"(weekday "8" is not from 0 to 7 or sun to sat)"},
      {"0 6 * * sat-sun", R"(weekday "sat-sun" ends before it begins)"},
      {"30-10 6 * * *", R"(minute "30-10" ends before it begins)"},
      {"*/0 * * * *", R"(minute "*/0" has no step from 1 to 59 after /)"},
      {"*/ * * * *", R"(minute "*/" has no step from 1 to 59 after /)"},
      {"*/60 * * * *", R"(minute "*/60" has no step from 1 to 59 after /)"},
      {"5/10 * * * *", R"(minute "5/10" has a step without a range; write * or a-b before /)"},
      {"1,,2 * * * *", R"(minute "1,,2" has an empty place in its list)"},
      {"1, * * * *", R"(minute "1," has an empty place in its list)"},
      {"99999999999999999999 * * * *", R"(minute "99999999999999999999" is not from 0 to 59)"},
      {"0 0 30 2 *", R"("0 0 30 2 *" never happens: none of its months has such a day)"},
      {"0 0 31 4,6,9,11 *", R"("0 0 31 4,6,9,11 *" never happens: none of its months has such a day)"},
  };
  for (const auto& [text, message] : cases) {
    const auto cron = Cron::parse(text);
    ASSERT_FALSE(cron) << text;
    EXPECT_EQ(cron.error(), message);
  }
}

}  // namespace
}  // namespace waymark::core
