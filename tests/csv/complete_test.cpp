// When a file is complete, and what becomes of one whose writer goes on after it was read.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/csv/life.hpp"

namespace waymark::csv::tests {
namespace {

using collectors::Change;
using namespace std::chrono_literals;

constexpr auto recorded = "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n";
constexpr auto waits = "waiting: fte.csv may still be being written; it waits until it does not change\n";

class Complete : public Life {
 protected:
  static void append(const fs::path& file, std::string_view text) {
    std::ofstream{file, std::ios::binary | std::ios::app} << text;
  }
  // As copying tools do.
  static void old(const fs::path& file) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::years{1});
  }
};

TEST_F(Complete, UnchangedWhileItWasWatchedForAWholeSettle) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("fte.csv"), april);
  EXPECT_EQ(collect(true), waits);
  now_ += 4999ms;
  EXPECT_EQ(collect(true), waits);
  now_ += 1ms;
  EXPECT_EQ(collect(true), recorded);
}

TEST_F(Complete, OldTimeOfAFileProvesNothing) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("fte.csv"), april);
  old(inbox("fte.csv"));
  EXPECT_EQ(collect(true), waits);
  now_ += 4s;
  append(inbox("fte.csv"), "May 2023,5\n");
  old(inbox("fte.csv"));
  EXPECT_EQ(collect(true), waits);
  now_ += 4s;
  EXPECT_EQ(collect(true), waits) << "it is watched anew since it changed";
  now_ += 1s;
  EXPECT_EQ(collect(true), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
}

TEST_F(Complete, SameSizeAndTimeButWrittenToIsAChange) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,4\n");
  const auto time = fs::last_write_time(inbox("fte.csv"));
  EXPECT_EQ(collect(true), waits);
  now_ += 4s;
  wait_for_the_clock_of_files();
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,5\n");
  fs::last_write_time(inbox("fte.csv"), time);
  now_ += 1s;
  EXPECT_EQ(collect(true), waits);
}

TEST_F(Complete, ClosedAfterWritingOrRenamedThere) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  for (const auto change : {Change::closed, Change::moved_in}) {
    write(inbox("fte.csv"), april + std::to_string(static_cast<int>(change)) + "\n");
    EXPECT_TRUE(collector_->notice(folder() / "inbox", "fte.csv", change));
    EXPECT_EQ(collect(true).substr(0, 8), "fte.csv:");
  }
}

TEST_F(Complete, WrittenToAgainAfterItWasClosedWaits) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("fte.csv"), "");
  EXPECT_TRUE(collector_->notice(folder() / "inbox", "fte.csv", Change::closed));
  EXPECT_EQ(collect(true), "unread: fte.csv is empty; it waits for its content\n");
  (void)collector_->observe();
  write(inbox("fte.csv"), april);
  EXPECT_EQ(collect(true), waits);
}

TEST_F(Complete, NoticesOfOtherFilesAreNoReason) {
  start();
  write(inbox("fte.csv"), april);
  EXPECT_FALSE(collector_->notice(folder() / "inbox", ".fte.csv.part", Change::closed));
  EXPECT_FALSE(collector_->notice(folder() / "inbox/done", "fte.csv", Change::moved_in)) << "its own doing";
  EXPECT_TRUE(collector_->notice(folder() / "inbox/done", "fte.csv", Change::closed));
  EXPECT_TRUE(collector_->notice(folder() / "inbox", "", Change::unknown));
}

TEST_F(Complete, AllAreWatchedTogetherByTheCommandLine) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  EXPECT_EQ(collector_->observe(), 0ms);
  write(inbox("fte.csv"), april);
  write(inbox("growing.csv"), april);
  EXPECT_EQ(collector_->observe(), 5s);
  now_ += 5s;
  append(inbox("growing.csv"), "May 2023,5\n");
  EXPECT_EQ(collect(true), std::string(recorded) +
                               "waiting: growing.csv may still be being written; it waits until it does not "
                               "change\n");
}

TEST_F(Complete, NowTakesFilesAsTheyAre) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("fte.csv"), april);
  EXPECT_EQ(collect(false), recorded);
}

TEST_F(Complete, EmptyFilesWaitAndAreNamed) {
  start();
  write(inbox("fte.csv"), "");
  for (const bool settle : {true, false}) {
    EXPECT_EQ(collect(settle), "unread: fte.csv is empty; it waits for its content\n");
  }
  EXPECT_TRUE(recorder_.runs.empty());
  EXPECT_EQ(files(), Files{"fte.csv"});
}

TEST_F(Complete, FileThatGrewAfterItWasPutAwayIsReadAgain) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("fte.csv"), april);
  (void)collect(false);
  EXPECT_EQ(collect(true), "");
  append(inbox("done/fte.csv"), "May 2023,5\n");
  EXPECT_EQ(collect(true),
            "waiting: done/fte.csv went on growing after it was read; it waits until it does not change\n");
  now_ += 5s;
  EXPECT_EQ(collect(true), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(collect(true), "");
  EXPECT_EQ(files(), Files{"done/fte.csv"});
  EXPECT_EQ(recorder_.runs.back().origin.path, "fte.csv");
}

TEST_F(Complete, WhateverItsNameInDoneAndWhoeverLooks) {
  start();
  write(inbox("fte.csv"), april);
  (void)collect();
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,6\n");
  (void)collect();
  start("path = \"inbox\"\nsettle = \"0s\"\n");  // another process
  append(inbox("done/fte.2.csv"), "May 2023,5\n");
  EXPECT_EQ(collect(true), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
}

TEST_F(Complete, AfterADayItIsNotLookedAtAnyMore) {
  start("path = \"inbox\"\nsettle = \"0s\"\n");
  write(inbox("fte.csv"), april);
  (void)collect();
  append(inbox("done/fte.csv"), "May 2023,5\n");
  wall_ += 25h;
  EXPECT_EQ(collect(true), "");
}

TEST_F(Complete, TouchingAFileInDoneChangesNothing) {
  start("path = \"inbox\"\nsettle = \"0s\"\n");
  write(inbox("fte.csv"), april);
  (void)collect();
  fs::permissions(inbox("done/fte.csv"), fs::perms::owner_all);
  old(inbox("done/fte.csv"));
  EXPECT_EQ(collect(true), "");
  EXPECT_EQ(recorder_.runs.size(), 1U);
}

TEST_F(Complete, PreallocatedFileIsReadAgainOnceItIsFilled) {
  start("path = \"inbox\"\nsettle = \"0s\"\n");
  write(inbox("fte.csv"), std::string("Month,FTE\nApr 2023,4\n") + std::string(11, '\0'));
  EXPECT_EQ(collect(true),
            "fte.csv: recorded, 1 read, 0 rejected, 0 missing\n"
            "  11 bytes of NUL and Ctrl-Z at the end\n");
  EXPECT_EQ(files(), Files{"done/fte.csv"});
  wait_for_the_clock_of_files();
  std::fstream{inbox("done/fte.csv"), std::ios::binary | std::ios::in | std::ios::out}
      << "Month,FTE\nApr 2023,4\nMay 2023,5\n";
  EXPECT_EQ(collect(true), "fte.csv: recorded, 2 read, 0 rejected, 0 missing\n");
  EXPECT_EQ(files(), Files{"done/fte.csv"});
}

TEST_F(Complete, FileInDoneThatBecameBadIsQuarantined) {
  start("path = \"inbox\"\nsettle = \"0s\"\n");
  write(inbox("fte.csv"), april);
  (void)collect();
  append(inbox("done/fte.csv"), "May 2023,bad\n");
  EXPECT_NE(collect(true).find("fte.csv: quarantined"), std::string::npos);
  EXPECT_EQ(files(), (Files{"quarantine/fte.csv", "quarantine/fte.csv.errors.csv"}));
  EXPECT_EQ(collect(true), "");
  wait_for_the_clock_of_files();
  append(inbox("quarantine/fte.csv"), "Jun 2023,worse\n");
  EXPECT_NE(collect(true).find("2 of 3 rows rejected"), std::string::npos);
  EXPECT_EQ(files(), (Files{"quarantine/fte.csv", "quarantine/fte.csv.errors.csv"}));
  EXPECT_NE(contents(inbox("quarantine/fte.csv.errors.csv")).find("worse"), std::string::npos);
}

TEST_F(Complete, ThoseSeenFirstAreTakenFirst) {
  start("path = \"inbox\"\nsettle = \"5s\"\n");
  write(inbox("z.csv"), april);
  (void)collect(true);
  write(inbox("a.csv"), "Month,FTE\nApr 2023,5\n");
  old(inbox("a.csv"));
  (void)collect(true);
  now_ += 5s;
  EXPECT_EQ(collect(true),
            "z.csv: recorded, 1 read, 0 rejected, 0 missing\n"
            "a.csv: recorded, 1 read, 0 rejected, 0 missing\n");
}

}  // namespace
}  // namespace waymark::csv::tests
