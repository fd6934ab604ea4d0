#include "collectors/database/watermark.hpp"

#include <gtest/gtest.h>

namespace waymark::database {
namespace {

using namespace std::chrono_literals;

TEST(Watermark, IsTheGreatestCellByWhatItMeans) {
  Watermark times(false);
  for (const auto* cell :
       {"2024-05-01 10:00:00", "2024-05-01", "2024-05-01T10:00:00.5", "2023-12-31 23:59"}) {
    EXPECT_TRUE(times.see(cell)) << cell;
  }
  EXPECT_EQ(times.text(), "2024-05-01T10:00:00.5");

  Watermark zones(false);
  for (const auto* cell : {"2024-05-01 10:00:00+00", "2024-05-01 10:30:00+01:00", "2024-05-01 09:59:00Z"}) {
    EXPECT_TRUE(zones.see(cell)) << cell;
  }
  EXPECT_EQ(zones.text(), "2024-05-01 10:00:00+00") << "half past ten in summer time is earlier";

  Watermark numbers(true);
  for (const auto* cell : {"9", "10", "-11"}) EXPECT_TRUE(numbers.see(cell)) << cell;
  EXPECT_EQ(numbers.text(), "10");
}

TEST(Watermark, RefusesWhatIsNeitherDateNorNumber) {
  Watermark times(false);
  for (const auto* cell : {"", "yesterday", "2024-13-01", "2024-02-30", "01/05/2024", "2024-05-01 25:00",
                           "2024-05-01 10:00 BST", "infinity", "17", "2024-05-01 10:00:00+1"}) {
    EXPECT_FALSE(times.see(cell)) << cell;
  }
  Watermark numbers(true);
  for (const auto* cell : {"", "1.5", "1e3", "2024-05-01", "99999999999999999999"})
    EXPECT_FALSE(numbers.see(cell)) << cell;
  EXPECT_EQ(times.text(), "");
}

TEST(Since, IsTheWatermarkLessTheOverlap) {
  struct Case {
    const char* watermark;
    std::chrono::seconds overlap;
    const char* expected;
  };
  constexpr Case cases[] = {
      {"2024-05-01 10:00:00.25", 0s, "2024-05-01 10:00:00.25"},
      {"2024-05-01 10:00:00.25+01", 1h, "2024-05-01 09:00:00.250000+01"},
      {"2024-03-01 00:30:00", 1h, "2024-02-29 23:30:00"},
      {"2024-03-01", 48h, "2024-02-28"},
      {"2024-03-01", 1h, "2024-02-29 23:00:00"},
  };
  for (const auto& [watermark, overlap, expected] : cases) {
    const auto value = since({"changed", false, "2020-01-01", overlap, 0}, watermark);
    EXPECT_EQ(value.text, expected) << watermark;
    EXPECT_FALSE(value.number);
  }
  EXPECT_EQ(since({"changed", false, "2020-01-01", 1h, 0}, {}).text, "2020-01-01") << "the first run";
  EXPECT_EQ(since({"id", true, "0", 0s, 100}, "1042").text, "942");
  EXPECT_EQ(since({"id", true, "0", 0s, 100}, "-9223372036854775808").text, "0") << "nothing is before it";
}

}  // namespace
}  // namespace waymark::database
