// Lines of transactions known again: by their digests, and as blocks within a file.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "collectors/cells/line_digest.hpp"
#include "collectors/cells/repeated_blocks.hpp"

namespace waymark::cells {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::uint64_t digest(std::initializer_list<std::string_view> cells) {
  static const Periods::Names none;
  Periods days(none, Periods::Style{});
  return LineDigest(days).of(std::vector(cells), {});
}

TEST(LineDigest, IsTheSameForALineThatASpreadsheetSavedAgain) {
  const auto line = digest({"01/04/2024", "00123", "Agency staff, week 1", "1234.50", ""});
  EXPECT_EQ(digest({"2024-04-01", "123", "Agency staff, week 1",
                    "\xC2\xA3"
                    "1,234.50"}),
            line);
  EXPECT_EQ(digest({"1/4/24", "123.0", " Agency staff, week 1 ", "1,234.5", "", ""}), line);
  EXPECT_EQ(digest({"01/04/2024 00:00", "00123", "Agency staff, week 1", "1234.5"}), line);
}

TEST(LineDigest, IsTheSameWhereCellsAreKnown) {
  static const Periods::Names none;
  Periods days(none, {});
  const std::vector<std::string_view> cells{"01/04/2024", "Agency", "1,234.50"};
  const std::chrono::sys_days april{std::chrono::year{2024} / 4 / 1};
  EXPECT_EQ(LineDigest(days).of(cells, {0, april, 2, {123450, 2}}), LineDigest(days).of(cells, {}));
}

TEST(LineDigest, DiffersWhereALineDoes) {
  const auto line = digest({"01/04/2024", "123", "Agency staff", "1234.50"});
  EXPECT_NE(digest({"02/04/2024", "123", "Agency staff", "1234.50"}), line);
  EXPECT_NE(digest({"01/04/2024", "124", "Agency staff", "1234.50"}), line);
  EXPECT_NE(digest({"01/04/2024", "123", "Agency Staff", "1234.50"}), line);
  EXPECT_NE(digest({"01/04/2024", "123", "Agency staff", "-1234.50"}), line);
  EXPECT_NE(digest({"01/04/2024", "123", "", "Agency staff", "1234.50"}), line);
  EXPECT_NE(digest({"a", "b"}), digest({"ab"}));
  EXPECT_NE(digest({"1", "2"}), digest({"12"}));
}

// What ledgers hold is compared with what this program makes, so it never changes.
TEST(LineDigest, StaysAsItIs) {
  EXPECT_EQ(digest({"01/04/2024", "123", "Agency staff", "1234.50"}), 17779071889013836454U);
}

TEST(RepeatedBlocks, AreTwoLinesOrMoreThatStoodFurtherUp) {
  const auto found = [](std::vector<std::uint64_t> digests) { return repeated_blocks(digests); };
  EXPECT_THAT(found({}), IsEmpty());
  EXPECT_THAT(found({1}), IsEmpty());
  EXPECT_THAT(found({1, 2, 3, 4}), IsEmpty());
  EXPECT_THAT(found({1, 2, 1, 2}), ElementsAre(2, 3));
  EXPECT_THAT(found({1, 2, 3, 9, 1, 2, 3, 8}), ElementsAre(4, 5, 6));
  EXPECT_THAT(found({1, 2, 9, 1, 2, 8, 1, 2}), ElementsAre(3, 4, 6, 7));
}

TEST(RepeatedBlocks, AreNotLinesThatAreAlikeSideBySide) {
  EXPECT_THAT(repeated_blocks(std::vector<std::uint64_t>{1, 1, 2, 2, 3, 3, 3, 3}), IsEmpty());
  EXPECT_THAT(repeated_blocks(std::vector<std::uint64_t>{1, 2, 1, 3, 2}), IsEmpty());
}

TEST(RepeatedBlocks, AreFoundInALongFile) {
  std::vector<std::uint64_t> digests;
  for (std::uint64_t i = 0; i < 5000; ++i) digests.push_back(i * 0x9E3779B97F4A7C15U);
  for (std::uint64_t i = 100; i < 110; ++i) digests.push_back(digests[i]);
  EXPECT_THAT(repeated_blocks(digests),
              ElementsAre(5000, 5001, 5002, 5003, 5004, 5005, 5006, 5007, 5008, 5009));
}

}  // namespace
}  // namespace waymark::cells
