#include "collectors/cells/totals.hpp"

#include <string_view>

#include <gtest/gtest.h>

#include "collectors/cells/exact_sum.hpp"
#include "collectors/cells/marks.hpp"

namespace waymark::cells {
namespace {

core::Decimal decimal(std::string_view text) {
  return core::Decimal::parse(text).value();
}

TEST(Totals, AreSaidByTheWholeCell) {
  for (const auto* cell : {"Total",
                           "TOTAL",
                           "Totals:",
                           "Grand Total",
                           "grand total :",
                           "Sub-total",
                           "Subtotal",
                           "Sub total",
                           "Sum",
                           "Sub-total June",
                           "Total July",
                           "Total for April 2024",
                           "Total for the year 2023/24",
                           "Overall total",
                           "Report Total:",
                           " Total ",
                           "\xC2\xA0Total",
                           "Total Q1 2024/25",
                           "Total for Quarter 1",
                           "Total to date",
                           "Total - Apr 2024",
                           "Page total"}) {
    EXPECT_TRUE(says_total(cell)) << cell;
  }
  for (const auto* cell :
       {"", "Total Gas & Power Ltd", "TotalEnergies", "Total Energies", "Total Design", "Totally Local",
        "Totalmobile", "Summers", "Sum Of Parts Ltd", "Subway", "Grand", "Grand Hotel", "Total Mayhem",
        "Total 365 Ltd", "Sub-total of nothing known", "The total", "Tot"}) {
    EXPECT_FALSE(says_total(cell)) << cell;
  }
}

TEST(Totals, AreSumsOfAllLinesOrOfThoseSinceTheLast) {
  RunningTotals running(2);
  running.add(0, decimal("10.50"));
  EXPECT_FALSE(running.is_sum(0, decimal("10.5"), 2));
  EXPECT_TRUE(running.is_sum(0, decimal("10.5"), 1));
  EXPECT_FALSE(running.is_sum(1, decimal("10.5"), 1));
  running.add(0, decimal("-0.5"));
  EXPECT_TRUE(running.is_sum(0, decimal("10"), 2));
  running.total();
  EXPECT_FALSE(running.is_sum(0, decimal("0"), 1));
  running.add(0, decimal("1"));
  running.add(0, decimal("2"));
  EXPECT_TRUE(running.is_sum(0, decimal("3.00"), 2));
  EXPECT_TRUE(running.is_sum(0, decimal("13.00"), 2));
  EXPECT_FALSE(running.is_sum(0, decimal("13.01"), 2));
}

TEST(Totals, OfMoreDigitsAreRoundedToPence) {
  ExactSum sum;
  ASSERT_TRUE(sum.add(decimal("1.234")));
  ASSERT_TRUE(sum.add(decimal("2.000")));
  EXPECT_TRUE(sum.comes_to(decimal("3.23")));
  EXPECT_TRUE(sum.comes_to(decimal("3.2340")));
  EXPECT_FALSE(sum.comes_to(decimal("3.24")));
  EXPECT_FALSE(sum.comes_to(decimal("3")));
}

TEST(ExactSum, KeepsMoreDigitsThanAFigureOnItsWay) {
  ExactSum sum;
  for (const auto* part : {"9000000000000000000", "0.000000000000000001", "9000000000000000000"}) {
    ASSERT_TRUE(sum.add(decimal(part))) << part;
  }
  EXPECT_EQ(sum.value(), std::nullopt);
  for (const auto* part : {"-9000000000000000000", "-0.000000000000000001", "-8999999999999999999"}) {
    ASSERT_TRUE(sum.add(decimal(part))) << part;
  }
  ASSERT_TRUE(sum.value());
  EXPECT_EQ(sum.value()->text(), "1.000000000000000000");
}

TEST(ExactSum, KeepsTheLargestScaleAndDropsNoughtsOnlyToFit) {
  ExactSum sum;
  ASSERT_TRUE(sum.add(decimal("4")));
  ASSERT_TRUE(sum.add(decimal("8.30")));
  EXPECT_EQ(sum.value().value().text(), "12.30");
  ASSERT_TRUE(sum.add(decimal("90000000000000")));
  ASSERT_TRUE(sum.add(decimal("0.000000000")));
  EXPECT_EQ(sum.value().value().text(), "90000000000012.30000");
}

TEST(ExactSum, RefusesWhat128BitsDoNotHold) {
  ExactSum sum;
  ASSERT_TRUE(sum.add(decimal("0.000000000000000001")));
  bool held = true;
  for (int i = 0; held && i < 100; ++i) held = sum.add(decimal("9000000000000000000"));
  EXPECT_FALSE(held);
}

}  // namespace
}  // namespace waymark::cells
