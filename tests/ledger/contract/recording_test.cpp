#include <atomic>
#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "tests/ledger/contract/contract.hpp"

namespace waymark::ledger::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Recordings : public Contract {};
INSTANTIATE_TEST_SUITE_P(BackEnds, Recordings, testing::Values(sqlite()), testing::PrintToStringParamName());

TEST_P(Recordings, WhatIsFinishedStandsAndIsKnown) {
  EXPECT_EQ(ledger->known(origin("a.csv", 1)).seen, core::Seen::never);
  const auto finished = record(Rows().value(fte, april, "153.5"), origin("a.csv", 1));
  EXPECT_EQ(finished.outcome, core::RunOutcome::recorded);
  EXPECT_EQ(finished.run, ledger->head());
  EXPECT_EQ(value(Moment{}), "153.5");
  EXPECT_EQ(ledger->known(origin("a.csv", 1)).seen, core::Seen::known);
}

TEST_P(Recordings, WhatIsGivenUpLeavesNothingAndWaitsForItsBatches) {
  auto recording = ledger->begin(origin("a.csv", 1));
  std::promise<void> gate;
  ledger->answer([opened = gate.get_future()] { opened.wait(); });
  recording->add(Rows().value(fte, april, "1").take());  // waits behind the gate
  auto given_up = std::async(std::launch::async, [&] { recording.reset(); });
  const bool waited = given_up.wait_for(50ms) == std::future_status::timeout;
  gate.set_value();
  given_up.get();
  EXPECT_TRUE(waited) << "the batch was still to be written";
  EXPECT_EQ(ledger->head(), 0);
  EXPECT_EQ(ledger->totals().observations, 0U);
  EXPECT_EQ(record(Rows().value(fte, april, "2"), origin("a.csv", 1)).counts.accepted, 1U);
}

TEST_P(Recordings, WhatIsAbandonedIsKeptAsARunAndNeverKnown) {
  const auto recording = ledger->begin(origin("a.csv", 1));
  recording->add(Rows().value(fte, april, "1").take());
  const auto finished = recording->abandon(
      {core::RunOutcome::quarantined, "too many bad rows", {{2, "FTE", "not a number", "x"}}});
  EXPECT_EQ(finished.outcome, core::RunOutcome::quarantined);
  const auto view = ledger->view({});
  EXPECT_EQ(value(*view, fte, april), "");
  EXPECT_THAT(view->runs({}, 9), SizeIs(1));
  EXPECT_EQ(view->rejects({}, 9).at(0).reject.reason, "not a number");
  EXPECT_EQ(ledger->known(origin("a.csv", 1)).seen, core::Seen::never);
}

TEST_P(Recordings, AreDecidedWhenTheyAreStored) {
  const auto first = ledger->begin(origin("a.csv", 1)), second = ledger->begin(origin("b.csv", 1));
  first->add(Rows().value(fte, april, "1").take());
  second->add(Rows().value(fte, april, "1").take());
  EXPECT_EQ(first->finish({.read = 1}).outcome, core::RunOutcome::recorded);
  const auto again = second->finish({.read = 1});  // begun when these bytes were not known
  EXPECT_EQ(again.outcome, core::RunOutcome::unchanged);
  EXPECT_THAT(ledger->view({})->versions(fte), SizeIs(1));
}

TEST_P(Recordings, OfManyThreadsAreAllThereAndNumberedWithoutGaps) {
  constexpr std::uint8_t threads = 4, each = 12;
  std::vector<std::thread> recorders;
  std::atomic<int> failures = 0;
  for (std::uint8_t i = 0; i < threads; ++i) {
    recorders.emplace_back([&, i] {
      for (std::uint8_t n = 0; n < each; ++n) {
        const auto content = static_cast<std::uint8_t>(1 + i * each + n);
        const auto made =
            record(Rows().value(key("fte", "team_" + std::to_string(i)), month(2023, n + 1U), "7"),
                   origin(std::to_string(content), content));
        if (made.counts.accepted != 1) ++failures;
      }
    });
  }
  for (auto& recorder : recorders) recorder.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(ledger->head(), threads * each);
  EXPECT_EQ(ledger->totals().observations, std::uint64_t{threads * each});
  EXPECT_THAT(ledger->check(), IsEmpty());
}

TEST_P(Recordings, ChangesAreToldOnceAndOnlyChanges) {
  std::atomic<int> told = 0;
  ledger->on_change([&] { ++told; });
  (void)record(Rows().value(fte, april, "1"), origin("a.csv", 1));
  EXPECT_EQ(told, 1);
  (void)record(Rows().value(fte, april, "1"), origin("b.csv", 2));
  EXPECT_EQ(told, 1) << "the same figure again";
  core::Plan plan;
  plan.authority = authority;
  EXPECT_TRUE(ledger->record_plan(plan, {{"plan.toml", "title = \"x\""}}));
  EXPECT_EQ(told, 2);
  EXPECT_FALSE(ledger->record_plan(plan, {{"plan.toml", "title = \"x\""}}));
  EXPECT_EQ(told, 2);
}

TEST_P(Recordings, AJobIsClaimedByOneAtATime) {
  auto claim = ledger->claim("collector/finance");
  ASSERT_TRUE(claim);
  EXPECT_FALSE(ledger->claim("collector/finance"));
  EXPECT_TRUE(ledger->claim("collector/people"));
  claim.reset();
  EXPECT_TRUE(ledger->claim("collector/finance"));
}

TEST_P(Recordings, ASecondWriterIsRefused) {
  EXPECT_THROW((void)open(), LedgerError);
  ledger.reset();
  EXPECT_NO_THROW(ledger = open());
}

TEST_P(Recordings, WhoOpensToReadRecordsNothing) {
  (void)record(Rows().value(fte, april, "1"), origin("a.csv", 1));
  const auto reading = GetParam().open_to_read(folder / "ledger.db");
  EXPECT_FALSE(reading->read_only().empty());
  EXPECT_EQ(reading->head(), 1);
  EXPECT_EQ(value(*reading->view({}), fte, april), "1");
  EXPECT_THROW((void)reading->known(origin("b.csv", 2)), ReadOnly);
  EXPECT_THROW((void)reading->begin(origin("b.csv", 2)), ReadOnly);
  EXPECT_THROW((void)reading->claim("collector/finance"), ReadOnly);
  core::Plan plan;
  plan.authority = authority;
  EXPECT_FALSE(reading->record_plan(plan, {{"plan.toml", ""}}));
  bool answered = false;
  reading->answer([&] { answered = true; });
  EXPECT_TRUE(answered);
}

TEST_P(Recordings, ABackupIsALedgerOfItsOwn) {
  (void)record(Rows().value(fte, april, "1"), origin("a.csv", 1));
  ledger->backup(folder / "copy.db", {});
  (void)record(Rows().value(fte, april, "2"), origin("a.csv", 2));
  const auto copy = GetParam().open_to_read(folder / "copy.db");
  EXPECT_EQ(value(*copy->view({}), fte, april), "1");
  EXPECT_THAT(copy->check(), IsEmpty());
  EXPECT_THROW(ledger->backup(folder / "copy.db", {}), LedgerError);
}

}  // namespace
}  // namespace waymark::ledger::test
