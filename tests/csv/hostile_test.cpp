// Whoever may drop files can do anything in an inbox, at any time. None of it may reach a file outside, show
// what the service can read, or stop it.

#include <array>
#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "collectors/csv/file_source.hpp"
#include "collectors/csv/names.hpp"
#include "collectors/csv/taken.hpp"
#include "tests/csv/life.hpp"

namespace waymark::csv::tests {
namespace {

using core::RunOutcome;

constexpr auto bad = "Month,FTE\nApr 2023,bad\n";
constexpr auto precious = "figures of ten years\n";
constexpr uid_t service = 2, uploader = 65534;

// Another user for a while, which only root can be.
class As {
 public:
  explicit As(uid_t user) : done_(::seteuid(user) == 0) { EXPECT_TRUE(done_); }
  ~As() { EXPECT_EQ(::seteuid(0), 0); }
  As(const As&) = delete;
  As& operator=(const As&) = delete;

 private:
  bool done_;
};

class Hostile : public Life {
 protected:
  void SetUp() override {
    Life::SetUp();
    write(victim(), precious);
    start();
  }
  void TearDown() override { EXPECT_EQ(contents(victim()), precious); }
  fs::path victim() const { return folder() / "ledger.db"; }
  void make_quarantine() const { fs::create_directory(inbox("quarantine")); }
};

TEST_F(Hostile, LinksInQuarantineAreNotWrittenThrough) {
  make_quarantine();
  for (const auto* name : {".x.csv.errors.csv.tmp", "x.csv.errors.csv", "x.2.csv", ".waymark-taken"}) {
    fs::create_symlink(victim(), inbox("quarantine") / name);
  }
  write(inbox("x.csv"), bad);
  (void)collect();
  EXPECT_EQ(contents(inbox("quarantine/x.3.csv")), bad);
  EXPECT_NE(contents(inbox("quarantine/x.3.csv.errors.csv")), "");
}

TEST_F(Hostile, LinksInDoneAreNotFollowedNorReplaced) {
  fs::create_directory(inbox("done"));
  fs::create_symlink(victim(), inbox("done/x.csv"));
  fs::create_symlink(victim(), inbox("done/.waymark-taken"));
  write(inbox("x.csv"), april);
  (void)collect();
  EXPECT_EQ(contents(inbox("done/x.2.csv")), april);
  EXPECT_TRUE(fs::is_symlink(inbox("done/x.csv")));
}

TEST_F(Hostile, DoneThatIsALinkIsNotUsed) {
  fs::create_directory(folder() / "elsewhere");
  fs::create_directory_symlink(folder() / "elsewhere", inbox("done"));
  write(inbox("x.csv"), april);
  EXPECT_EQ(collect(),
            "x.csv: recorded, 1 read, 0 rejected, 0 missing\n"
            "  done/ is a link; remove it, and the service makes a folder of its own\n");
  EXPECT_TRUE(fs::is_empty(folder() / "elsewhere"));
  EXPECT_EQ(contents(inbox("x.csv")), april);
  EXPECT_EQ(collect(),
            "problem: x.csv: done/ is a link; remove it, and the service makes a folder of its own\n");
  fs::remove(inbox("done"));
  EXPECT_EQ(collect(), "");
  EXPECT_EQ(files(), Files{"done/x.csv"});
}

TEST_F(Hostile, LinkToASecretShowsNothingOfIt) {
  fs::create_symlink(victim(), inbox("x.csv"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(collect(),
              "x.csv: failed\n  is a link; only files themselves are read, so put the file there\n");
  }
  ASSERT_EQ(recorder_.runs.size(), 1U) << "said each time, and kept once";
  EXPECT_TRUE(recorder_.runs[0].rejects.empty());
}

TEST_F(Hostile, HardLinkToASecretShowsNothingOfIt) {
  fs::create_hard_link(victim(), inbox("x.csv"));
  EXPECT_EQ(collect(),
            "x.csv: failed\n  has a further name elsewhere (a hard link); only a file of one name is read, "
            "so put a copy there\n");
}

TEST_F(Hostile, PipesSocketsAndFoldersAreNotWaitedFor) {
  ASSERT_EQ(::mkfifo(inbox("pipe.csv").c_str(), 0666), 0);
  fs::create_directory(inbox("folder.csv"));
  fs::create_directory(inbox("2025"));
  const int handle = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  inbox("s.csv").string().copy(&address.sun_path[0], sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(handle);
  const auto said = collect();
  EXPECT_NE(said.find("pipe.csv: failed\n  is a pipe, not a file\n"), std::string::npos) << said;
  EXPECT_NE(said.find("s.csv: failed\n  is a socket, not a file\n"), std::string::npos) << said;
  EXPECT_NE(said.find("folder.csv: failed\n  is a directory where a file was expected\n"), std::string::npos);
  EXPECT_NE(said.find("unread: 2025 is a folder; files in it are not read\n"), std::string::npos) << said;
}

TEST_F(Hostile, SparseFileIsRefusedUnread) {
  write(inbox("x.csv"), "Month,FTE\n");
  fs::resize_file(inbox("x.csv"), 20'000'000'000);
  EXPECT_EQ(collect(),
            "x.csv: quarantined\n  the file has 20000000000 bytes, more than max_bytes = 4294967296; raise "
            "max_bytes if it is right\n");
  EXPECT_EQ(files(), (Files{"quarantine/x.csv", "quarantine/x.csv.errors.csv"}));
}

TEST_F(Hostile, ReadingAHugeFileEndsWhenAsked) {
  write(inbox("x.csv"), "Month,FTE\n");
  fs::resize_file(inbox("x.csv"), 20'000'000'000);
  const auto opened = Directory::open(folder() / "inbox", ::geteuid());
  ASSERT_TRUE(opened);
  const auto file = File::open(*opened, "x.csv");
  ASSERT_TRUE(file) << file.error();
  stop_.request_stop();
  EXPECT_EQ(digest(*file, stop_.get_token()).error(), reading_stopped);
  FileSource source(*file, true, stop_.get_token());
  EXPECT_EQ(source.next().error(), reading_stopped);
  EXPECT_EQ(source.look(0).error(), reading_stopped);
  EXPECT_EQ(source.digest().error(), reading_stopped);
}

TEST_F(Hostile, WhatTookTheFilesPlaceIsNotMovedInItsStead) {
  write(inbox("x.csv"), april);
  write(folder() / "other", bad);
  recorder_.before_commit = [&] {
    recorder_.before_commit = {};
    fs::rename(folder() / "other", inbox("x.csv"));
  };
  EXPECT_EQ(
      collect(),
      "x.csv: recorded, 1 read, 0 rejected, 0 missing\n  another file took its place before it could be "
      "moved\n");
  EXPECT_EQ(files(), Files{"x.csv"});
  EXPECT_NE(collect().find("x.csv: quarantined"), std::string::npos);
}

TEST_F(Hostile, FilesSwappedForLinksAgainAndAgain) {
  write(inbox("x.csv"), april);
  fs::create_symlink(victim(), inbox(".link"));
  std::atomic<bool> ended = false;
  std::thread swaps([&] {
    while (!ended) {
      ::renameat2(AT_FDCWD, inbox("x.csv").c_str(), AT_FDCWD, inbox(".link").c_str(), RENAME_EXCHANGE);
    }
  });
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(collect().find("ten years"), std::string::npos);
    write(inbox(".new"), april);
    fs::rename(inbox(".new"), inbox("x.csv"));
  }
  ended = true;
  swaps.join();
  for (const auto& run : recorder_.runs) {
    for (const auto& reject : run.rejects) EXPECT_EQ(reject.raw.find("ten years"), std::string::npos);
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder() / "inbox")) {
    if (entry.is_regular_file() && !entry.is_symlink()) {
      EXPECT_NE(contents(entry.path()), precious);
    }
  }
}

TEST_F(Hostile, NamesOfAnyBytesAndLength) {
  const std::string longest = std::string(251, 'y') + ".csv";
  for (const auto& name : {longest, std::string("caf\xe9 figures.csv"), std::string("two\nlines.csv"),
                           std::string("=cmd|calc.csv"), std::string("\x1b[2J.csv")}) {
    for (int i = 0; i < 2; ++i) {
      write(inbox(name), std::string(bad) + std::to_string(i) + "\n");
      EXPECT_NE(collect().find("quarantined"), std::string::npos);
    }
    const auto second = numbered(name, 2);
    EXPECT_TRUE(fs::exists(inbox("quarantine") / second));
    EXPECT_TRUE(fs::exists(inbox("quarantine") / errors_name(second)));
    EXPECT_TRUE(fs::exists(inbox("quarantine") / errors_name(name)));
  }
}

TEST(HostileNames, AreCutBetweenCharactersAndKeepTheirEnding) {
  std::string text;
  for (int i = 0; i < 125; ++i) text += "é";
  const auto name = numbered(text + ".csv", 2);
  EXPECT_LE(name.size(), longest_name);
  EXPECT_TRUE(name.ends_with("é.2.csv"));
  EXPECT_EQ(numbered("spend.csv", 3), "spend.3.csv");
  EXPECT_EQ(numbered(".csv", 2), ".csv.2");
  EXPECT_EQ(errors_name("spend.csv"), "spend.csv.errors.csv");
  EXPECT_EQ(errors_name(std::string(255, 'y')).size(), longest_name);
}

TEST(HostileNames, ListOfWhatWasTakenHoldsAnyName) {
  const Put put{"caf\xe9 %\n.csv", "x y.csv", {1, 2, 3, -4, 5}, {7}};
  Put back;
  const auto line = line_of(put);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  ASSERT_TRUE(read_line(std::string_view(line).substr(0, line.size() - 1), back));
  EXPECT_EQ(back, put);
  for (const auto* wrong : {"", "1", "1 2 3 4 5 6 7 8", "a b c d e f g h"})
    EXPECT_FALSE(read_line(wrong, back));
  auto slash = put;
  slash.path = "../x";
  const auto wrong = line_of(slash);
  EXPECT_FALSE(read_line(std::string_view(wrong).substr(0, wrong.size() - 1), back));
}

// The same by two users.
class TwoUsers : public Hostile {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can be a second user";
    Hostile::SetUp();
    ::umask(0022);
    ASSERT_EQ(::chown(folder().c_str(), service, 0), 0);
    ASSERT_EQ(::chown(victim().c_str(), service, 0), 0);
    ASSERT_EQ(::chown((folder() / "inbox").c_str(), uploader, 0), 0);
    fs::permissions(folder() / "inbox", fs::perms::all);
    configured_.settings->ledger = victim();
    collector_ = make_collector(*configured_.settings);
  }
  void TearDown() override {
    if (::geteuid() == 0) Hostile::TearDown();
  }
  std::string collect_as_service() {
    const As user(service);
    return collect();
  }
};

TEST_F(TwoUsers, FoldersOfTheUploaderAreNotUsed) {
  {
    const As user(uploader);
    fs::create_directory(inbox("done"));
    fs::create_directory(inbox("quarantine"));
    fs::permissions(inbox("done"), fs::perms::all);
    fs::permissions(inbox("quarantine"), fs::perms::all);
    write(inbox("good.csv"), april);
    write(inbox("x.csv"), bad);
  }
  const auto said = collect_as_service();
  EXPECT_NE(
      said.find("done/ belongs to another user (65534) than the service (2); remove it, and the service "
                "makes a folder of its own"),
      std::string::npos)
      << said;
  EXPECT_NE(said.find("quarantine/ belongs to another user"), std::string::npos) << said;
  EXPECT_EQ(files(), (Files{"good.csv", "x.csv"}));
}

TEST_F(TwoUsers, InboxMayBelongToTheUploader) {
  {
    const As user(uploader);
    write(inbox("x.csv"), april);
  }
  EXPECT_EQ(collect_as_service(), "x.csv: recorded, 1 read, 0 rejected, 0 missing\n");
  struct stat done{};
  ASSERT_EQ(::stat(inbox("done").c_str(), &done), 0);
  EXPECT_EQ(done.st_uid, service);
  EXPECT_EQ(done.st_mode & 0027U, 0U);
}

TEST_F(TwoUsers, WhatRootMakesIsGivenToTheServicesUser) {
  write(inbox("x.csv"), april);
  write(inbox("y.csv"), bad);
  (void)collect();
  for (const auto* made : {"done", "done/.waymark-taken", "quarantine", "quarantine/y.csv.errors.csv"}) {
    struct stat found{};
    ASSERT_EQ(::stat(inbox(made).c_str(), &found), 0) << made;
    EXPECT_EQ(found.st_uid, service) << made;
  }
}

TEST_F(TwoUsers, FolderThatIsTheUploadersLinkIsNotTaken) {
  fs::create_directory(folder() / "drop");
  fs::permissions(folder() / "drop", fs::perms::all);
  {
    const As user(uploader);
    fs::create_directory_symlink(folder(), folder() / "drop/inbox");
  }
  configured_.settings->path = folder() / "drop/inbox";
  collector_ = make_collector(*configured_.settings);
  EXPECT_NE(collect_as_service().find("drop/inbox is a link that neither root nor the service's user made"),
            std::string::npos);
  // The service's own link may lead anywhere.
  fs::remove(folder() / "drop/inbox");
  fs::create_directory_symlink(folder() / "inbox", folder() / "drop/inbox");
  write(inbox("x.csv"), april);
  EXPECT_EQ(collect_as_service(), "x.csv: recorded, 1 read, 0 rejected, 0 missing\n");
}

}  // namespace
}  // namespace waymark::csv::tests
