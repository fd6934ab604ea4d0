#include "daemon/present/words.hpp"

#include <gtest/gtest.h>

namespace waymark::present {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

sys_days day(std::string_view iso) {
  return core::parse_date(iso).value();
}
core::Decimal decimal(std::string_view text) {
  return core::Decimal::parse(text).value();
}

TEST(Words, DatesAndTimes) {
  EXPECT_EQ(date(day("2024-07-16")), "16 July 2024");
  EXPECT_EQ(date(day("2024-01-01")), "1 January 2024");
  EXPECT_EQ(moment(day("2024-07-16") + 9h + 5min + 59s), "16 July 2024, 09:05 UTC");
  EXPECT_EQ(timestamp(day("2024-07-16") + 9h + 5min + 7s), "2024-07-16T09:05:07Z");
}

TEST(Words, Age) {
  struct Case {
    std::string_view day, now, said;
  };
  for (const auto& c : {
           Case{"2024-03-31", "2024-03-31", "today"},
           Case{"2024-03-31", "2024-04-01", "yesterday"},
           Case{"2024-03-31", "2024-03-30", "tomorrow"},
           Case{"2024-03-31", "2024-04-02", "2 days ago"},
           Case{"2024-03-31", "2024-04-27", "27 days ago"},
           Case{"2024-03-31", "2024-04-29", "29 days ago"},
           Case{"2024-03-31", "2024-04-30", "1 month ago"},
           Case{"2024-01-31", "2024-02-29", "1 month ago"},
           Case{"2024-03-31", "2024-07-16", "3 months ago"},
           Case{"2024-03-31", "2026-03-30", "23 months ago"},
           Case{"2024-03-31", "2026-03-31", "2 years ago"},
           Case{"2019-03-31", "2026-03-30", "6 years ago"},
           Case{"2024-04-05", "2024-03-31", "in 5 days"},
           Case{"2024-07-16", "2024-03-31", "in 3 months"},
       }) {
    EXPECT_EQ(age(day(c.day), day(c.now)), c.said) << c.day << " on " << c.now;
  }
}

TEST(Words, Lists) {
  EXPECT_EQ(join({}), "");
  const std::vector<std::string> items = {"a", "b", "c"};
  EXPECT_EQ(join(std::span{items}.first(1)), "a");
  EXPECT_EQ(join(std::span{items}.first(2)), "a and b");
  EXPECT_EQ(join(items), "a, b and c");
}

TEST(Words, Counts) {
  EXPECT_EQ(plural(0, "row"), "0 rows");
  EXPECT_EQ(plural(1, "row"), "1 row");
  EXPECT_EQ(plural(1204, "row"), "1,204 rows");
  EXPECT_EQ(plural(2, "person", "people"), "2 people");
}

TEST(Words, Spans) {
  EXPECT_EQ(span_of(core::parse_period("2023/24", core::PeriodKind::financial_year).value()),
            "1 April 2023 to 31 March 2024");
  EXPECT_EQ(span_of(core::parse_period("2023-04-30", core::PeriodKind::day).value()), "30 April 2023");
}

TEST(Words, ScopesByTheirTitles) {
  core::Plan plan;
  plan.scopes = {{core::Scope{"operations"}, "Operations"},
                 {core::Scope{"operations/waste"}, "Waste services"}};
  EXPECT_EQ(scope_title(plan, {}), "Whole council");
  EXPECT_EQ(scope_title(plan, core::Scope{"operations/waste"}), "Operations, Waste services");
  EXPECT_EQ(scope_title(plan, core::Scope{"operations/parks"}), "Operations, parks");
}

TEST(Words, Tolerances) {
  using core::Unit;
  struct Case {
    core::Tolerance tolerance;
    Unit unit;
    std::string_view said;
  };
  for (const auto& [tolerance, unit, said] : {
           Case{core::RelativeTolerance{decimal("0.05")}, Unit::gbp,
                "At risk up to 5% worse than expected, off track beyond."},
           Case{core::AbsoluteTolerance{}, Unit::fte, "Off track as soon as it is worse than expected."},
           Case{core::AbsoluteTolerance{decimal("2")}, Unit::days,
                "At risk up to 2 days worse than expected, off track beyond."},
           Case{core::PointsTolerance{decimal("0.5")}, Unit::percent,
                "At risk up to 0.5 points worse than expected, off track beyond."},
           Case{core::FloorTolerance{decimal("60")}, Unit::percent,
                "At risk between what is expected and the minimum standard of 60%, off track beyond it."},
           Case{core::BandTolerance{decimal("40"), decimal("60"), decimal("5")}, Unit::percent,
                "On track from 40% to 60%, at risk up to 5 points outside that range, off track beyond."},
       }) {
    EXPECT_EQ(describe(tolerance, unit), said);
  }
}

TEST(Words, Pace) {
  EXPECT_EQ(describe(core::Pace{}), "");
  EXPECT_EQ(
      describe(core::Pace{.linear = 0.945, .growth = 0.901, .word = core::PaceWord::acceleration_needed}),
      "The change so far is 0.94 times what a straight line from baseline to target would have brought by "
      "now. "
      "Growth rate against the rate needed: 0.90, acceleration needed.");
  EXPECT_EQ(describe(core::Pace{.linear = {}, .growth = {}, .word = core::PaceWord::target_met}),
            "Target met.");
}

TEST(Words, NotesAreSilentWhenThereIsNothingToSay) {
  core::Figure figure{.period = core::parse_period("2023/24", core::PeriodKind::financial_year).value()};
  EXPECT_EQ(coverage_note(figure), "");
  figure.coverage = {4, 5};
  EXPECT_EQ(coverage_note(figure), "partial: 4 of 5 parts");
  EXPECT_EQ(data_age(figure, day("2024-07-16")), "period ended 31 March 2024, 3 months ago");
  EXPECT_EQ(data_age(figure, day("2024-03-30")), "period ends 31 March 2024, tomorrow");
}

}  // namespace
}  // namespace waymark::present
