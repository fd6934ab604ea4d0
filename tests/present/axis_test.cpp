#include "daemon/present/axis.hpp"

#include <gtest/gtest.h>

namespace waymark::present {
namespace {

std::string said(const std::vector<Tick>& ticks) {
  std::string out;
  for (const auto& tick : ticks) out += (out.empty() ? "" : " | ") + tick.label;
  return out;
}

TEST(ValueAxis, HasRoundStepsAroundTheFigures) {
  struct Case {
    double lowest, highest;
    core::Unit unit;
    std::string_view ticks;
  };
  using core::Unit;
  for (const auto& [lowest, highest, unit, ticks] : {
           Case{7.5, 9.54, Unit::percent, "7.5% | 8.0% | 8.5% | 9.0% | 9.5% | 10.0%"},
           Case{3, 10, Unit::percent, "0% | 2% | 4% | 6% | 8% | 10%"},
           Case{153, 164, Unit::fte, "150 | 155 | 160 | 165"},
           Case{0, 1234567.5, Unit::gbp, "£0 | £0.5m | £1.0m | £1.5m"},
           Case{12000, 48000, Unit::gbp, "£0 | £10k | £20k | £30k | £40k | £50k"},
           Case{-40, 60, Unit::count, "-40 | -20 | 0 | 20 | 40 | 60"},
           Case{5, 5, Unit::days, "4.4 | 4.6 | 4.8 | 5.0 | 5.2 | 5.4 | 5.6"},
           Case{0, 0, Unit::count, "0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0"},
       }) {
    EXPECT_EQ(said(value_axis(lowest, highest, 5, unit).ticks), ticks) << lowest << ".." << highest;
  }
}

TEST(ValueAxis, BeginsAtZeroWhenTheFiguresComeNearIt) {
  EXPECT_TRUE(value_axis(4, 10, 5, core::Unit::count).from_zero);
  EXPECT_FALSE(value_axis(6, 10, 5, core::Unit::count).from_zero);
}

TEST(PeriodTicks, AreFewAndNameTheDuePeriod) {
  struct Case {
    std::string_view first, last, due;
    core::PeriodKind kind;
    int most;
    std::string_view ticks;
  };
  using core::PeriodKind;
  for (const auto& c : {
           Case{"2021/22", "2026/27", "2026/27", PeriodKind::financial_year, 7,
                "2021/22 | 2022/23 | 2023/24 | 2024/25 | 2025/26 | 2026/27"},
           Case{"2021/22", "2026/27", "2026/27", PeriodKind::financial_year, 3,
                "2022/23 | 2024/25 | 2026/27"},
           Case{"Apr 2021", "Mar 2026", "Mar 2026", PeriodKind::month, 6,
                "Mar 2022 | Mar 2023 | Mar 2024 | Mar 2025 | Mar 2026"},
           Case{"2023/24 Q1", "2024/25 Q4", "2024/25 Q4", PeriodKind::quarter, 4,
                "2023/24 Q2 | 2023/24 Q4 | 2024/25 Q2 | 2024/25 Q4"},
           Case{"2023/24", "2023/24", "2023/24", PeriodKind::financial_year, 2, "2023/24"},
       }) {
    const auto at = [&](std::string_view text) { return core::parse_period(text, c.kind).value(); };
    EXPECT_EQ(said(period_ticks(at(c.first), at(c.last), at(c.due), c.most)), c.ticks);
  }
}

}  // namespace
}  // namespace waymark::present
