#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using HistoryOf = LedgerTest;

const auto agency = key("agency_spend_share");
const auto april = month(2024, 4);

std::vector<std::string> labels(const core::History& history, const core::SeriesKey& series) {
  std::vector<std::string> texts;
  const auto* found = history.find(series);
  if (found == nullptr) return texts;
  for (const auto& observation : found->observations) texts.push_back(observation.period.label());
  return texts;
}

TEST_F(HistoryOf, ASeriesIsAscendingWithTheCurrentVersions) {
  record(
      Rows().value(agency, month(2024, 6), "3").value(agency, april, "1").value(agency, month(2024, 5), "2"));
  record(Rows().value(agency, april, "1.5"));
  const auto history = reader().now()->history(core::AuthorityCode{"E07000125"}, {});
  EXPECT_THAT(labels(history, agency), ElementsAre("Apr 2024", "May 2024", "Jun 2024"));
  const auto* series = history.find(agency);
  EXPECT_EQ(series->observations[0].value->text(), "1.5");
  EXPECT_EQ(series->observations[0].revisions, 1U);
  EXPECT_EQ(series->revisions, 1U);
}

TEST_F(HistoryOf, AfterARunIsWhatItAndThoseBeforeRecorded) {
  record(Rows().value(agency, april, "1"));
  const auto first = reader().now()->last_run();
  record(Rows().value(agency, april, "2").value(agency, month(2024, 5), "3"));  // within the same second
  const auto second = reader().now()->last_run();
  EXPECT_LT(first, second);
  EXPECT_EQ(held(agency, april, Moment::after_run(0)), "");
  EXPECT_EQ(held(agency, april, Moment::after_run(first)), "1");
  EXPECT_EQ(held(agency, month(2024, 5), Moment::after_run(first)), "");
  EXPECT_EQ(held(agency, april, Moment::after_run(second)), "2");
  EXPECT_EQ(reader().at(Moment::after_run(first))->versions(agency).size(), 1U);
  EXPECT_EQ(reader().at(Moment::after_run(second))->versions(agency).size(), 3U);
}

TEST_F(HistoryOf, AuthoritiesAreApart) {
  auto elsewhere = agency;
  elsewhere.authority.text = "E06000047";
  record(Rows().value(agency, april, "1").value(elsewhere, april, "2"));
  const auto history = reader().now()->history(core::AuthorityCode{"E06000047"}, {});
  EXPECT_EQ(history.all().size(), 1U);
  EXPECT_EQ(history.find(elsewhere)->observations[0].value->text(), "2");
}

TEST_F(HistoryOf, AsOfIsExclusiveToTheSecond) {
  const auto first = clock.now;
  record(Rows().value(agency, april, "1"));
  clock.now += 1s;
  record(Rows().value(agency, april, "2"));
  EXPECT_EQ(held(agency, april, first), "");
  EXPECT_EQ(held(agency, april, first + 1s), "1");
  EXPECT_EQ(held(agency, april, first + 2s), "2");
  EXPECT_EQ(reader().at(first + 1s)->history(core::AuthorityCode{"E07000125"}, {}).find(agency)->revisions,
            0U);
}

TEST_F(HistoryOf, AsOfStaysRightWhenTheClockGoesBack) {
  record(Rows().value(agency, april, "1"));
  const auto moment = clock.now + 1s;
  clock.now -= 30s;
  record(Rows().value(agency, april, "2"));
  EXPECT_EQ(reader().now()->runs({}, 1).at(0).ended, moment - 1s);  // not before what is known already
  close();
  record(Rows().value(agency, april, "3"));  // a new writer remembers
  EXPECT_EQ(reader().now()->runs({}, 1).at(0).ended, moment - 1s);
  EXPECT_EQ(held(agency, april, moment), "3");
  EXPECT_EQ(held(agency, april, moment - 1s), "");
  clock.now += 2h;
  record(Rows().value(agency, april, "4"));
  EXPECT_EQ(held(agency, april, moment), "3");
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(HistoryOf, AWindowHoldsTheLastPeriodsAndTheSameAYearBefore) {
  const auto daily = key("calls_answered"), weekly = key("missed_bins"), yearly = key("fte");
  const auto day =
      core::Period::containing(core::PeriodKind::day, std::chrono::sys_days{std::chrono::year{2023} / 1 / 1});
  const auto week = core::Period::containing(core::PeriodKind::week,
                                             std::chrono::sys_days{std::chrono::year{2023} / 1 / 2});
  const core::Period year(core::PeriodKind::financial_year, 115);
  Rows rows;
  for (int i = 0; i < 800; ++i) rows.value(daily, day.plus(i), "1");
  for (int i = 0; i < 110; ++i) rows.value(weekly, week.plus(i), "1");
  for (int i = 0; i < 30; ++i) rows.value(agency, april.plus(i), "1");
  for (int i = 0; i < 5; ++i) rows.value(yearly, year.plus(i), "1");
  record(rows);
  record(Rows().value(daily, day, "2"));
  const auto history = reader().now()->history(core::AuthorityCode{"E07000125"}, Window{2});
  EXPECT_THAT(labels(history, daily), ElementsAre("2024-03-09", "2024-03-10", "2025-03-09", "2025-03-10"));
  EXPECT_THAT(labels(history, weekly), ElementsAre("2024-W05", "2024-W06", "2025-W05", "2025-W06"));
  EXPECT_THAT(labels(history, agency), ElementsAre("Aug 2025", "Sep 2025", "Aug 2026", "Sep 2026"));
  EXPECT_EQ(labels(history, yearly).size(), 3U);
  EXPECT_EQ(history.find(daily)->revisions, 1U);  // also of what lies before the window
}

TEST_F(HistoryOf, AWindowLooksBeyondWhatWasWithdrawn) {
  Rows rows;
  for (int i = 0; i < 40; ++i) rows.value(agency, april.plus(i), "1");
  record(rows);
  Rows gone;
  for (int i = 36; i < 40; ++i) gone.withdraw(agency, april.plus(i));
  record(gone);
  const auto history = reader().now()->history(core::AuthorityCode{"E07000125"}, Window{2});
  const auto* series = history.find(agency);
  EXPECT_NE(series->at(april.plus(34)), nullptr);
  EXPECT_TRUE(series->at(april.plus(35))->value.has_value());
  EXPECT_FALSE(series->at(april.plus(39))->value.has_value());
}

TEST_F(HistoryOf, AWindowLooksBeyondWhatHasNotBegun) {
  Rows rows;
  for (int i = 0; i < 80; ++i) rows.value(agency, april.plus(i), "1");
  record(rows);
  const Window window{.tail = 2, .reported_by = april.plus(70).first_day()};
  const auto history = reader().now()->history(core::AuthorityCode{"E07000125"}, window);
  const auto* series = history.find(agency);
  EXPECT_NE(series->at(april.plus(79)), nullptr);
  EXPECT_NE(series->at(april.plus(70)), nullptr);
  EXPECT_NE(series->at(april.plus(69)), nullptr);
  EXPECT_EQ(series->at(april.plus(50)), nullptr);
}

TEST_F(HistoryOf, RevisionsAreCountedAsOfTheMomentInAWindowToo) {
  Rows rows;
  for (int i = 0; i < 60; ++i) rows.value(agency, april.plus(i), "1");
  record(rows);
  clock.now += 1h;
  record(Rows().value(agency, april, "2").value(agency, april.plus(59), "2"));
  clock.now += 1h;
  record(Rows().value(agency, april, "3"));
  const core::AuthorityCode authority{"E07000125"};
  EXPECT_EQ(reader().now()->history(authority, Window{1}).find(agency)->revisions, 3U);
  EXPECT_EQ(reader().at(clock.now)->history(authority, Window{1}).find(agency)->revisions, 2U);
  EXPECT_EQ(reader().at(clock.now - 1h)->history(authority, Window{1}).find(agency)->revisions, 0U);
}

TEST_F(HistoryOf, AChangedFrequencyStartsAnotherHistory) {
  const core::Period quarter(core::PeriodKind::quarter, 500);
  record(Rows().value(agency, quarter, "1").value(agency, quarter.plus(1), "2"));
  clock.now += 1h;
  record(Rows().value(agency, april, "3"));
  const core::AuthorityCode authority{"E07000125"};
  EXPECT_THAT(labels(reader().now()->history(authority, {}), agency), ElementsAre("Apr 2024"));
  EXPECT_THAT(labels(reader().now()->history(authority, Window{3}), agency), ElementsAre("Apr 2024"));
  EXPECT_EQ(labels(reader().at(clock.now)->history(authority, {}), agency).size(), 2U);
}

TEST_F(HistoryOf, NamedSeriesComeAlone) {
  record(Rows().value(agency, april, "1").value(key("fte"), april, "2"));
  const auto history = reader().now()->history(std::vector{key("fte"), key("unheard_of"), key("fte")}, {});
  EXPECT_EQ(history.all().size(), 1U);
  EXPECT_NE(history.find(key("fte")), nullptr);
}

TEST_F(HistoryOf, AReaderSeesWhatIsCommittedAndNothingElse) {
  record(Rows().value(agency, april, "1"));
  const auto open = reader();
  const auto recording = writer().begin(origin("next.csv", 2));
  recording->add(Rows().value(agency, april, "2").take());
  EXPECT_EQ(open.totals().observations, 1U);
  (void)recording->finish({.read = 1});
  EXPECT_EQ(open.totals().observations, 2U);
}

}  // namespace
}  // namespace waymark::ledger::test
