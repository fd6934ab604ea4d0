// What lies in an inbox and waits for somebody.

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/csv/life.hpp"

namespace waymark::csv::tests {
namespace {

using Backlog = Life;

TEST_F(Backlog, WhatWaitsForSomebodyIsCounted) {
  start();
  EXPECT_EQ(backlog(), "0 quarantined");
  write(inbox("fte.csv"), april);
  write(inbox("bad.csv"), "Month,FTE\nApr 2023,bad\n");
  write(inbox("empty.csv"), "");
  write(inbox("book.xlsx"), "PK");
  fs::create_directory(inbox("2023"));
  constexpr auto unread =
      "; 2023 is a folder; files in it are not read; book.xlsx is not read: no collector takes such names; "
      "empty.csv is empty; it waits for its content";
  EXPECT_EQ(backlog(), std::string("0 quarantined") + unread);
  EXPECT_EQ(described(collector_->collect(recorder_, {.settle = false}, stop_.get_token()).backlog),
            std::string("1 quarantined") + unread);
  start();  // a process that begins anew
  EXPECT_EQ(backlog(), std::string("1 quarantined") + unread);
  for (const auto* name : {"quarantine/bad.csv", "empty.csv", "book.xlsx", "2023"}) fs::remove(inbox(name));
  EXPECT_EQ(backlog(), "0 quarantined") << "reasons alone are no file";
}

TEST_F(Backlog, QuarantineIsCountedForTheCollectorOfTheFile) {
  start("path = \"inbox\"\nfiles = \"fte.csv\"\n");
  for (int i = 0; i < 2; ++i) {
    write(inbox("fte.csv"), "Month,FTE\nApr 2023,bad\n");
    (void)collect();
  }
  EXPECT_EQ(backlog(), "2 quarantined") << "the second under a number";
  start("path = \"inbox\"\nfiles = \"spend*.csv\"\n");
  EXPECT_EQ(backlog(), "0 quarantined");
  start("path = \"inbox/fte.csv\"\n");
  EXPECT_EQ(backlog(), "2 quarantined");
}

TEST_F(Backlog, BadFileThatStaysWhereItIsIsCounted) {
  start("path = \"inbox\"\nafter = \"leave\"\n");
  write(inbox("fte.csv"), "Month,FTE\nApr 2023,bad\n");
  (void)collect();
  EXPECT_EQ(backlog(), "1 quarantined");
  write(inbox("fte.csv"), april);
  (void)collect();
  EXPECT_EQ(backlog(), "0 quarantined");
  start();  // it moves files, and cannot
  write(inbox("quarantine"), "in the way");
  write(inbox("bad.csv"), "Month,FTE\nApr 2023,bad\n");
  (void)collect();
  EXPECT_EQ(backlog(), "1 quarantined");
}

}  // namespace
}  // namespace waymark::csv::tests
