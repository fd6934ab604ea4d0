#include <sys/wait.h>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/ledger/fault_vfs.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const auto agency = key("agency_spend_share");
const auto april = month(2024, 4);
constexpr int figures = 60;

// A ledger with one recording, and a second one that revises half of it and adds to it.
class Reliability : public LedgerTest {
 protected:
  void SetUp() override {
    first();
    close();
  }
  void TearDown() override { close(); }

  void remove_ledger() const {
    for (const auto* suffix : {"", "-wal", "-shm", "-journal"})
      std::filesystem::remove(file.string() + suffix);
  }
  void first() {
    Rows rows;
    for (int i = 0; i < figures; ++i) rows.value(agency, april.plus(i), std::to_string(i));
    record(rows, origin("first.csv", 1));
  }
  void second() {
    Rows rows;
    for (int i = 0; i < figures; i += 2) rows.value(agency, april.plus(i), std::to_string(i + 1000));
    rows.value(key("fte", "waste"), april, "3").parts(key("fte", "parks"), april, "3", "4");
    rows.reject({9, "", "not a figure", "x"});
    record(rows, origin("second.csv", 2));
  }
  void expect_before() const {
    EXPECT_EQ(held(agency, april), "0");
    EXPECT_EQ(reader().now()->runs({}, 9).size(), 1U);
    EXPECT_EQ(reader().totals().observations, std::uint64_t{figures});
    EXPECT_THAT(check(file), IsEmpty());
  }
  void expect_after() const {
    EXPECT_EQ(held(agency, april), "1000");
    EXPECT_EQ(held(key("fte", "parks"), april), "3/4");
    EXPECT_EQ(reader().now()->runs({}, 9).size(), 2U);
    EXPECT_EQ(reader().totals().observations, std::uint64_t{figures + figures / 2 + 2});
    EXPECT_EQ(reader().now()->rejects({}, 9).size(), 1U);
    EXPECT_THAT(check(file), IsEmpty());
  }
};

TEST_F(Reliability, AnyFailedWriteLosesNothingAndTheWriterGoesOn) {
  FaultVfs disk;
  for (const int code : {SQLITE_IOERR_WRITE, SQLITE_FULL}) {
    bool failed = true;
    int n = 0;
    while (failed) {
      ASSERT_LT(++n, 500);
      SCOPED_TRACE(n);
      close();
      remove_ledger();
      first();
      disk.fail(n, code);
      failed = false;
      std::string said;
      try {
        second();
      } catch (const LedgerError& error) {
        failed = true;
        said = error.what();
      }
      const bool triggered = disk.triggered();
      disk.rest();
      if (failed) {
        EXPECT_THAT(said,
                    AllOf(StartsWith(file.string() + ": "),
                          AnyOf(HasSubstr("nothing was changed"), HasSubstr("nothing was lost or changed"))));
        expect_before();
        second();
      } else {
        EXPECT_FALSE(triggered);
      }
      expect_after();
    }
    EXPECT_GT(n, 3);
  }
}

TEST_F(Reliability, AnyFailedWriteWhileClosingOrOpeningLosesNothing) {
  FaultVfs disk;
  bool triggered = true;
  for (int n = 1; triggered; ++n) {
    ASSERT_LT(n, 500);
    SCOPED_TRACE(n);
    close();
    remove_ledger();
    disk.fail(n, SQLITE_IOERR_WRITE);
    const auto said = failure([&] {
      first();
      writer().checkpoint();
      close();
    });
    triggered = disk.triggered();
    disk.rest();
    close();
    if (said != "no failure") first();
    expect_before();
  }
}

TEST_F(Reliability, KilledAtAnyWriteItIsAllOrNothingAndTheFileIsKnownAccordingly) {
  FaultVfs disk;
  bool killed = true;
  int before = 0, after = 0;
  for (int n = 1; killed; ++n) {
    ASSERT_LT(n, 500);
    SCOPED_TRACE(n);
    close();
    remove_ledger();
    first();
    close();
    const auto child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      disk.call(n, [] { _exit(1); });
      second();
      close();
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    killed = WEXITSTATUS(status) != 0;
    if (writer().known(origin("second.csv", 2)).seen == core::Seen::never) {
      ++before;
      expect_before();
      second();
    } else {
      ++after;
    }
    expect_after();
  }
  EXPECT_GT(before, 2);
  EXPECT_GT(after, 2);
}

TEST_F(Reliability, ALockedLedgerSaysWhatToDo) {
  Writer patient(file, clock.clock(), 10ms);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto recording = patient.begin(origin("second.csv", 2));
  recording->add(Rows().value(agency, april, "7").take());
  EXPECT_EQ(failure([&] { (void)recording->finish({.read = 1}); }),
            file.string() +
                ": the ledger is locked by another process, such as an sqlite3 shell with an open "
                "transaction or a first large load; try again when it has ended, nothing was changed");
  sqlite3_close(other);
  expect_before();
}

TEST_F(Reliability, ASecondWriterIsRefusedAndToldWhoIsThere) {
  (void)writer();
  EXPECT_EQ(failure([&] { const Writer second(file, clock.clock()); }),
            file.string() + ": process " + std::to_string(getpid()) +
                " already writes to this ledger; stop it first, or name another file as ledger.path");
  EXPECT_EQ(failure([&] { migrate(file, clock.clock()); }).substr(0, file.string().size()), file.string());
  close();
  EXPECT_EQ(failure([&] { const Writer second(file, clock.clock()); }), "no failure");
}

TEST_F(Reliability, ThePageThatIsDamagedIsFoundAndNamed) {
  // The root of `observation_block`, overwritten.
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, "SELECT rootpage FROM sqlite_schema WHERE name = 'observation_block'", -1,
                     &statement, nullptr);
  ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
  const auto page = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  auto* raw = std::fopen(file.c_str(), "r+b");
  std::fseek(raw, 4096L * (page - 1), SEEK_SET);
  std::fwrite("damage", 1, 6, raw);
  std::fclose(raw);

  EXPECT_THAT(failure([&] { (void)held(agency, april); }),
              AllOf(HasSubstr("the ledger is damaged"), HasSubstr("run 'waymark ledger check'")));
  EXPECT_THAT(failure([&] { second(); }), HasSubstr("the ledger is damaged"));
  EXPECT_FALSE(check(file).empty());
}

// A first load of many rows is written into the file itself, and to the log again from then on.
TEST_F(LedgerTest, ALargeFirstLoadIsInTheFileAndWhatFollowsInTheLog) {
  constexpr int series = 400, periods = 550;
  const auto recording = writer().begin(origin("all.csv", 1));
  Rows rows;
  for (int i = 0; i < series; ++i) {
    for (int n = 0; n < periods; ++n)
      rows.value(key("many", "s" + std::to_string(i)), month(1970, 1).plus(n), "1");
  }
  recording->add(rows.take());
  EXPECT_EQ(recording->finish({.read = series * periods}).counts.accepted, std::uint64_t{series * periods});
  const auto log = std::filesystem::path(file.string() + "-wal");
  const auto size = [](const std::filesystem::path& of) {
    std::error_code none;
    const auto bytes = std::filesystem::file_size(of, none);
    return none ? 0 : bytes;
  };
  EXPECT_GT(size(file), 1U << 20U);
  EXPECT_LT(size(log), size(file) / 2);
  const auto in_log = size(log);
  record(Rows().value(agency, april, "8"));
  EXPECT_GT(size(log), in_log);
  EXPECT_EQ(held(agency, april), "8");
  EXPECT_THAT(failure([&] { const Writer second(file, clock.clock(), 0ms); }), HasSubstr("already writes"));
  close();
  EXPECT_EQ(reader().totals().observations, std::uint64_t{series * periods + 1});
  EXPECT_THAT(check(file), IsEmpty());
}

}  // namespace
}  // namespace waymark::ledger::test
