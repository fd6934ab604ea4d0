#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Recording = LedgerTest;

const auto agency = key("agency_spend_share");
const auto waste = key("agency_spend_share", "operations/waste");
const auto april = month(2024, 4), may = month(2024, 5), june = month(2024, 6);

TEST_F(Recording, KeepsEveryFigureWithItsDigits) {
  EXPECT_EQ(
      told(record(Rows().value(agency, april, "8.30").value(agency, may, "-4").value(waste, april, "0.001"))),
      "read 3, accepted 3");
  EXPECT_EQ(held(agency, april), "8.30");
  EXPECT_EQ(held(agency, may), "-4");
  EXPECT_EQ(held(waste, april), "0.001");
  EXPECT_EQ(held(waste, may), "");
}

TEST_F(Recording, KeepsTheLargestNumbers) {
  record(Rows().value(agency, april, "9223372036854775807").value(agency, may, "-9.223372036854775807"));
  EXPECT_EQ(held(agency, april), "9223372036854775807");
  EXPECT_EQ(held(agency, may), "-9.223372036854775807");
}

TEST_F(Recording, CorrectionIsARevisionAndTheOldVersionStays) {
  record(Rows().value(agency, april, "8.77"));
  clock.now += 24h;
  EXPECT_EQ(told(record(Rows().value(agency, april, "8.79"))), "read 1, revised 1");
  EXPECT_EQ(held(agency, april), "8.79");
  EXPECT_EQ(held(agency, april, clock.now), "8.77");
  const auto versions = reader().now()->provenance(agency, april);
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].observation.value->text(), "8.77");
  EXPECT_EQ(versions[1].observation.revisions, 1U);
}

TEST_F(Recording, WhatCountsAsAChange) {
  struct Case {
    Rows first, second;
    const char* told;
  };
  const Case cases[] = {
      {Rows().value(agency, april, "8.3"), Rows().value(agency, april, "8.3"), "read 1, unchanged 1"},
      {Rows().value(agency, april, "8.3"), Rows().value(agency, april, "8.30"), "read 1, unchanged 1"},
      {Rows().value(agency, april, "8.3"), Rows().value(agency, april, "8.31"), "read 1, revised 1"},
      {Rows().value(agency, april, "8.3"), Rows().value(agency, april, "8.3", 2, core::Flag::estimate),
       "read 1, revised 1"},
      {Rows().value(agency, april, "8.3"), Rows().withdraw(agency, april), "read 1, revised 1"},
      {Rows().withdraw(agency, april), Rows().withdraw(agency, april), "read 1, missing 1"},
      {Rows().parts(agency, april, "5", "40"), Rows().parts(agency, april, "5.0", "40"),
       "read 1, unchanged 1"},
      {Rows().parts(agency, april, "5", "40"), Rows().parts(agency, april, "6", "40"), "read 1, revised 1"},
      {Rows().parts(agency, april, "5", "40"), Rows().value(agency, april, "12.5"), "read 1, revised 1"},
      {Rows().parts(agency, april, "5", "40"), Rows().withdraw(agency, april), "read 1, revised 1"},
  };
  int number = 0;
  for (const auto& [first, second, expected] : cases) {
    SCOPED_TRACE(number++);
    close();
    std::filesystem::remove(file);
    record(first);
    EXPECT_EQ(told(record(second)), expected);
  }
}

TEST_F(Recording, AWithdrawnFigureHasNoValueAndItsReason) {
  record(Rows().value(agency, april, "8.3"));
  record(Rows().withdraw(agency, april, 2, core::Flag::unavailable));
  EXPECT_EQ(held(agency, april), "- [x]");
  EXPECT_EQ(told(record(Rows().value(agency, april, "8.3"))), "read 1, revised 1");
  EXPECT_EQ(held(agency, april), "8.3");
}

TEST_F(Recording, RatiosComeByTheirPartsOrWithAValue) {
  record(Rows().parts(agency, april, "224715", "120382755"));
  EXPECT_EQ(held(agency, april), "224715/120382755");
  const auto version = reader().now()->provenance(agency, april).at(0).observation;
  EXPECT_FALSE(version.value.has_value());
  EXPECT_EQ(version.parts->denominator.text(), "120382755");
}

TEST_F(Recording, TheSameFigureTwiceInOneFileCountsOnce) {
  EXPECT_EQ(told(record(Rows().value(agency, april, "8.3", 2).value(agency, april, "8.30", 3))),
            "read 2, accepted 1, unchanged 1");
}

TEST_F(Recording, ContradictingRowsAreAllRefusedWithTheirLines) {
  record(Rows().value(waste, april, "1"));
  const auto recording = writer().begin(origin());
  recording->add(Rows().value(waste, april, "8.29", 7).value(agency, may, "4", 8).take());
  recording->add(Rows().value(waste, april, "8.3", 12, core::Flag::provisional).take());
  auto again = Rows().value(waste, april, "8.29", 20).take();
  again.series.clear();
  recording->add(std::move(again));
  core::Conflicts conflicts;
  const auto finished = recording->finish(
      {.read = 4, .conflicts_wanted = 2, .verdict = [&](const auto& counts, const auto& found) {
         EXPECT_EQ(told(counts), "read 4, rejected 3");
         conflicts = found;
         return std::optional<core::Rejection>();
       }});
  EXPECT_EQ(conflicts.count, 3U);
  ASSERT_EQ(conflicts.rejects.size(), 2U);
  EXPECT_EQ(told(finished.counts), "read 4, accepted 1, rejected 3");
  EXPECT_EQ(held(waste, april), "1");
  EXPECT_EQ(held(agency, may), "4");

  std::vector<std::string> reasons;
  for (const auto& stored : reader().now()->rejects({}, 10)) {
    reasons.push_back(std::to_string(stored.reject.line) + ": " + stored.reject.reason);
  }
  EXPECT_THAT(
      reasons,
      ElementsAre(
          "7: agency_spend_share (operations/waste) Apr 2024 is 8.29 here but 8.3 [p] in line 12; neither is "
          "used, keep the right one",
          "12: agency_spend_share (operations/waste) Apr 2024 is 8.3 [p] here but 8.29 in line 7; neither is "
          "used, keep the right one",
          "20: agency_spend_share (operations/waste) Apr 2024 is 8.29 here but 8.29 in line 7; neither is "
          "used, keep the right one"));
}

TEST_F(Recording, NothingCountsOfAnAbandonedOne) {
  const auto recording = writer().begin(origin());
  recording->add(Rows().value(agency, april, "1").take());
  const core::Rejection bad{
      core::RunOutcome::quarantined, "2 of 3 rows are bad", {{3, "Value", "not a number: abc", "Apr,abc"}}};
  const auto finished = recording->finish({.verdict = [&](auto&&, auto&&) { return std::optional(bad); }});
  EXPECT_EQ(finished.outcome, core::RunOutcome::quarantined);
  EXPECT_EQ(finished.message, bad.message);
  EXPECT_EQ(finished.run, 1);
  EXPECT_EQ(held(agency, april), "");
  const auto run = reader().now()->runs({}, 5).at(0);
  EXPECT_EQ(run.outcome, core::RunOutcome::quarantined);
  EXPECT_EQ(run.message, "2 of 3 rows are bad");
  EXPECT_EQ(told(run.counts), "rejected 1");
  EXPECT_EQ(reader().now()->rejects({}, 5).at(0).reject.raw, "Apr,abc");
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(Recording, NothingStaysOfOneThatIsLeft) {
  {
    const auto recording = writer().begin(origin());
    recording->add(Rows().value(agency, april, "1").take());
  }
  EXPECT_THAT(reader().now()->runs({}, 5), IsEmpty());
  EXPECT_EQ(told(record(Rows().value(agency, april, "2"))), "read 1, accepted 1");
}

TEST_F(Recording, SeveralMayBeOpenAndEachIsDecidedWhenItEnds) {
  auto first = writer().begin(origin("first.csv"));
  first->add(Rows().value(agency, april, "1").value(waste, april, "5").take());
  auto given_up = writer().begin(origin("given up.csv"));
  given_up->add(Rows().value(key("fte"), april, "1").value(key("new"), april, "1").take());
  auto second = writer().begin(origin("second.csv"));
  second->add(Rows().value(key("fte"), april, "3").value(agency, april, "2").take());
  EXPECT_EQ(told(second->finish({.read = 2}).counts), "read 2, accepted 2");
  given_up.reset();
  EXPECT_EQ(told(first->finish({.read = 2}).counts), "read 2, accepted 1, revised 1");
  EXPECT_EQ(held(agency, april), "1");
  EXPECT_EQ(held(key("fte"), april), "3");
  EXPECT_EQ(reader().now()->series({"E07000125"}).size(), 3U);
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(Recording, BytesThatBecameKnownMeanwhileChangeNothing) {
  const auto bytes = origin("a.csv", 1);
  auto slow = writer().begin(bytes);
  slow->add(Rows().value(agency, april, "1").take());
  record(Rows().value(agency, april, "1"), bytes);
  record(Rows().value(agency, april, "2"));
  const auto finished = slow->finish({.read = 1});
  EXPECT_EQ(finished.outcome, core::RunOutcome::unchanged);
  EXPECT_THAT(finished.message, ::testing::StartsWith("the same content was recorded on 2024-07-01 00:00 UTC "
                                                      "from a.csv"));
  EXPECT_EQ(held(agency, april), "2");
}

TEST_F(Recording, RejectsAreStoredWithTheFileAndItsRun) {
  clock.now += 5s;
  record(Rows().value(agency, april, "1").reject({4, "Period", "no such month", "\"Smarch\",3"}));
  const auto reject = reader().now()->rejects(core::CollectorName{"workforce"}, 10).at(0);
  EXPECT_EQ(reject.collector.text, "workforce");
  EXPECT_EQ(reject.path, "figures.csv");
  EXPECT_EQ(reject.when, clock.now);
  EXPECT_EQ(reject.reject.line, 4U);
  EXPECT_EQ(reject.reject.column, "Period");
  EXPECT_EQ(reject.reject.reason, "no such month");
  EXPECT_EQ(reject.reject.raw, "\"Smarch\",3");
  EXPECT_THAT(reader().now()->rejects(core::CollectorName{"other"}, 10), IsEmpty());
}

TEST_F(Recording, ManyRejectsPassThroughAFileAndComeBackInOrder) {
  const auto recording = writer().begin(origin());
  const std::string raw(4096, 'x');
  constexpr std::uint32_t count = 5000;  // 20 MB
  for (std::uint32_t line = 1; line <= count; ++line)
    recording->add(Rows().reject({line, "", "bad", raw}).take());
  EXPECT_EQ(told(recording->finish({.read = count}).counts), "read 5000, rejected 5000");
  const auto rejects = reader().now()->rejects({}, count + 1);
  ASSERT_EQ(rejects.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(rejects[i].reject.line, i + 1);
}

TEST_F(Recording, TheRunTellsWhatHappened) {
  auto from = origin("2024/q1.csv");
  from.digest.reset();
  const auto recording = writer().begin(from);
  clock.now += 3s;
  recording->add(Rows().value(agency, april, "1").withdraw(agency, may).take());
  (void)recording->finish({.read = 5, .missing = 2, .digest = digest(9)});
  const auto run = reader().now()->runs(core::CollectorName{"workforce"}, 1).at(0);
  EXPECT_EQ(run.path, "2024/q1.csv");
  EXPECT_EQ(run.digest, digest(9));
  EXPECT_EQ(run.size, 100U);
  EXPECT_EQ(run.ended - run.started, 3s);
  EXPECT_EQ(run.outcome, core::RunOutcome::recorded);
  EXPECT_EQ(told(run.counts), "read 5, accepted 1, missing 3");
}

TEST_F(Recording, AFileWithNothingNewIsUnchangedAndWritesNoFigures) {
  Rows rows;
  for (int i = 0; i < 200; ++i) rows.value(agency, april.plus(i), std::to_string(i));
  record(rows);
  writer().checkpoint();
  record(rows, origin("again.csv", 2));
  EXPECT_EQ(reader().now()->runs({}, 1).at(0).outcome, core::RunOutcome::unchanged);
  EXPECT_EQ(reader().totals().observations, 200U);
  // The run, its indexes and the page that names them; none of `observation`.
  EXPECT_LE(std::filesystem::file_size(file.string() + "-wal"), 9 * (4096 + 24) + 32U);
}

TEST_F(Recording, ProvenanceNamesFileLineAndTime) {
  clock.now += 1s;
  record(Rows().value(agency, april, "8.77", 14), origin("figures.csv", 1));
  clock.now += 24h;
  record(Rows().value(agency, april, "8.79", 3).value(agency, may, "9", 4), origin("corrected.csv", 2));
  const auto versions = reader().now()->versions(agency);
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].path, "figures.csv");
  EXPECT_EQ(versions[0].row, 14U);
  EXPECT_EQ(versions[0].digest, digest(1));
  EXPECT_EQ(versions[0].collector.text, "workforce");
  EXPECT_EQ(versions[0].observation.recorded, clock.now - 24h);
  EXPECT_EQ(versions[1].path, "corrected.csv");
  EXPECT_EQ(versions[1].row, 3U);
  EXPECT_EQ(versions[2].observation.period, may);
  EXPECT_EQ(versions[2].observation.revisions, 0U);
  EXPECT_EQ(reader().at(clock.now)->versions(agency).size(), 1U);
  EXPECT_THAT(reader().now()->provenance(agency, june), IsEmpty());
  EXPECT_THAT(reader().now()->provenance(key("unheard_of"), june), IsEmpty());
}

TEST_F(Recording, TotalsCountVersionsAndSeries) {
  record(Rows().value(agency, april, "1").value(waste, april, "2"));
  record(Rows().value(agency, april, "3"));
  const auto totals = reader().totals();
  EXPECT_EQ(totals.observations, 3U);
  EXPECT_EQ(totals.series, 2U);
  EXPECT_GE(totals.bytes, std::filesystem::file_size(file));
  EXPECT_THAT(reader().now()->series({"E07000125"}), ElementsAre(agency, waste));
}

}  // namespace
}  // namespace waymark::ledger::test
