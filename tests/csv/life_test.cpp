// What becomes of a file: settling, moving, refusing, and what happens when it changes under the reader.

#include "tests/csv/life.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "collectors/csv/errors_file.hpp"

namespace waymark::csv::tests {
namespace {

using core::RunOutcome;

TEST_F(Life, RecordedFileGoesToDoneAfterItIsCommitted) {
  start();
  write(inbox("fte.csv"), april);
  Files at_commit;
  recorder_.before_commit = [&] { at_commit = files(); };
  EXPECT_EQ(collect(), "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(at_commit, Files{"fte.csv"});
  EXPECT_EQ(files(), Files{"done/fte.csv"});
  ASSERT_EQ(recorder_.runs.size(), 1U);
  const auto& origin = recorder_.runs[0].origin;
  EXPECT_EQ(origin.path, "fte.csv");
  EXPECT_EQ(origin.size, 21U);
  // printf 'Month,FTE\nApr 2023,4\n' | sha256sum
  EXPECT_EQ(core::hex(origin.digest.value()),
            "2645fb758b887da48feb4aa05171050ac7bf98b4028d64045804ffc3138cdb95");
  struct stat done{};
  ASSERT_EQ(::stat((folder() / "inbox/done").c_str(), &done), 0);
  EXPECT_EQ(done.st_mode & 0027U, 0U) << "others see nothing";
  EXPECT_EQ(collect(), "");
}

TEST_F(Life, NameThatIsTakenGetsANumber) {
  start();
  for (int i = 0; i < 3; ++i) {
    write(inbox("fte.csv"), april + std::string("May 2023,") + std::to_string(i) + "\n");
    EXPECT_EQ(collect(), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
  }
  EXPECT_EQ(files(), (Files{"done/fte.2.csv", "done/fte.3.csv", "done/fte.csv"}));
}

TEST_F(Life, SameContentAgainChangesNothing) {
  start();
  write(inbox("fte.csv"), april);
  (void)collect();
  write(inbox("again.csv"), april);
  EXPECT_EQ(collect(),
            "again.csv: unchanged\n  the same content was recorded on 1970-01-01 00:00 UTC from fte.csv\n");
  EXPECT_EQ(files(), (Files{"done/again.csv", "done/fte.csv"}));
  EXPECT_EQ(recorder_.runs.back().outcome, RunOutcome::unchanged);
}

TEST_F(Life, LeftFilesAreReadOnceAndAgainWhenTheyChange) {
  start("path = \"inbox\"\nafter = \"leave\"\n");
  write(inbox("fte.csv"), april);
  EXPECT_EQ(collect(), "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(recorder_.begun, 1U);
  write(inbox("fte.csv"), april + std::string("May 2023,5\n"));
  EXPECT_EQ(collect(), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(files(), Files{"fte.csv"});
}

TEST_F(Life, BadFileGoesToQuarantineWithItsReasons) {
  start();
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,=1+1\nMay 2023,\"a \"\"b\"\"\"\n");
  EXPECT_EQ(collect(),
            "fte.csv: quarantined, 2 read, 2 rejected, 0 missing\n"
            "  2 of 2 rows rejected, none is allowed; the first is line 2, column \"FTE\": \"=1+1\" is not a "
            "number\n");
  EXPECT_EQ(files(), (Files{"quarantine/fte.csv", "quarantine/fte.csv.errors.csv"}));
  EXPECT_EQ(contents(inbox("quarantine/fte.csv.errors.csv")),
            "line,column,reason,raw,kind\r\n"
            "2,\"FTE\",\"\"\"=1+1\"\" is not a number\",\"Apr 2023,=1+1\",bad_number\r\n"
            "3,\"FTE\",\"\"\"a \"\"b\"\"\"\" is not a number; if it stands for no figure, add it to "
            "missing\",\"May 2023,\"\"a \"\"\"\"b\"\"\"\"\"\"\",bad_number\r\n");
  EXPECT_EQ(recorder_.runs.back().rejects.size(), 2U);
  EXPECT_TRUE(recorder_.runs.back().figures.empty());
}

TEST_F(Life, QuarantineHasRoomForTheSameName) {
  start();
  for (int i = 0; i < 2; ++i) {
    write(inbox("fte.csv"), "Month,FTE\nApr 2023,bad\n");
    (void)collect();
  }
  EXPECT_EQ(files(), (Files{"quarantine/fte.2.csv", "quarantine/fte.2.csv.errors.csv", "quarantine/fte.csv",
                            "quarantine/fte.csv.errors.csv"}));
}

TEST_F(Life, BadFileThatIsLeftIsReportedOnceForEachContent) {
  start("path = \"inbox\"\nafter = \"leave\"\n");
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,bad\n");
  EXPECT_NE(collect(), "");
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(recorder_.runs.size(), 1U);
  EXPECT_EQ(files(), Files{"fte.csv"});
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,worse\n");
  EXPECT_NE(collect(), "");
}

TEST_F(Life, ErrorsGuardSpreadsheetsAndSayWhatIsNotListed) {
  const std::vector<core::Reject> rejects{{0, "", "the file is empty", ""},
                                          {7, "Net", "no", "=HYPERLINK(1)", "bad_number"},
                                          {8, "+", "no", "-5"}};
  EXPECT_EQ(errors_csv(rejects, 3),
            "line,column,reason,raw,kind\r\n"
            ",\"\",\"the file is empty\",\"\",\r\n"
            "7,\"Net\",\"no\",\"'=HYPERLINK(1)\",bad_number\r\n"
            "8,\"'+\",\"no\",\"'-5\",\r\n"
            ",\"\",\"3 further rows are rejected\",\"\",\r\n");
}

TEST_F(Life, ContradictionsCountAsRejects) {
  start();
  recorder_.conflicts = {2, {{2, "", "line 3 says otherwise", ""}, {3, "", "line 2 says otherwise", ""}}};
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,4\nApr 2023,5\n");
  EXPECT_EQ(collect(),
            "fte.csv: quarantined, 2 read, 2 rejected, 0 missing\n"
            "  2 of 2 rows rejected, none is allowed; the first is line 2: line 3 says otherwise\n");
}

constexpr auto spend_settings = R"(
path = "inbox"
layout = "transactions"
[collector.columns]
date = "Date"
amount = "Net"
[[collector.sum]]
indicator = "spend"
)";

TEST_F(Life, SameLinesUnderAnotherNameCountOnce) {
  configure_with(spend_settings);
  write(inbox("april.csv"), "Date,Net\n03/04/2023,5.10\n");
  (void)collect();
  write(inbox("copy of april.csv"), "Date,Net\n03/04/2023,5.10\n");
  EXPECT_EQ(collect(),
            "copy of april.csv: unchanged\n"
            "  the same content was recorded on 1970-01-01 00:00 UTC from april.csv\n");
  EXPECT_EQ(files(), (Files{"done/april.csv", "done/copy of april.csv"}));
  EXPECT_EQ(recorder_.runs.back().outcome, RunOutcome::unchanged);
}

TEST_F(Life, SumsAreContributionsWithTheirNumberOfLines) {
  configure_with(spend_settings);
  write(inbox("april.csv"), "Date,Net\n03/04/2023,5.10\n04/04/2023,1\n");
  (void)collect();
  ASSERT_EQ(recorder_.runs.size(), 1U);
  EXPECT_TRUE(recorder_.runs[0].origin.contribution);
  EXPECT_EQ(figures(recorder_.runs[0]), "spend Apr 2023 = 6.10 (2 lines)\n");
}

TEST_F(Life, FileThatGrowsWhileReadIsReadAgainLater) {
  start();
  write(inbox("fte.csv"), april);
  recorder_.on_add = [&] {
    recorder_.on_add = {};
    write(inbox("fte.csv"), april + std::string("May 2023,5\n"));
  };
  EXPECT_EQ(collect(), "waiting: fte.csv changed while it was read; it waits\n");
  EXPECT_TRUE(recorder_.runs.empty()) << "not even a run";
  EXPECT_EQ(collect(), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
}

TEST_F(Life, FileRemovedWhileReadDoesNotCount) {
  start();
  write(inbox("fte.csv"), april);
  recorder_.on_add = [&] { fs::remove(inbox("fte.csv")); };
  EXPECT_EQ(collect(), "fte.csv: failed\n  it was removed while it was read; nothing of it counts\n");
  ASSERT_EQ(recorder_.runs.size(), 1U);
  EXPECT_TRUE(recorder_.runs[0].figures.empty());
}

TEST_F(Life, FullLedgerLeavesTheFileWhereItIs) {
  start();
  write(inbox("fte.csv"), april);
  recorder_.on_add = [] { throw std::runtime_error("disk full"); };
  EXPECT_THROW((void)collect(), std::runtime_error);
  EXPECT_EQ(files(), Files{"fte.csv"});
  EXPECT_TRUE(recorder_.runs.empty());
  recorder_.on_add = {};
  EXPECT_EQ(collect(), "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n");
}

TEST_F(Life, StopsWhenAsked) {
  start();
  write(inbox("fte.csv"), april);
  stop_.request_stop();
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(files(), Files{"fte.csv"});
}

TEST_F(Life, StopsWithinAFile) {
  start();
  std::string text = "Month,FTE\n";
  for (int i = 0; i < 300'000; ++i) text += "Apr 2023,4\n";
  write(inbox("fte.csv"), text);
  recorder_.on_add = [&] { stop_.request_stop(); };
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(files(), Files{"fte.csv"});
  EXPECT_TRUE(recorder_.runs.empty()) << "what was begun is rolled back";
}

TEST_F(Life, DirectoryInsteadOfAFileIsSaidEachTimeAndKeptOnce) {
  start();
  fs::create_directory(inbox("fte.csv"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(collect(), "fte.csv: failed\n  is a directory where a file was expected\n");
  }
  EXPECT_EQ(recorder_.runs.size(), 1U);
}

TEST_F(Life, FileWithoutPermissionIsSaid) {
  start();
  write(inbox("fte.csv"), april);
  fs::permissions(inbox("fte.csv"), fs::perms::none);
  fs::permissions(folder(), fs::perms::all);
  fs::permissions(folder() / "inbox", fs::perms::all);
  const bool root = ::geteuid() == 0;
  const int dropped = root ? ::seteuid(65534) : 0;
  const auto said = collect();
  const int regained = root ? ::seteuid(0) : 0;
  ASSERT_EQ(dropped, 0);
  ASSERT_EQ(regained, 0);
  EXPECT_EQ(said, "fte.csv: failed\n  cannot be read: Permission denied; let the service's user read it\n");
}

TEST_F(Life, MissingDirectoryIsAProblemOfTheCollector) {
  start("path = \"nowhere\"\n");
  EXPECT_EQ(collect(),
            "problem: " + (folder() / "nowhere").string() + " does not exist; make it or correct \"path\"\n");
}

TEST_F(Life, OneFileMayBeNamed) {
  start("path = \"inbox/fte.csv\"\n");
  EXPECT_EQ(collect(), "") << "it has not come yet";
  write(inbox("fte.csv"), april);
  write(inbox("other.csv"), april);
  EXPECT_EQ(collect(), "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(files(), (Files{"done/fte.csv", "other.csv"}));
  EXPECT_EQ(collector_->watched(), (std::vector<fs::path>{folder() / "inbox", folder() / "inbox/done"}));
}

TEST_F(Life, TakesTheFilesOfItsPatternInOrderOfTimeThenName) {
  start("path = \"inbox\"\nfiles = \"fte-*.csv\"\n");
  const auto time = fs::file_time_type::clock::now();
  for (const auto* name : {"fte-2.csv", "fte-1.CSV", "other.csv", ".fte-3.csv", "fte-4.csv.part",
                           "fte-5.csv.tmp", "~$fte-6.csv", "fte-7.csv~"}) {
    write(inbox(name), april);
    fs::last_write_time(inbox(name), time);
  }
  write(inbox("fte-0.csv"), "Month,FTE\nMay 2023,4\n");
  fs::last_write_time(inbox("fte-0.csv"), time + std::chrono::milliseconds{1});
  EXPECT_EQ(collect(),
            "fte-1.CSV: recorded, 1 read, 0 rejected, 0 missing\n"
            "fte-2.csv: unchanged\n  the same content was recorded on 1970-01-01 00:00 UTC from fte-1.CSV\n"
            "fte-0.csv: recorded, 1 read, 0 rejected, 0 missing\n"
            "unread: fte-7.csv~ is not read: no collector takes such names\n"
            "unread: other.csv is not read: no collector takes such names\n");
  EXPECT_EQ(collector_->watched(), (std::vector<fs::path>{folder() / "inbox", folder() / "inbox/done"}));
}

TEST_F(Life, DoneThatCannotBeMadeIsSaidAndNothingCountsTwice) {
  start();
  write(inbox("fte.csv"), april);
  write(inbox("done"), "in the way");
  const auto said = collect();
  EXPECT_EQ(said,
            "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n  done/ cannot be opened: Not a directory\n");
  EXPECT_EQ(collect(), "problem: fte.csv: done/ cannot be opened: Not a directory\n");
  EXPECT_EQ(recorder_.begun, 1U);
  fs::remove(inbox("done"));
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(files(), Files{"done/fte.csv"});
}

TEST_F(Life, BigFileComesInPieces) {
  start();
  std::string text = "Month,FTE\n";
  for (int i = 0; i < 600'000; ++i) text += "Apr 2023,4\n";
  write(inbox("fte.csv"), text);
  EXPECT_EQ(collect(), "fte.csv: recorded, 600000 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(recorder_.runs[0].batches, 3U);
  EXPECT_EQ(recorder_.runs[0].figures.back().row.row, 600'001U);
}

TEST_F(Life, MistakesBeyondTheListAreCounted) {
  start();
  std::string text = "Month,FTE\n";
  for (int i = 0; i < 20'000; ++i) text += "Apr 2023,bad\n";
  write(inbox("fte.csv"), text);
  EXPECT_EQ(collect(),
            "fte.csv: quarantined, 10000 read, 10000 rejected, 0 missing\n"
            "  10000 of the first 10000 of 20000 rows rejected, none is allowed; the first is line 2, column "
            "\"FTE\": \"bad\" "
            "is not a "
            "number; if it stands for no figure, add it to missing\n")
      << "after so many, reading on tells nobody anything";
}

}  // namespace
}  // namespace waymark::csv::tests
