// What a run that was cut off left behind, or somebody who put a file back.

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/csv/life.hpp"

namespace waymark::csv::tests {
namespace {

using core::RunOutcome;
using Interrupted = Life;

TEST_F(Interrupted, FileLeftBehindByACrashIsMovedAndNotCountedTwice) {
  // The commit happened, the rename did not.
  start("path = \"inbox\"\nafter = \"leave\"\n");
  write(inbox("fte.csv"), april);
  (void)collect();
  EXPECT_EQ(files(), Files{"fte.csv"});
  start();
  (void)collect();
  EXPECT_EQ(files(), Files{"done/fte.csv"});
  EXPECT_EQ(recorder_.runs.back().outcome, RunOutcome::unchanged);
}

// It was put back and its reasons were not, or the run that wrote them was cut off before the move.
TEST_F(Interrupted, ReasonsWithoutTheirFileAreReplaced) {
  start();
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,bad\n");
  (void)collect();
  fs::rename(inbox("quarantine/fte.csv"), inbox("fte.csv"));
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,worse\n");
  (void)collect();
  EXPECT_EQ(files(), (Files{"quarantine/fte.csv", "quarantine/fte.csv.errors.csv"}));
  EXPECT_TRUE(contents(inbox("quarantine/fte.csv.errors.csv")).contains("worse"));
}

// Somebody dropped a list of reasons into the inbox, as it was or mended.
TEST_F(Interrupted, DeliveredFileThatIsCalledLikeReasonsIsNotReplaced) {
  start();
  write(inbox("fte.csv.errors.csv"), "line,column,reason,raw\r\n");
  (void)collect();
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,bad\n");
  (void)collect();
  EXPECT_EQ(files(), (Files{"quarantine/fte.2.csv", "quarantine/fte.2.csv.errors.csv",
                            "quarantine/fte.csv.errors.csv", "quarantine/fte.csv.errors.csv.errors.csv"}));
  EXPECT_EQ(contents(inbox("quarantine/fte.csv.errors.csv")), "line,column,reason,raw\r\n");
  EXPECT_EQ(backlog(), "2 quarantined");
}

// File systems that cannot rename without replacing make a second name and take the first away.
TEST_F(Interrupted, MoveThatWasCutOffIsFinished) {
  start();
  write(inbox("fte.csv"), april);
  write(inbox("bad.csv"), "Month,FTE\nApr 2023,bad\n");
  (void)collect();
  fs::create_hard_link(inbox("done/fte.csv"), inbox("fte.csv"));
  fs::create_hard_link(inbox("quarantine/bad.csv"), inbox("bad.csv"));
  fs::create_hard_link(inbox("done/fte.csv"), folder() / "elsewhere.csv");
  const std::string refused =
      "  has a further name elsewhere (a hard link); only a file of one name is read, so put a copy there\n";
  EXPECT_EQ(collect(), "fte.csv: failed\n" + refused) << "three names: somebody else made one";
  EXPECT_EQ(files(),
            (Files{"done/fte.csv", "fte.csv", "quarantine/bad.csv", "quarantine/bad.csv.errors.csv"}));
  fs::remove(folder() / "elsewhere.csv");
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(files(), (Files{"done/fte.csv", "quarantine/bad.csv", "quarantine/bad.csv.errors.csv"}));
  fs::create_hard_link(inbox("done/fte.csv"), inbox("other.csv"));
  EXPECT_EQ(collect(), "other.csv: failed\n" + refused) << "no move gives it another name";
}

}  // namespace
}  // namespace waymark::csv::tests
