// Which log belongs to which ledger, and what a backup is.

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <vector>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/ledger/fault_vfs.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const auto april = month(2024, 4);
const auto fte = key("fte");

void put(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}
std::filesystem::path log_of(const std::filesystem::path& ledger) {
  return ledger.string() + "-wal";
}

class Log : public LedgerTest {
 protected:
  void record_figure(int number) {
    record(Rows().value(fte, april.plus(number), "153"),
           origin(std::to_string(number) + ".csv", static_cast<std::uint8_t>(number)));
  }
  // Refused by everyone, and not touched; without the log it is the ledger that it was.
  void expect_refused(std::uint64_t figures) {
    const auto expected = other.string() + ": " + other.string() +
                          "-wal beside it was left by another ledger, or by this one before it was restored, "
                          "and would be mixed "
                          "into it; nothing was changed: move other.db-wal and other.db-shm out of this "
                          "folder (keep them, what "
                          "was recorded last may be there) and start again";
    EXPECT_EQ(failure([&] { const Writer opened(other, clock.clock()); }), expected);
    EXPECT_EQ(failure([&] { const Reader opened(other); }), expected);
    EXPECT_EQ(failure([&] { backup(other, folder / "copy.db", {}); }), expected);
    EXPECT_EQ(failure([&] { migrate(other, clock.clock()); }), expected);
    EXPECT_THAT(check(other), ElementsAre(expected));
    std::filesystem::remove(log_of(other));
    EXPECT_EQ(Reader(other).totals().observations, figures);
    EXPECT_THAT(check(other), IsEmpty());
  }
  std::filesystem::path other = folder / "other.db";
};

TEST_F(Log, IsTakenByItsOwnLedgerAfterAKill) {
  record_figure(1);
  record_figure(2);
  put(file, other);
  put(log_of(file), log_of(other));
  EXPECT_EQ(Reader(other).totals().observations, 2U);
  EXPECT_EQ(failure([&] { const Writer opened(other, clock.clock()); }), "no failure");
  EXPECT_EQ(Reader(other).totals().observations, 2U);
}

TEST_F(Log, IsTakenAlsoWhenItWasMovedIntoTheFileBeforeTheKill) {
  record_figure(1);
  record_figure(2);
  put(log_of(file), log_of(other));
  writer().checkpoint();
  put(file, other);
  EXPECT_EQ(Reader(other).totals().observations, 2U);
  EXPECT_THAT(check(other), IsEmpty());
}

TEST_F(Log, OfANewLedgerIsItsOwnFromTheFirstCommit) {
  (void)writer();
  record_figure(1);
  put(file, other);
  put(log_of(file), log_of(other));
  EXPECT_EQ(Reader(other).totals().observations, 1U);
}

TEST_F(Log, IsNotMixedIntoABackup) {
  record_figure(1);
  backup(file, other, {});
  record_figure(2);
  put(log_of(file), log_of(other));
  expect_refused(1);
}

TEST_F(Log, IsNotMixedIntoABackupOfItsLastMoment) {
  record_figure(1);
  put(log_of(file), log_of(other));
  backup(file, folder / "backup.db", {});
  std::filesystem::rename(folder / "backup.db", other);
  expect_refused(1);
}

TEST_F(Log, OfEarlierIsNotMixedIntoALaterFile) {
  record_figure(1);
  put(log_of(file), log_of(other));
  writer().checkpoint();
  record_figure(2);
  writer().checkpoint();
  put(file, other);
  expect_refused(2);
}

TEST_F(Log, OfAnotherLedgerIsNotMixedIn) {
  record_figure(1);
  put(log_of(file), log_of(other));
  close();
  file = folder / "second.db";
  record_figure(1);
  record_figure(2);
  close();
  put(file, other);
  expect_refused(2);
}

TEST_F(Log, ALedgerThatWasWrittenOverIsNoticed) {
  record_figure(1);
  backup(file, other, {});
  record_figure(2);
  put(other, file);  // the same inode
  EXPECT_THAT(failure([&] { record_figure(3); }),
              HasSubstr("was overwritten with something else while this process has it open"));
  EXPECT_THAT(writer().moved(), "was overwritten with something else");
  EXPECT_NE(failure([&] { (void)writer().known(origin()); }), "no failure");
  close();
  EXPECT_THAT(failure([&] { (void)writer(); }), HasSubstr("was left by another ledger"));
  std::filesystem::remove(log_of(file));
  record_figure(3);
  EXPECT_EQ(reader().totals().observations, 2U);
  EXPECT_THAT(check(file), IsEmpty());
}

class Backup : public LedgerTest {};

TEST_F(Backup, IsOneFileForEverySqliteReader) {
  const auto to = folder / "backup.db";
  record(Rows().value(fte, april, "153"));
  const auto umask_before = umask(0077);
  backup(file, to, {});
  umask(umask_before);
  std::ifstream content(to, std::ios::binary);
  std::string header(100, '\0');
  content.read(header.data(), 100);
  EXPECT_EQ(header[18], 1);  // the rollback journal's format, not the log's
  EXPECT_EQ(header[19], 1);
  struct stat info{};
  ASSERT_EQ(stat(to.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0640U);
  for (const auto& entry : std::filesystem::directory_iterator(folder / "")) {
    EXPECT_THAT(entry.path().filename().string(),
                AllOf(Not(HasSubstr(".part")), Not(HasSubstr("backup.db-"))));
  }
}

TEST_F(Backup, IsNotThereBeforeItIsWhole) {
  const auto to = folder / "backup.db";
  record(Rows().value(fte, april, "153"));
  bool seen = false;
  backup(file, to, [&](int, int) { seen = seen || std::filesystem::exists(to); });
  EXPECT_FALSE(seen);
  EXPECT_TRUE(std::filesystem::exists(to));
  // A name that is taken meanwhile is left alone.
  const auto taken = folder / "taken.db";
  EXPECT_THAT(failure([&] { backup(file, taken, [&](int, int) { std::ofstream(taken) << "mine"; }); }),
              HasSubstr("cannot be given this name (File exists)"));
  EXPECT_EQ(std::filesystem::file_size(taken), 4U);
}

TEST_F(Backup, TakesAwayWhatOneThatWasCutOffLeft) {
  record(Rows().value(fte, april, "153"));
  const auto ended = fork();
  if (ended == 0) _exit(0);
  waitpid(ended, nullptr, 0);
  const auto part = [&](const std::string& of) { return folder / (".backup.db." + of + ".part"); };
  const std::vector<std::filesystem::path> left = {part(std::to_string(ended)),
                                                   part(std::to_string(ended)).string() + "-wal"};
  const std::vector<std::filesystem::path> not_ours = {part(std::to_string(getppid())), part("x"),
                                                       part("12x"), folder / ".other.db.1.part"};
  for (const auto& name : left) std::ofstream(name) << "cut off";
  for (const auto& name : not_ours) std::ofstream(name) << "theirs";
  backup(file, folder / "backup.db", {});
  for (const auto& name : left) EXPECT_FALSE(std::filesystem::exists(name)) << name;
  for (const auto& name : not_ours) EXPECT_TRUE(std::filesystem::exists(name)) << name;
}

TEST_F(Backup, OfADamagedLedgerIsNotKept) {
  record(Rows().value(fte, april, "153"));
  close();
  std::int64_t page = 0;
  {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    const auto take = [](void* into, int, char** values, char**) {
      *static_cast<std::int64_t*>(into) = std::stoll(values[0]);
      return 0;
    };
    ASSERT_EQ(sqlite3_exec(database, "SELECT rootpage FROM sqlite_schema WHERE name = 'observation_block'",
                           take, &page, nullptr),
              SQLITE_OK);
    sqlite3_close(database);
  }
  std::fstream damage(file, std::ios::binary | std::ios::in | std::ios::out);
  damage.seekp((page - 1) * 4096);
  damage << std::string(4096, '\xFF');
  damage.close();
  EXPECT_THAT(failure([&] { backup(file, folder / "backup.db", {}); }), HasSubstr("the copy is not sound"));
  EXPECT_FALSE(std::filesystem::exists(folder / "backup.db"));
}

// In a child process, as nobody when this one is root; true when all of it held.
template <class Action>
bool as_nobody(const Action& action) {
  const auto child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(2);
    std::exit(action() ? 0 : 1);  // NOLINT(concurrency-mt-unsafe): and not _exit, which counts no coverage
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status) == 0;
}

TEST_F(Backup, ALedgerThatCannotBeWrittenCanBeAsked) {
  if (geteuid() != 0) GTEST_SKIP() << "needs another user";
  record(Rows().value(fte, april, "153"));
  const auto read = [&] { return held(fte, april) == "153" && check(file).empty(); };
  const auto written = [&] { return failure([&] { const Writer opened(file, clock.clock()); }); };
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  std::filesystem::permissions(log_of(file), std::filesystem::perms{0644});
  std::filesystem::permissions(file.string() + "-shm", std::filesystem::perms{0644});
  EXPECT_TRUE(as_nobody(read)) << "beside its writer";
  close();
  EXPECT_TRUE(as_nobody(read)) << "without one";
  EXPECT_TRUE(as_nobody([&] {
    return written() ==
           file.string() +
               ": it or its folder cannot be written (Permission denied, it belongs to root); it "
               "can be asked, but nothing is recorded: check owner and mode of the file and its "
               "folder";
  }));
}

TEST_F(Backup, WhatRootMakesInAFolderOfSomebodyElseIsTheirs) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const auto theirs = folder / "theirs";
  std::filesystem::create_directory(theirs);
  ASSERT_EQ(chown(theirs.c_str(), 65534, 65534), 0);
  file = theirs / "state/ledger.db";
  record(Rows().value(fte, april, "153"));
  std::size_t files = 0;
  backup(file, theirs / "backup.db", {});
  for (const auto& entry : std::filesystem::recursive_directory_iterator(theirs)) {
    struct stat info{};
    ASSERT_EQ(lstat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, 65534U) << entry.path();
    EXPECT_EQ(info.st_gid, 65534U) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 6U);  // folder, ledger, log, index, lock, backup
  close();
  EXPECT_TRUE(as_nobody([&] {
    return failure([&] { record(Rows().value(fte, april, "154"), origin("next.csv", 2)); }) == "no failure";
  }));
}

TEST_F(Backup, AReadThatFailsIsNoDamage) {
  record(Rows().value(fte, april, "153"));
  close();
  FaultVfs disk;
  for (const int code : {SQLITE_IOERR_READ, SQLITE_IOERR_CORRUPTFS}) {
    disk.fail_reads(code);
    for (const auto& said : {failure([&] { (void)reader(); }), failure([&] { (void)writer(); })}) {
      EXPECT_THAT(said, AllOf(HasSubstr("the ledger cannot be read just now ("), Not(HasSubstr("backup"))));
    }
    disk.fail_reads(SQLITE_OK);
    EXPECT_EQ(held(fte, april), "153");
  }
}

}  // namespace
}  // namespace waymark::ledger::test
