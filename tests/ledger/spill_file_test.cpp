#include "daemon/ledger/spill_file.hpp"

#include <array>
#include <csignal>
#include <sys/resource.h>

#include <gmock/gmock.h>

#include "daemon/ledger/sqlite.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::HasSubstr;

// No file of this process may grow beyond that.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

constexpr std::array<std::uint8_t, 5> bytes{1, 2, 3, 4, 5};

TEST_F(LedgerTest, ASpillFileGivesBackWhatItWasGivenAndLeavesNoName) {
  SpillFile spill(file);
  EXPECT_EQ(spill.append(bytes), 0U);
  EXPECT_EQ(spill.append(bytes), 5U);
  std::array<std::uint8_t, 4> read{};
  spill.read(3, read);
  EXPECT_EQ(read, (std::array<std::uint8_t, 4>{4, 5, 1, 2}));
  EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
  EXPECT_THAT(failure([&] { spill.read(8, read); }), HasSubstr("a temporary file beside the ledger failed"));
}

TEST_F(LedgerTest, ASpillFileWithoutRoomSaysThatTheDiskIsFull) {
  SpillFile spill(file);
  (void)spill.append(bytes);
  const FileSizeLimit limit(8);
  EXPECT_THAT(failure([&] { (void)spill.append(bytes); }), HasSubstr("the disk is full"));
  EXPECT_THROW((void)spill.append(bytes), DiskFull);
}

TEST_F(LedgerTest, ASpillFileWithoutAFolderSaysWhy) {
  SpillFile spill(folder / "gone" / "ledger.db");
  EXPECT_THAT(
      failure([&] { (void)spill.append(bytes); }),
      HasSubstr(
          "a temporary file beside the ledger failed (No such file or directory); nothing was changed"));
}

}  // namespace
}  // namespace waymark::ledger::test
