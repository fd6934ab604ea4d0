#include <gmock/gmock.h>

#include "tests/ledger/contract/contract.hpp"

namespace waymark::ledger::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Views : public Contract {
 protected:
  // Two files an hour apart: April is 1, then 2, and a second series comes with the second file.
  void SetUp() override {
    first = record(Rows().value(fte, april, "1").reject({3, "FTE", "not a number", "x"}), origin("a.csv", 1));
    between = clock.now + 30min;
    clock.now += 1h;
    second = record(Rows().value(fte, april, "2").value(agency, april, "8"), origin("b.csv", 2));
  }
  const core::SeriesKey agency = key("agency_spend");
  core::Finished first, second;
  std::chrono::sys_seconds between;
};
INSTANTIATE_TEST_SUITE_P(BackEnds, Views, testing::Values(sqlite()), testing::PrintToStringParamName());

TEST_P(Views, AMomentHasThreeForms) {
  EXPECT_EQ(value(Moment{}), "2");
  EXPECT_EQ(value(Moment{between}), "1");
  EXPECT_EQ(value(Moment::after_run(first.run)), "1");
  EXPECT_EQ(value(Moment::after_run(second.run)), "2");
  EXPECT_EQ(value(Moment::after_run(0)), "");
}

TEST_P(Views, EverythingIsOfTheMoment) {
  for (const auto& moment : {Moment{between}, Moment::after_run(first.run)}) {
    const auto view = ledger->view(moment);
    EXPECT_EQ(view->last_run(), first.run);
    EXPECT_THAT(view->series(authority), ElementsAre(fte));
    EXPECT_THAT(view->history(authority, {}).all(), SizeIs(1));
    EXPECT_THAT(view->versions(fte), SizeIs(1));
    EXPECT_THAT(view->provenance(fte, april), SizeIs(1));
    EXPECT_THAT(view->runs({}, 9), SizeIs(1));
    EXPECT_THAT(view->rejects({}, 9), SizeIs(1));
  }
  const auto before_all = ledger->view(Moment::after_run(0));
  EXPECT_THAT(before_all->series(authority), IsEmpty());
  EXPECT_THAT(before_all->runs({}, 9), IsEmpty());
  EXPECT_THAT(before_all->rejects({}, 9), IsEmpty());
}

TEST_P(Views, AreOfOneStateHoweverMuchIsRecordedMeanwhile) {
  const auto view = ledger->view({});
  clock.now += 1h;
  (void)record(Rows().value(fte, april, "3").value(key("new"), april, "1"), origin("c.csv", 3));
  core::Plan plan;
  plan.authority = authority;
  ASSERT_TRUE(ledger->record_plan(plan, {{"plan.toml", ""}}));
  EXPECT_EQ(view->last_run(), second.run);
  EXPECT_EQ(value(*view, fte, april), "2");
  EXPECT_THAT(view->series(authority), ElementsAre(agency, fte));
  EXPECT_THAT(view->runs({}, 9), SizeIs(2));
  EXPECT_FALSE(view->plan(authority).has_value());
  EXPECT_EQ(value(Moment{}), "3");
  EXPECT_TRUE(ledger->view({})->plan(authority).has_value());
}

TEST_P(Views, ThePlanIsThatOfTheMoment) {
  core::Plan plan;
  plan.authority = authority;
  EXPECT_FALSE(ledger->view({})->plan(authority).has_value());
  ASSERT_TRUE(ledger->record_plan(plan, {{"plan.toml", "one"}}));
  clock.now += 1h;
  ASSERT_TRUE(ledger->record_plan(plan, {{"plan.toml", "two"}}));
  EXPECT_FALSE(ledger->view(between)->plan(authority).has_value());
  EXPECT_EQ(ledger->view(clock.now)->plan(authority)->sources.at(0).second, "one");
  EXPECT_EQ(ledger->view({})->plan(authority)->sources.at(0).second, "two");
}

}  // namespace
}  // namespace waymark::ledger::test
