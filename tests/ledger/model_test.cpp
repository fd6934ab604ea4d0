#include <map>
#include <random>

#include <gmock/gmock.h>

#include "daemon/ledger/row_sorter.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::IsEmpty;
using Model = LedgerTest;

struct Version {
  std::chrono::sys_seconds recorded;
  std::string said;
};
using Key = std::pair<core::SeriesKey, core::Period>;

std::string said(const core::Observation& observation) {
  std::string text = observation.value ? observation.value->text() : "-";
  if (observation.parts)
    text = observation.parts->numerator.text() + "/" + observation.parts->denominator.text();
  return text + core::letter(observation.flag);
}

// Random recordings against a map that does the same in the simplest way, as of every moment in between.
TEST_F(Model, RandomRecordingsGiveWhatAMapGives) {
  std::mt19937 random(20240416);
  const auto any = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  std::map<Key, std::vector<Version>> model;
  std::vector<std::chrono::sys_seconds> moments{clock.now};
  const core::Period first_day(core::PeriodKind::day, 40000);

  for (int round = 0; round < 60; ++round) {
    if (any(5) == 0) close();
    clock.now += std::chrono::seconds(any(4) - 1);  // now and then it goes back
    Rows rows;
    std::map<Key, std::vector<std::string>> wanted;
    const int count = any(40);
    for (int i = 0; i < count; ++i) {
      const int series = any(6);
      const Key key{test::key("indicator_" + std::to_string(series), series % 2 == 0 ? "" : "waste"),
                    series < 3 ? month(2020, 1).plus(any(30)) : first_day.plus(any(600))};
      const auto flag = any(8) == 0 ? core::Flag::provisional : core::Flag::none;
      if (any(8) == 0) {
        rows.withdraw(key.first, key.second, 0, flag);
        wanted[key].push_back(std::string("-") + core::letter(flag));
      } else if (any(8) == 0) {
        const auto top = std::to_string(any(3));
        rows.parts(key.first, key.second, top, "7");
        wanted[key].push_back(top + "/7" + '\0');
      } else {
        const auto text = std::to_string(any(3) - 1);
        rows.value(key.first, key.second, text, 0, flag);
        wanted[key].push_back(text + core::letter(flag));
      }
    }
    core::RowCounts expected;
    expected.read = static_cast<std::uint64_t>(count);
    const bool abandoned = any(10) == 0;
    auto batch = rows.take();
    const auto recording = writer().begin(origin());
    recording->add(std::move(batch));
    if (abandoned) {
      const core::Rejection refused{core::RunOutcome::refused, "", {}};
      if (any(2) == 0) {
        (void)recording->finish({.verdict = [&](auto&&, auto&&) { return std::optional(refused); }});
      } else {
        (void)recording->abandon(refused);
      }
    } else {
      const auto counts = recording->finish({.read = expected.read}).counts;
      const auto recorded = reader().now()->runs({}, 1).at(0).ended;
      for (const auto& [key, texts] : wanted) {
        // Withdrawals agree with each other whatever their flag.
        const auto same = [](const std::string& a, const std::string& b) {
          return a == b || (a.front() == '-' && b.front() == '-' && a.size() == 2 && b.size() == 2);
        };
        const bool agree =
            std::ranges::all_of(texts, [&](const auto& text) { return same(text, texts.front()); });
        auto& versions = model[key];
        const bool gone = texts.front().front() == '-' && texts.front().size() == 2;
        const bool held_gone =
            !versions.empty() && versions.back().said.front() == '-' && versions.back().said.size() == 2;
        if (!agree) {
          // Rows equal to the first one that come before the first contradiction count as the same figure.
          for (std::size_t i = 1; i < texts.size() && same(texts[i], texts.front()); ++i) {
            ++expected.unchanged;
            --expected.rejected;
          }
          expected.rejected += texts.size();
          continue;
        }
        expected.unchanged += texts.size() - 1;
        if (gone && (versions.empty() || held_gone)) {
          ++expected.missing;
        } else if (!versions.empty() && same(versions.back().said, texts.front())) {
          ++expected.unchanged;
        } else {
          versions.empty() ? ++expected.accepted : ++expected.revised;
          versions.push_back({recorded, texts.front()});
        }
      }
      EXPECT_EQ(told(counts), told(expected)) << "round " << round;
    }
    moments.push_back(reader().now()->runs({}, 1).at(0).ended + 1s);
  }

  close();
  ASSERT_THAT(check(file), IsEmpty());
  const auto now = reader();
  moments.push_back(moments.back() + 1h);
  for (const auto moment : moments) {
    const auto history = now.at(moment)->history(core::AuthorityCode{"E07000125"}, {});
    std::map<core::SeriesKey, std::uint64_t> revisions;
    for (const auto& [key, versions] : model) {
      const Version* last = nullptr;
      std::uint32_t before = 0;
      for (const auto& version : versions) {
        if (version.recorded >= moment) break;
        if (last != nullptr) ++before;
        last = &version;
      }
      revisions[key.first] += before;
      const auto* series = history.find(key.first);
      const auto* held = series == nullptr ? nullptr : series->at(key.second);
      ASSERT_EQ(held != nullptr, last != nullptr) << key.first.indicator.text << " " << key.second.label();
      if (held == nullptr) continue;
      EXPECT_EQ(said(*held), last->said);
      EXPECT_EQ(held->recorded, last->recorded);
      EXPECT_EQ(held->revisions, before);
    }
    for (const auto& series : history.all()) EXPECT_EQ(series.revisions, revisions[series.key]);
    // What a window holds is what everything holds.
    const auto window = now.at(moment)->history(core::AuthorityCode{"E07000125"}, Window{3});
    for (const auto& series : window.all()) {
      EXPECT_EQ(series.revisions, revisions[series.key]);
      for (const auto& observation : series.observations) {
        const auto* same = history.find(series.key)->at(observation.period);
        ASSERT_NE(same, nullptr);
        EXPECT_EQ(said(observation), said(*same));
      }
    }
  }
}

// Pieces so small and a budget so tight that sorting, spilling and merging all take part.
TEST(RowSorter, GivesRowsByKeyAndEqualOnesInOrderOfArrival) {
  const TemporaryFolder folder;
  struct Case {
    std::uint32_t series, periods;
    SortLimits limits;
  };
  const Case cases[] = {
      {7, 50, {100, std::size_t{1} << 20U}}, {7, 50, {100, 500}},         {1, 1, {64, 200}},
      {0xFFFFFFFF, 0xFFFFFFFF, {1000, 10}},  {3, 3000, {10'000, 10'000}}, {5, 5, {20'000, 1}},
  };
  for (const auto& [series, periods, limits] : cases) {
    std::mt19937_64 random(7);
    RowSorter sorter(folder / "ledger.db", limits);
    std::vector<Row> expected;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
      Row row;
      row.series = static_cast<std::uint32_t>(random() % series);
      row.period = static_cast<std::uint32_t>(random() % periods);
      row.source_row = i;
      row.figure.form = Form::of(2, true, i % 11 == 0, core::Flag::none);
      row.figure.mantissa = static_cast<std::int64_t>(random());
      if (i % 11 == 0) row.figure.parts = core::Fraction{{static_cast<std::int64_t>(random()), 18}, {-1, 0}};
      expected.push_back(row);
      sorter.add(row);
    }
    std::ranges::stable_sort(expected, {}, &Row::key);
    Row row;
    for (const auto& next : expected) {
      ASSERT_TRUE(sorter.next(row));
      ASSERT_EQ(row.key(), next.key());
      ASSERT_EQ(row.source_row, next.source_row);
      ASSERT_EQ(row.figure.mantissa, next.figure.mantissa);
      ASSERT_EQ(row.figure.parts, next.figure.parts);
    }
    EXPECT_FALSE(sorter.next(row));
    EXPECT_FALSE(sorter.next(row));
  }
}

TEST(RowSorter, NothingIsNothing) {
  const TemporaryFolder folder;
  RowSorter sorter(folder / "ledger.db");
  Row row;
  EXPECT_FALSE(sorter.next(row));
}

}  // namespace
}  // namespace waymark::ledger::test
