#include <algorithm>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/core/id.hpp"
#include "daemon/core/observation.hpp"

// What the ledger, snapshots and pages are sorted and looked up by.
namespace waymark::tests {
namespace {

using core::SeriesKey;

const std::vector<SeriesKey> ascending{
    {{"E06000047"}, {"fte"}, {}},         {{"E07000125"}, {"agency"}, {"waste"}},
    {{"E07000125"}, {"fte"}, {}},         {{"E07000125"}, {"fte"}, {}, "ward=Abbey"},
    {{"E07000125"}, {"fte"}, {"people"}}, {{"E07000125"}, {"fte"}, {"people/adults"}},
    {{"E07000125"}, {"fte"}, {"waste"}},
};

TEST(SeriesKeys, AreOrderedByAuthorityIndicatorScopeAndBreakdown) {
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      EXPECT_EQ(ascending[i] < ascending[k], i < k) << i << " " << k;
      EXPECT_EQ(ascending[i] > ascending[k], i > k) << i << " " << k;
      EXPECT_EQ(ascending[i] <= ascending[k], i <= k) << i << " " << k;
      EXPECT_EQ(ascending[i] == ascending[k], i == k) << i << " " << k;
    }
  }
}

TEST(SeriesKeys, AreFoundByAllOfTheirParts) {
  std::unordered_set<SeriesKey> keys(ascending.begin(), ascending.end());
  EXPECT_EQ(keys.size(), ascending.size());
  for (auto key : ascending) {
    EXPECT_TRUE(keys.contains(key));
    key.breakdown += "x";
    EXPECT_FALSE(keys.contains(key));
  }
}

TEST(Scopes, LieBelowOneAnother) {
  const core::Scope whole, people{"people"}, adults{"people/adults"}, peoples{"peoples"};
  EXPECT_TRUE(whole.contains(people));
  EXPECT_FALSE(whole.contains(whole));
  EXPECT_TRUE(people.contains(adults));
  EXPECT_FALSE(people.contains(people));
  EXPECT_FALSE(people.contains(peoples));
  EXPECT_FALSE(adults.contains(people));
  EXPECT_EQ(adults.parent(), people);
  EXPECT_EQ(people.parent(), whole);
  EXPECT_EQ(whole.parent(), whole);
}

TEST(Fractions, AreEqualWhenBothPartsAre) {
  const core::Fraction half{{1, 0}, {2, 0}};
  EXPECT_EQ(half, (core::Fraction{{10, 1}, {2, 0}}));
  EXPECT_FALSE(half == (core::Fraction{{1, 0}, {3, 0}}));
  EXPECT_FALSE(half == (core::Fraction{{2, 0}, {2, 0}}));
}

TEST(Periods, OfOneKindAreOrderedByTime) {
  const auto month = [](int ordinal) { return core::Period(core::PeriodKind::month, ordinal); };
  EXPECT_LT(month(5), month(6));
  EXPECT_GT(month(6), month(5));
  EXPECT_LE(month(6), month(6));
  EXPECT_FALSE(month(6) == month(5));
}

}  // namespace
}  // namespace waymark::tests
