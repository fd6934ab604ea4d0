// What must stay true of the ledger's file while a process has it open: SQLite's lock is there, one process
// writes, and it is still the file that was opened.

#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const auto april = month(2024, 4);
const auto fte = key("fte");

// What a child process finds when it does this: locks belong to processes, and this one's own do not stop it.
template <class Question>
int asked_by_child(const Question& question) {
  const auto child = fork();
  if (child == 0) _exit(question());
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

// Whether this process has SQLite's shared lock on the file, without which another would take the log away.
bool locked(const std::filesystem::path& file) {
  const auto parent = getpid();
  return asked_by_child([&] {
           constexpr off_t shared_first = 0x40000000 + 2, shared_size = 510;
           struct flock lock{};
           lock.l_type = F_WRLCK;
           lock.l_whence = SEEK_SET;
           lock.l_start = shared_first;
           lock.l_len = shared_size;
           const int fd = open(file.c_str(), O_RDWR);
           return fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid == parent
                      ? 1
                      : 0;
         }) == 1;
}

// As the sqlite3 shell does it: opens, reads, closes; the last one to close takes the log with it.
int foreign_select(const std::filesystem::path& file) {
  return asked_by_child([&] {
    sqlite3* database = nullptr;
    if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) return 1;
    const int code = sqlite3_exec(database, "SELECT count(*) FROM run", nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return code == SQLITE_OK ? 0 : 2;
  });
}

class Locks : public LedgerTest {
 protected:
  void expect_locked(const char* after) const {
    SCOPED_TRACE(after);
    EXPECT_TRUE(locked(file));
    EXPECT_EQ(foreign_select(file), 0);
    EXPECT_TRUE(std::filesystem::exists(file.string() + "-wal"));
  }
};

TEST_F(Locks, StayAfterEveryKindOfCall) {
  (void)writer();
  expect_locked("opening");
  (void)writer().known(origin());
  expect_locked("asking what is known");
  record(Rows().value(fte, april, "153").reject({3, "", "bad", ""}));
  expect_locked("recording");
  {
    const auto recording = writer().begin(origin("second.csv", 2));
    expect_locked("beginning to record");
    recording->add(Rows().value(fte, april, "154").take());
  }
  expect_locked("giving a recording up");
  core::Plan plan;
  plan.authority.text = "E07000125";
  writer().record_plan(plan, {{"plan.toml", "title"}});
  expect_locked("recording a plan");
  writer().checkpoint();
  expect_locked("moving the log into the file");
  {
    const auto kept = reader();
    const auto view = kept.now();
    EXPECT_EQ(held(fte, april), "153");
    expect_locked("reading");
    EXPECT_GT(kept.totals().bytes, 0U);
    (void)view->runs({}, 9);
    (void)view->rejects({}, 9);
    (void)view->versions(fte);
    expect_locked("counting");
    (void)reader();
    expect_locked("opening and closing readers");
  }
  expect_locked("closing the last reader");
  read_ahead(file);
  expect_locked("reading ahead");
  EXPECT_THAT(check(file), IsEmpty());
  expect_locked("checking");
  backup(file, folder / "backup.db", {});
  expect_locked("a backup");
  EXPECT_NE(failure([&] { backup(file, folder / "backup.db", {}); }), "no failure");
  expect_locked("a refused backup");
  EXPECT_NE(failure([&] { const Writer second(file, clock.clock()); }), "no failure");
  expect_locked("refusing a second writer");
  EXPECT_NE(failure([&] { migrate(file, clock.clock()); }), "no failure");
  expect_locked("refusing to migrate");
}

TEST_F(Locks, AForeignReaderDoesNotTakeTheLogAway) {
  record(Rows().value(fte, april, "153"));
  EXPECT_EQ(foreign_select(file), 0);
  record(Rows().value(fte, april.plus(1), "154"), origin("next.csv", 2));
  // What is there for whoever comes after a kill: file and log, as they are now.
  const auto copy = folder / "killed.db";
  std::filesystem::copy_file(file, copy);
  std::filesystem::copy_file(file.string() + "-wal", copy.string() + "-wal");
  EXPECT_EQ(Reader(copy).totals().observations, 2U);
}

class OneWriter : public LedgerTest {
 protected:
  void SetUp() override { (void)writer(); }
  void expect_refused(const std::filesystem::path& name, const std::string& who) {
    EXPECT_EQ(failure([&] { const Writer second(name, clock.clock()); }),
              file.string() + ": " + who +
                  " already writes to this ledger; stop it first, or name another file as ledger.path");
  }
  std::string me = "process " + std::to_string(getpid());
};

TEST_F(OneWriter, ByWhateverName) {
  std::filesystem::create_symlink(file, folder / "link.db");
  expect_refused(folder / "link.db", me);
  std::filesystem::create_directory_symlink(file.parent_path(), folder / "folder");
  expect_refused(folder / "folder/ledger.db", me);
  expect_refused(folder / "folder/./ledger.db", me);
}

TEST_F(OneWriter, AlsoWhenTheLockFileWasRemoved) {
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
    if (entry.path().extension() == ".lock") std::filesystem::remove(entry.path());
  }
  expect_refused(file, "another process");
  record(Rows().value(fte, april, "153"));
  EXPECT_EQ(held(fte, april), "153");
}

TEST_F(OneWriter, AlsoInARenamedFolder) {
  close();
  file = folder / "state/ledger.db";
  record(Rows().value(fte, april, "153"));
  std::filesystem::rename(folder / "state", folder / "renamed");
  EXPECT_THAT(failure([&] { const Writer second(folder / "renamed/ledger.db", clock.clock()); }),
              HasSubstr(me + " already writes to this ledger"));
}

TEST_F(OneWriter, AndNoHardLinks) {
  close();
  std::filesystem::create_hard_link(file, folder / "hard.db");
  for (const auto& name : {file, folder / "hard.db"}) {
    const auto expected =
        name.string() +
        ": has 2 names (hard links), and what is recorded under one is missing under the other; remove the "
        "others, or copy the file";
    EXPECT_EQ(failure([&] { const Writer opened(name, clock.clock()); }), expected);
    EXPECT_EQ(failure([&] { const Reader opened(name); }), expected);
  }
  std::filesystem::remove(folder / "hard.db");
  EXPECT_EQ(failure([&] { (void)writer(); }), "no failure");
}

class Moved : public LedgerTest {
 protected:
  void SetUp() override {
    record(Rows().value(fte, april, "153"));
    backup(file, copy, {});
  }
  // Nothing can be recorded, and the files it would have come from are not called known.
  void expect_refused(const std::string& why) {
    const auto expected =
        file.string() + ": " + why +
        " while this process has it open; nothing was recorded: put the file back, or restart to use what is "
        "there now";
    EXPECT_EQ(failure([&] { record(Rows().value(fte, april, "1"), origin("next.csv", 2)); }), expected);
    EXPECT_EQ(failure([&] { (void)writer().known(origin()); }), expected);
    core::Plan plan;
    plan.authority.text = "E07000125";
    EXPECT_EQ(failure([&] { writer().record_plan(plan, {{"plan.toml", "title"}}); }), expected);
    EXPECT_EQ(writer().moved(), why);
    writer().checkpoint();
  }
  std::filesystem::path copy = folder / "backup.db";
};

TEST_F(Moved, NothingIsRecordedIntoADeletedFile) {
  EXPECT_EQ(writer().moved(), "");
  std::filesystem::remove(file);
  expect_refused("was moved or deleted");
}

TEST_F(Moved, NorIntoOneThatWasReplaced) {
  std::filesystem::rename(copy, file);
  expect_refused("was replaced by another file");
  close();
  // What was put there is untouched: the log of the old one is not moved into it.
  std::filesystem::remove(file.string() + "-wal");
  std::filesystem::remove(file.string() + "-shm");
  EXPECT_EQ(Reader(file).totals().observations, 1U);
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(Moved, NorIntoOneWithASecondName) {
  std::filesystem::create_hard_link(file, folder / "second.db");
  expect_refused("was given a second name (a hard link)");
}

TEST_F(Moved, NorWithoutItsLog) {
  std::filesystem::remove(file.string() + "-wal");
  expect_refused("has lost its write-ahead log (-wal), which was moved, replaced or deleted,");
}

TEST_F(Moved, AFilePutBackGoesOn) {
  std::filesystem::rename(file, folder / "away.db");
  expect_refused("was moved or deleted");
  std::filesystem::rename(folder / "away.db", file);
  EXPECT_EQ(writer().moved(), "");
  record(Rows().value(fte, april, "154"), origin("next.csv", 2));
  EXPECT_EQ(held(fte, april), "154");
}

TEST_F(Moved, ALogWithoutItsLedgerBeginsNoNewOne) {
  record(Rows().value(fte, april, "154"), origin("next.csv", 2));
  const auto other = folder / "other.db";
  std::filesystem::copy_file(file.string() + "-wal", other.string() + "-wal");
  EXPECT_EQ(
      failure([&] { const Writer opened(other, clock.clock()); }),
      other.string() + ": is not there, but its log " + other.string() +
          "-wal is, with what was recorded last; put the ledger back beside it, or move the log away to "
          "begin a new ledger");
}

}  // namespace
}  // namespace waymark::ledger::test
