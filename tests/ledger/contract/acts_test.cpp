// What is done to the record afterwards, which every answer follows.
#include <gmock/gmock.h>

#include "tests/ledger/contract/contract.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Acts : public Contract {};

TEST_P(Acts, ErasedTextsSayWhenAndLeaveTheRest) {
  const auto run = record(Rows().value(fte, april, "1").reject({3, "Value", "no number: many", "FTE,many"}),
                          origin("a.csv", 1))
                       .run;
  clock.now += 24h;
  EXPECT_EQ(ledger->erase({.run = run, .role = "Records officer", .reason = "asked"}).texts, 1U);
  const auto rejects = ledger->view({})->rejects({}, 10);
  ASSERT_EQ(rejects.size(), 1U);
  EXPECT_EQ(rejects[0].reject.line, 3U);
  EXPECT_EQ(rejects[0].reject.reason, "erased on 2024-07-02");
  EXPECT_EQ(rejects[0].reject.raw, "");
  EXPECT_EQ(value({}), "1");
  EXPECT_THAT(failure([&] { ledger->erase({.run = 77, .role = "a", .reason = "b"}); }), HasSubstr("run 77"));
  EXPECT_THAT(ledger->check(), IsEmpty());
}

TEST_P(Acts, TextsGoWhenTheirTimeIsOver) {
  record(Rows().reject({3, "Value", "no number: many", "FTE,many"}), origin("a.csv", 1));
  EXPECT_EQ(ledger->erase_rejects(clock.now).texts, 0U);
  EXPECT_EQ(ledger->erase_rejects(clock.now + 1s).texts, 1U);
  EXPECT_EQ(ledger->erase_rejects(clock.now + 1s).texts, 0U);
}

TEST_P(Acts, CorrectedTimesAreFollowed) {
  const auto start = clock.now;
  record(Rows().value(fte, april, "1"), origin("a.csv", 1));
  clock.now += std::chrono::days(1600);
  record(Rows().value(fte, april, "2"), origin("b.csv", 2));
  clock.now = start + 24h;
  EXPECT_THROW(record(Rows().value(fte, april, "3"), origin("c.csv", 3)), WrongClock);
  const auto corrected = ledger->correct_times({.role = "IT", .reason = "battery"});
  ASSERT_EQ(corrected.size(), 1U);
  EXPECT_EQ(corrected[0].is, clock.now);
  EXPECT_EQ(value(start + 24h), "1");
  EXPECT_EQ(value(start + 25h), "2");
  const auto run = ledger->view({})->runs({}, 1).at(0);
  EXPECT_EQ(run.ended, clock.now);
  EXPECT_LE(run.started, clock.now);
  record(Rows().value(fte, april, "3"), origin("c.csv", 3));
  EXPECT_EQ(value({}), "3");
}

INSTANTIATE_TEST_SUITE_P(BackEnds, Acts, testing::Values(sqlite()), testing::PrintToStringParamName());

}  // namespace
}  // namespace waymark::ledger::test
