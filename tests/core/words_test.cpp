#include <gtest/gtest.h>

#include "daemon/core/recording.hpp"
#include "tests/core/build.hpp"

namespace waymark::core::test {

TEST(Words, OfTheConfigurationReadBack) {
  for (const auto* text : {"percent", "gbp", "fte", "headcount", "count", "days", "hours", "minutes", "ratio",
                           "index", "per_1000"}) {
    EXPECT_EQ(word(unit(text).value()), text);
  }
  for (const auto* text : {"higher", "lower", "neutral", "range"})
    EXPECT_EQ(word(polarity(text).value()), text);
  for (const auto* text : {"flow", "stock", "stock_mean", "ratio", "cumulative"}) {
    EXPECT_EQ(word(aggregation(text).value()), text);
  }
  for (const auto* text : {"open", "raised", "agreed", "resolved", "closed"}) {
    EXPECT_EQ(word(barrier_state(text).value()), text);
  }
  EXPECT_FALSE(unit("pounds"));
  EXPECT_FALSE(polarity(""));
  EXPECT_FALSE(aggregation("sum"));
  EXPECT_FALSE(barrier_state("done"));
}

TEST(Words, OfStatusAreThoseOfTheDomain) {
  const std::array<std::pair<std::string_view, std::string_view>, status_count> said{
      {{"on_track", "On track"},
       {"at_risk", "At risk"},
       {"off_track", "Off track"},
       {"achieved", "Achieved"},
       {"missed", "Missed"},
       {"no_data", "No data"},
       {"overdue", "Overdue"},
       {"not_due", "Not due yet"},
       {"monitor_only", "Monitoring"}}};
  for (std::size_t i = 0; i < said.size(); ++i) {
    EXPECT_EQ(word(static_cast<Status>(i)), said[i].first);
    EXPECT_EQ(words(static_cast<Status>(i)), said[i].second);
  }
}

TEST(Words, OfOtherResults) {
  EXPECT_EQ(word(Direction::improving), "improving");
  EXPECT_EQ(word(Direction::unknown), "unknown");
  EXPECT_EQ(word(PaceWord::acceleration_needed), "acceleration_needed");
  EXPECT_EQ(words(MilestoneState::done_late), "Done late");
  EXPECT_EQ(word(TopicState::narrative_only), "narrative_only");
  EXPECT_EQ(word(RunOutcome::quarantined), "quarantined");
}

TEST(Flags, AreReadAsShorthandLetterOrWord) {
  EXPECT_EQ(parse_flag("e"), Flag::estimate);
  EXPECT_EQ(parse_flag("[e]"), Flag::estimate);
  EXPECT_EQ(parse_flag("E"), Flag::estimate);
  EXPECT_EQ(parse_flag("estimate"), Flag::estimate);
  EXPECT_EQ(parse_flag("Break in series"), Flag::break_in_series);
  EXPECT_EQ(parse_flag(""), Flag::none);
  EXPECT_EQ(parse_flag("[q]"), std::nullopt);
  EXPECT_EQ(parse_flag("[]"), std::nullopt);
  EXPECT_EQ(parse_flag("estimated"), Flag::estimate);
  EXPECT_EQ(parse_flag("est."), Flag::estimate);
  EXPECT_EQ(parse_flag("(p)"), Flag::provisional);
  EXPECT_EQ(parse_flag("(Prov.)"), Flag::provisional);
  EXPECT_EQ(parse_flag("Rev"), Flag::revised);
  EXPECT_EQ(parse_flag("(p]"), std::nullopt);
  EXPECT_EQ(parse_flag("()"), std::nullopt);
  EXPECT_EQ(parse_flag("."), std::nullopt);
  EXPECT_EQ(parse_flag("n/a"), std::nullopt);
  for (const auto flag :
       {Flag::break_in_series, Flag::confidential, Flag::estimate, Flag::forecast, Flag::provisional,
        Flag::revised, Flag::low_reliability, Flag::unavailable, Flag::not_applicable}) {
    EXPECT_EQ(parse_flag(word(flag)), flag);
    EXPECT_EQ(parse_flag(std::string(1, letter(flag))), flag);
  }
  EXPECT_EQ(letter(Flag::none), '\0');
  EXPECT_EQ(parse_flag(word(Flag::none)), Flag::none);
}

TEST(Digest, IsWrittenInHexadecimal) {
  Sha256 digest{};
  digest.front() = 0x0A;
  digest.back() = 0xF1;
  EXPECT_EQ(hex(digest), "0a" + std::string(60, '0') + "f1");
}

TEST(Scopes, KnowWhatLiesBelowThem) {
  EXPECT_TRUE(Scope{}.contains({"operations"}));
  EXPECT_FALSE(Scope{}.contains({}));
  EXPECT_TRUE(Scope{"operations"}.contains({"operations/waste"}));
  EXPECT_FALSE(Scope{"operations"}.contains({"operations"}));
  EXPECT_FALSE(Scope{"operations"}.contains({"operations-extra"}));
  EXPECT_EQ(Scope{"a/b/c"}.parent().path, "a/b");
  EXPECT_EQ(Scope{"a"}.parent().path, "");
}

TEST(History, HoldsOneSeriesAKeyInAscendingOrder) {
  History history;
  const SeriesKey key{{"E07000125"}, {"agency"}, {}};
  history.add(
      {.key = key, .observations = observations("2021/22=1 x2 2023/24=2", PeriodKind::financial_year)});
  ASSERT_NE(history.find(key), nullptr);
  EXPECT_EQ(history.find(key)->revisions, 2U);
  EXPECT_EQ(history.find(key)->at(period("2023/24"))->value->text(), "2");
  EXPECT_EQ(history.find(key)->at(period("2022/23")), nullptr);
  EXPECT_EQ(history.find({{"E07000125"}, {"agency"}, {"people"}}), nullptr);

  history.add({.key = key, .observations = observations("2023/24=3", PeriodKind::financial_year)});
  EXPECT_EQ(history.all().size(), 1U);
  EXPECT_EQ(history.find(key)->observations.size(), 1U);
  // Read in part, it still says how often it was revised in all.
  history.add(
      {.key = key, .observations = observations("2023/24=3 x1", PeriodKind::financial_year), .revisions = 7});
  EXPECT_EQ(history.find(key)->revisions, 7U);

  EXPECT_THROW(history.add({.key = key,
                            .observations = observations("2023/24=3 2021/22=1", PeriodKind::financial_year)}),
               std::logic_error);
  EXPECT_THROW(history.add({.key = key,
                            .observations = observations("2023/24=3 2023/24=1", PeriodKind::financial_year)}),
               std::logic_error);
}

}  // namespace waymark::core::test
