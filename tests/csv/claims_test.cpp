// Two collectors of one folder.

#include "collectors/claims.hpp"

#include <gtest/gtest.h>

namespace waymark::collectors {
namespace {

TEST(Claims, PatternsThatCanMatchOneName) {
  struct Case {
    const char* a;
    const char* b;
    bool meet;
  };
  for (const auto& [a, b, meet] : {
           Case{"*.csv", "*.csv", true},
           Case{"*.csv", "spend*.csv", true},
           Case{"*.csv", "SPEND.CSV", true},
           Case{"spend*.csv", "*fte.csv", true},
           Case{"spend-*.csv", "fte-*.csv", false},
           Case{"*.csv", "*.txt", false},
           Case{"a?c.csv", "abc.csv", true},
           Case{"a?c.csv", "ac.csv", false},
           Case{"[ab].csv", "a.csv", true},
           Case{"a\\*.csv", "ab.csv", false},
           Case{"*", "x", true},
           Case{"", "*", true},
           Case{"", "x", false},
           Case{"*a*b*c*d*e*f*g*h*", "*h*g*f*e*d*c*b*a*", true},
       }) {
    EXPECT_EQ(patterns_meet(a, b), meet) << a << " and " << b;
    EXPECT_EQ(patterns_meet(b, a), meet) << b << " and " << a;
  }
}

TEST(Claims, InEachOthersWayOnlyWhereOneMovesFilesOfTheSameFolder) {
  const Claim moves{"/inbox", "*.csv", true}, leaves{"/inbox", "*.csv", false},
      other{"/other", "*.csv", true};
  EXPECT_TRUE(in_each_others_way(moves, moves));
  EXPECT_TRUE(in_each_others_way(leaves, moves));
  EXPECT_FALSE(in_each_others_way(leaves, leaves));
  EXPECT_FALSE(in_each_others_way(moves, other));
}

}  // namespace
}  // namespace waymark::collectors
