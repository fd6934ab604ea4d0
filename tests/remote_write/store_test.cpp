#include "daemon/remote_write/store.hpp"

#include <algorithm>
#include <fstream>
#include <snappy.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "daemon/remote_write/request.hpp"
#include "tests/support/temporary_directory.hpp"

#include <remote_write.pb.h>

namespace waymark::remote_write {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::chrono::sys_seconds start{std::chrono::seconds{1'700'000'000}};

// `figures` are seconds and value.
history::SampleSeries series(std::string indicator, std::vector<std::pair<std::int64_t, double>> figures) {
  history::SampleSeries made{
      .name = "kpi_period_value",
      .labels = {{"indicator", std::move(indicator)}, {"authority", "E1"}, {"scope", ""}},
      .samples = {}};
  for (const auto& [seconds, value] : figures) made.samples.push_back({.seconds = seconds, .value = value});
  return made;
}

std::vector<std::string> told(std::span<const Queued> samples) {
  std::vector<std::string> lines;
  for (const auto& s : samples)
    lines.push_back(fmt::format("{}@{} vintage {}", s.value, s.seconds, s.vintage));
  return lines;
}

// Everything that waits, taken out in order.
std::vector<std::string> drained(Store& store) {
  std::vector<std::string> lines;
  for (auto batch = store.next(100); !batch.empty(); batch = store.next(100)) {
    for (auto& line : told(batch)) lines.push_back(std::move(line));
    store.done(batch);
  }
  return lines;
}

class Queue : public testing::Test {
 protected:
  bool offer(Store& store, const history::SampleSeries& given, std::chrono::sys_seconds now = start) {
    store.begin();
    const bool all = store.offer(given, now);
    store.commit();
    return all;
  }
  tests::TemporaryDirectory folder_;
  std::filesystem::path file_ = folder_.path() / "queue.db";
};

TEST_F(Queue, TakesEachFigureOnceAndACorrectionAsTheNextVintage) {
  Store store(file_, 100);
  EXPECT_TRUE(offer(store, series("a", {{100, 8.31}, {200, 9}})));
  EXPECT_TRUE(offer(store, series("a", {{100, 8.31}, {200, 9}})));
  EXPECT_THAT(drained(store), ElementsAre("8.31@100 vintage 0", "9@200 vintage 0"));
  EXPECT_TRUE(offer(store, series("a", {{100, 8.29}, {200, 9}})));
  EXPECT_TRUE(offer(store, series("a", {{100, 8.3}, {200, 9}})));
  EXPECT_THAT(drained(store), ElementsAre("8.29@100 vintage 1", "8.3@100 vintage 2"));
  EXPECT_TRUE(offer(store, series("b", {{100, 8.29}})));
  EXPECT_THAT(drained(store), ElementsAre("8.29@100 vintage 0"));
}

TEST_F(Queue, GivesTheOldestMomentFirstAndOnlyThat) {
  Store store(file_, 100);
  offer(store, series("a", {{100, 1}, {200, 2}}));
  offer(store, series("b", {{100, 3}, {300, 4}}));
  EXPECT_THAT(told(store.next(10)), ElementsAre("1@100 vintage 0", "3@100 vintage 0"));
  EXPECT_THAT(told(store.next(1)), ElementsAre("1@100 vintage 0"));
}

TEST_F(Queue, IsBoundedAndLosesNothing) {
  Store store(file_, 3);
  const auto five = series("a", {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}});
  EXPECT_FALSE(offer(store, five));
  EXPECT_EQ(store.waiting(), 3U);
  EXPECT_THAT(drained(store), ElementsAre("1@1 vintage 0", "2@2 vintage 0", "3@3 vintage 0"));
  EXPECT_TRUE(offer(store, five));
  EXPECT_THAT(drained(store), ElementsAre("4@4 vintage 0", "5@5 vintage 0"));
}

TEST_F(Queue, IsThereAfterARestart) {
  {
    Store store(file_, 100);
    offer(store, series("a", {{100, 1}}));
    store.begin();
    EXPECT_TRUE(store.offer(series("a", {{200, 2}}), start));  // cut off before its commit
  }
  Store store(file_, 100);
  EXPECT_EQ(store.waiting(), 1U);
  EXPECT_TRUE(offer(store, series("a", {{100, 1}})));
  EXPECT_THAT(drained(store), ElementsAre("1@100 vintage 0"));
}

TEST_F(Queue, ForgetsAScanThatFailed) {
  Store store(file_, 100);
  store.begin();
  EXPECT_TRUE(store.offer(series("a", {{100, 1}}), start));
  store.rollback();
  EXPECT_EQ(store.waiting(), 0U);
  EXPECT_TRUE(offer(store, series("a", {{100, 1}})));
  EXPECT_EQ(store.waiting(), 1U);
}

TEST_F(Queue, GivesUpWhatIsTooOldOrWasTriedTooOften) {
  Store store(file_, 100);
  offer(store, series("old", {{100, 1}}), start);
  offer(store, series("tried", {{200, 2}}), start + std::chrono::hours{1});
  offer(store, series("fine", {{300, 3}}), start + std::chrono::hours{1});
  EXPECT_EQ(store.give_up(start, 2), 0U);
  EXPECT_EQ(store.give_up(start + std::chrono::seconds{1}, 2), 1U);
  const auto tried = store.next(10);
  store.attempted(tried);
  EXPECT_EQ(store.give_up(start, 2), 0U);
  store.attempted(tried);
  EXPECT_EQ(store.give_up(start, 2), 1U);
  EXPECT_EQ(store.waiting(), 1U);
  EXPECT_THAT(told(store.next(10)), ElementsAre("3@300 vintage 0"));
}

TEST_F(Queue, GivesNothingUpUnlessItIsToldTo) {
  Store store(file_, 100);
  offer(store, series("a", {{100, 1}}), {});
  for (int i = 0; i < 3; ++i) store.attempted(store.next(10));
  EXPECT_EQ(store.give_up({}, {}), 0U);
  EXPECT_EQ(store.give_up(start - std::chrono::hours{1'000'000}, {}), 0U);
  EXPECT_EQ(store.give_up({}, 4), 0U);
  EXPECT_EQ(store.waiting(), 1U);
}

TEST_F(Queue, OffersAgainWhatIsToBeSentAgainUnderItsVintage) {
  const auto all = series("a", {{100, 1}, {200, 2}, {300, 3}});
  {
    Store store(file_, 100);
    offer(store, all);
    drained(store);
    offer(store, series("a", {{100, 1}, {200, 2.5}, {300, 3}}));
    drained(store);
  }
  const auto corrected = series("a", {{100, 1}, {200, 2.5}, {300, 3}, {400, 4}});
  Store store(file_, 2);  // at most two wait
  offer(store, series("a", {{400, 4}}));
  {
    Store other(file_, 2);  // of another process
    EXPECT_EQ(other.resend(start - start.time_since_epoch() + std::chrono::seconds{200}), 2U);
    EXPECT_EQ(other.resend({}), 1U);  // 400 waits, two are marked
  }
  EXPECT_TRUE(store.to_resend());
  EXPECT_FALSE(offer(store, corrected));
  EXPECT_THAT(drained(store), ElementsAre("1@100 vintage 0", "4@400 vintage 0"));
  EXPECT_TRUE(offer(store, corrected));
  EXPECT_THAT(drained(store), ElementsAre("2.5@200 vintage 1", "3@300 vintage 0"));
  EXPECT_FALSE(store.to_resend());
  EXPECT_TRUE(offer(store, corrected));
  EXPECT_THAT(drained(store), IsEmpty());
}

TEST_F(Queue, ForgetsToResendWhatIsNotThereAnyMore) {
  Store store(file_, 100);
  offer(store, series("a", {{100, 1}}));
  offer(store, series("gone", {{100, 1}}));
  drained(store);
  EXPECT_EQ(store.resend({}), 2U);
  store.begin();
  EXPECT_TRUE(store.offer(series("a", {{100, 1.5}}), start));
  store.resent();
  store.commit();
  EXPECT_FALSE(store.to_resend());
  EXPECT_THAT(drained(store), ElementsAre("1.5@100 vintage 1"));
}

TEST_F(Queue, TakesAFileOfAnEarlierBuild) {
  const auto run = [&](const char* sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file_.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  };
  run("CREATE TABLE series (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT;"
      "CREATE TABLE latest (series INTEGER NOT NULL REFERENCES series (id), seconds INTEGER NOT NULL,"
      " vintage INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (series, seconds)) STRICT, WITHOUT ROWID;"
      "INSERT INTO series VALUES (1, '__name__=kpi_period_value' || char(10) || 'authority=E1' || char(10) ||"
      " 'indicator=a' || char(10)); INSERT INTO latest VALUES (1, 100, 3, 1)");
  Store store(file_, 100);
  EXPECT_TRUE(offer(store, series("a", {{100, 1}})));
  EXPECT_THAT(drained(store), IsEmpty());
  EXPECT_EQ(store.resend({}), 1U);
  EXPECT_TRUE(offer(store, series("a", {{100, 1}})));
  EXPECT_THAT(drained(store), ElementsAre("1@100 vintage 3"));
}

TEST_F(Queue, SaysWhatToDoWhenItsFileIsDamaged) {
  std::ofstream(file_) << "not a database, but long enough to be looked at as if it were one";
  try {
    const Store store(file_, 100);
    FAIL() << "it was used";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()),
              file_.string() +
                  ": the queue of remote write cannot be used (file is not a database); check the disk "
                  "and permissions, or delete the file: everything is sent again then");
  }
}

TEST(Request, IsWhatTheProtocolSays) {
  const Queued queued{
      .id = 1, .labels = labels_of(series("a", {})), .seconds = 1711929599, .vintage = 1, .value = 0.0829};
  EXPECT_EQ(queued.labels, "__name__=kpi_period_value\nauthority=E1\nindicator=a\n");
  const auto body = request_body(std::vector{queued});
  std::string plain;
  ASSERT_TRUE(snappy::Uncompress(body.data(), body.size(), &plain));
  wire::WriteRequest request;
  ASSERT_TRUE(request.ParseFromString(plain));
  ASSERT_EQ(request.series_size(), 1);
  std::string labels;
  for (const auto& label : request.series(0).labels()) labels += label.name() + "=" + label.value() + " ";
  EXPECT_EQ(labels, "__name__=kpi_period_value authority=E1 indicator=a vintage=1 ");
  EXPECT_EQ(request.series(0).samples(0).milliseconds(), 1711929599000);
  EXPECT_EQ(request.series(0).samples(0).value(), 0.0829);
  // The bytes of the protocol's own example fields: WriteRequest.timeseries is 1, its labels 1, its
  // samples 2.
  EXPECT_EQ(plain.substr(0, 1), "\x0A");
}

TEST(Request, PutsTheVintageInOrder) {
  auto after = series("a", {});
  after.labels.emplace_back("unit", "ratio");
  after.labels.emplace_back("wxyz", "1");
  const auto body = request_body(std::vector{Queued{.labels = labels_of(after), .vintage = 0}});
  std::string plain;
  ASSERT_TRUE(snappy::Uncompress(body.data(), body.size(), &plain));
  wire::WriteRequest request;
  ASSERT_TRUE(request.ParseFromString(plain));
  std::vector<std::string> names;
  for (const auto& label : request.series(0).labels()) names.push_back(label.name());
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(names.size(), 6U);
}

}  // namespace
}  // namespace waymark::remote_write
