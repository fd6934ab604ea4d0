#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using Opening = LedgerTest;

const auto april = month(2024, 4);

void sql(const std::filesystem::path& file, const char* text) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  char* problem = nullptr;
  ASSERT_EQ(sqlite3_exec(database, text, nullptr, nullptr, &problem), SQLITE_OK) << problem;
  sqlite3_close(database);
}

TEST_F(Opening, MakesFolderAndFileForOwnerAndGroupOnly) {
  const auto deep = folder / "state/waymark/ledger.db";
  const auto umask_before = umask(0);
  {
    Writer made(deep, clock.clock());
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(deep.parent_path())) {
      ++files;
      struct stat info{};
      ASSERT_EQ(stat(entry.path().c_str(), &info), 0) << entry.path();
      EXPECT_EQ(info.st_mode & 0777U, 0640U) << entry.path();
    }
    EXPECT_EQ(files, 4U);  // the ledger, its log, the log's index, the lock
  }
  umask(umask_before);
  EXPECT_THAT(check(deep), IsEmpty());
}

TEST_F(Opening, WhatIsNoLedgerIsRefusedInOneSentence) {
  const auto not_sqlite = folder / "notes.txt", other = folder / "other.db", directory = folder / "directory";
  std::ofstream(not_sqlite) << std::string(200, 'x');
  sql(other, "CREATE TABLE somebody_elses (x)");
  std::filesystem::create_directory(directory);
  const std::pair<std::filesystem::path, const char*> cases[] = {
      {not_sqlite,
       ": not a Waymark ledger, or its first bytes are damaged; name another file as ledger.path or "
       "restore a backup"},
      {other, ": an SQLite database, but not a Waymark ledger; name another file as ledger.path"},
      {directory, ": not a file; name a file as ledger.path"},
  };
  for (const auto& [path, expected] : cases) {
    EXPECT_EQ(failure([&] { const Writer writer(path, clock.clock()); }), path.string() + expected);
    EXPECT_EQ(failure([&] { const Reader reader(path); }), path.string() + expected);
    EXPECT_EQ(failure([&] { migrate(path, clock.clock()); }), path.string() + expected);
    EXPECT_THAT(check(path), ElementsAre(path.string() + expected));
  }
  sql(other, "SELECT * FROM somebody_elses");  // and not touched
}

TEST_F(Opening, AReaderNeedsALedger) {
  EXPECT_EQ(failure([&] { const Reader reader(file); }),
            file.string() +
                ": cannot be opened (No such file or directory); collect something first, or correct "
                "ledger.path");
  std::ofstream{file};
  EXPECT_EQ(failure([&] { const Reader reader(file); }),
            file.string() + ": empty, not yet a ledger; collect something first");
}

TEST_F(Opening, ALedgerOfANewerProgramIsRefusedUntouched) {
  (void)writer();
  close();
  sql(file, "PRAGMA user_version = 99");
  const auto expected = MatchesRegex(
      ".*/ledger.db: written by a newer Waymark \\(version 99 of the ledger, this program "
      "knows [0-9]+\\); upgrade this program or restore an older backup");
  EXPECT_THAT(failure([&] { const Writer opened(file, clock.clock()); }), expected);
  EXPECT_THAT(failure([&] { const Reader opened(file); }), expected);
  EXPECT_THAT(failure([&] { migrate(file, clock.clock()); }), expected);
}

TEST_F(Opening, MigratesAnEmptyFileAndThenHasNothingToDo) {
  std::ofstream{file};
  const auto [from, to] = migrate(file, clock.clock());
  EXPECT_EQ(from, 0);
  EXPECT_GT(to, 0);
  EXPECT_EQ(migrate(file, clock.clock()), std::pair(to, to));
  EXPECT_THAT(check(file), IsEmpty());
}

// What a child process, changed by `prepare`, hears when it does this; empty when `prepare` is not possible
// here.
template <class Prepare, class Action>
std::string heard_by_child(const Prepare& prepare, const Action& action) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return {};
  const auto child = fork();
  if (child == 0) {
    const auto text = prepare() ? failure(action) : std::string();
    [[maybe_unused]] const auto written = write(pipe_ends[1], text.data(), text.size());
    _exit(0);
  }
  close(pipe_ends[1]);
  std::string text(4096, '\0');
  const auto size = read(pipe_ends[0], text.data(), text.size());
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

TEST_F(Opening, NoPermissionSaysSo) {
  const auto closed = folder / "closed";
  std::filesystem::create_directory(closed);
  std::filesystem::permissions(closed,
                               std::filesystem::perms::owner_read | std::filesystem::perms::others_read);
  const auto as_nobody = [] { return geteuid() != 0 || setresuid(65534, 65534, 65534) == 0; };
  EXPECT_EQ(heard_by_child(as_nobody, [&] { const Writer opened(closed / "ledger.db", clock.clock()); }),
            (closed / "ledger.db").string() +
                ": cannot be created (Permission denied); check owner and mode of its folder");
}

TEST_F(Opening, AFullDiskSaysHowMuchIsMissingAndLosesNothing) {
  const auto small = folder / "small";
  std::filesystem::create_directory(small);
  const auto on_a_small_disk = [&] {
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           mount("none", small.c_str(), "tmpfs", 0, "size=2m") == 0;
  };
  const auto heard = heard_by_child(on_a_small_disk, [&] {
    file = small / "ledger.db";
    const auto fte = key("fte");
    record(Rows().value(fte, april, "153"));
    Rows rows;
    for (int i = 0; i < 100'000; ++i)
      rows.value(fte, core::Period(core::PeriodKind::day, i), std::to_string(i));
    const auto said = failure([&] { record(rows, origin("large.csv", 2)); });
    // The same writer goes on, and what was there is there.
    record(Rows().value(fte, april.plus(1), "152"), origin("next.csv", 3));
    if (held(fte, april) != "153" || held(fte, april.plus(1)) != "152" || !check(file).empty()) {
      throw LedgerError("something was lost");
    }
    throw LedgerError(said);
  });
  if (heard.empty()) GTEST_SKIP() << "needs to mount a small disk";
  EXPECT_THAT(heard,
              MatchesRegex(".*/small/ledger.db: the disk is full \\([0-9.]+ MB free, about 7.0 MB needed\\); "
                           "nothing was lost or changed, make room and collect again"));
}

TEST_F(Opening, HistoryCannotBeRewritten) {
  record(Rows().value(key("fte"), april, "153").reject({3, "", "bad", ""}));
  close();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  const std::pair<const char*, const char*> cases[] = {
      {"DELETE FROM observation_block", "observations are never deleted: record a correction instead"},
      {"UPDATE observation_block SET versions = replace(versions, '153', '164')",
       "observations are never changed: record a correction instead"},
      {"UPDATE run SET accepted = 0", "a finished run is never changed"},
      {"DELETE FROM run", "runs are never deleted"},
      {"DELETE FROM rejected_row", "rejects are never deleted"},
  };
  for (const auto& [statement, expected] : cases) {
    char* problem = nullptr;
    EXPECT_NE(sqlite3_exec(database, statement, nullptr, nullptr, &problem), SQLITE_OK) << statement;
    EXPECT_STREQ(problem, expected);
    sqlite3_free(problem);
  }
  sqlite3_close(database);
}

TEST_F(Opening, CheckFindsWhatDoesNotFitTogether) {
  core::Plan plan;
  plan.authority.text = "E07000125";
  writer().record_plan(plan, {{"plan.toml", "title"}});
  auto contribution = origin("spend.csv", 7);
  contribution.contribution = true;
  record(Rows().value(key("spend"), april, "10.50", 1), contribution);
  record(Rows().value(key("fte"), april, "153").value(key("fte"), april.plus(1), "152"));
  record(Rows().value(key("fte"), april, "154"));
  close();
  ASSERT_THAT(check(file), IsEmpty());
  const std::pair<const char*, const char*> cases[] = {
      {"DROP TRIGGER plan_source_stands; UPDATE plan_source SET content = 'other'",
       "plan version 1: its text does not have the digest it was stored with"},
      {"UPDATE totals SET versions = 7", "totals: count 7 versions, but 4 are stored"},
      {"UPDATE totals SET series = 1", "totals: count 1 series, but 2 have figures"},
      {"UPDATE series_state SET versions = 9 WHERE series = 2",
       "series 2: its state does not fit its 3 versions"},
      {"DROP TRIGGER observation_stands; UPDATE observation_block SET versions = replace(versions, '154', "
       "'999')",
       "series 2: its state does not fit its 3 versions"},
      {"DROP TRIGGER run_is_sealed; UPDATE run SET recorded = recorded - 60 WHERE id = 2",
       "run 2: recorded before run 1, its predecessor"},
      {"DROP TRIGGER run_is_sealed; UPDATE run SET accepted = 5 WHERE id = 2",
       "run 2: counts 5 figures, but 2 are stored"},
      {"DROP TRIGGER run_is_sealed; UPDATE run SET rejected = 5 WHERE id = 2",
       "run 2: counts 5 rejected rows, but 0 are stored"},
      {"DROP TRIGGER contribution_stands; UPDATE contribution SET mantissa = 999",
       "series 1, Apr 2024: 10.50 is stored, but its files add up to 9.99; read them again with 'waymark "
       "collect --again'"},
      {"DROP TRIGGER observation_stands; UPDATE observation_block SET versions = '[[3,1050,2,1' WHERE series "
       "= 1",
       "series 1: what run 1 said in block 3145821 cannot be read: the ledger is damaged, restore a backup"},
      {"INSERT INTO rejected_row VALUES (77, 1, 1, '', 1)",
       "a row of rejected_row refers to a row of run that is not there"},
  };
  for (const auto& [damage, expected] : cases) {
    SCOPED_TRACE(damage);
    const auto copy = folder / "damaged.db";
    std::filesystem::copy_file(file, copy, std::filesystem::copy_options::overwrite_existing);
    sql(copy, damage);
    EXPECT_THAT(check(copy), ::testing::Contains(expected));
  }
}

TEST_F(Opening, ABackupIsWholeWhileOthersWrite) {
  record(Rows().value(key("fte"), april, "153"));
  const auto copy = folder / "backup.db";
  int done = -1, total = 0;
  backup(file, copy, [&](int pages, int of) {
    done = pages;
    total = of;
  });
  EXPECT_EQ(done, total);
  EXPECT_GT(total, 0);
  EXPECT_THAT(check(copy), IsEmpty());
  EXPECT_EQ(Reader(copy).totals().observations, 1U);
  EXPECT_EQ(failure([&] { backup(file, copy, {}); }),
            copy.string() + ": exists already; name a new file for the backup");
  record(Rows().value(key("fte"), april, "154"));
  EXPECT_EQ(Reader(copy).totals().observations, 1U);
}

TEST_F(Opening, ABackupThatFailsLeavesNothingBehind) {
  const auto copy = folder / "backup.db";
  EXPECT_NE(failure([&] { backup(file, copy, {}); }), "no failure");
  (void)writer();
  EXPECT_THROW(backup(file, copy, [](int, int) { throw LedgerError("stopped"); }), LedgerError);
  EXPECT_FALSE(std::filesystem::exists(copy));
}

}  // namespace
}  // namespace waymark::ledger::test
