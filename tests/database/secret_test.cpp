#include "collectors/database/secret.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"

namespace waymark::database {
namespace {

namespace fs = std::filesystem;

class Password : public testing::Test {
 protected:
  // What the file gives, or why not, without the file's name.
  std::string read(const std::string& content, fs::perms mode) {
    std::ofstream(file_) << content;
    fs::permissions(file_, mode);
    const auto secret = read_password(file_);
    if (secret) return std::string(secret->text());
    const auto prefix = "password_file " + file_.string() + ": ";
    EXPECT_EQ(secret.error().substr(0, prefix.size()), prefix);
    return secret.error().substr(prefix.size());
  }

  waymark::tests::TemporaryDirectory folder_;
  fs::path file_ = folder_.path() / "password";
};

constexpr auto own = fs::perms::owner_read | fs::perms::owner_write;

TEST_F(Password, IsTheFirstLine) {
  EXPECT_EQ(read("correct horse; {battery}\n", own), "correct horse; {battery}");
  EXPECT_EQ(read("no line end", own | fs::perms::group_read), "no line end");
  EXPECT_EQ(read("from Windows\r\nsecond line", own), "from Windows");
}

TEST_F(Password, IsRefusedWhereEverybodyMayReadIt) {
  EXPECT_EQ(read("secret", own | fs::perms::others_read),
            "everybody on this machine may read it; run chmod o-r on it");
  EXPECT_EQ(read("\n", own), "its first line is empty");
  EXPECT_EQ(read(std::string(5000, 'x'), own), "its first line is too long for a password");
  fs::remove(file_);
  EXPECT_EQ(read_password(file_).error(), "password_file " + file_.string() + ": No such file or directory");
  EXPECT_EQ(read_password(folder_.path()).error(),
            "password_file " + folder_.path().string() + ": it is not a file");
}

TEST(Secret, NeverGrowsIntoAnotherPlace) {
  Secret secret(4);
  const char* const place = secret.c_str();
  secret.append("abc");
  secret.append("defg");
  EXPECT_EQ(secret.text(), "abcd");
  EXPECT_EQ(secret.c_str(), place);
}

}  // namespace
}  // namespace waymark::database
