#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const auto spend = key("agency_spend");
const auto april = month(2024, 4), may = month(2024, 5), june = month(2024, 6);

// Files of spend lines: what each contributes to a month is `Rows().value(spend, month, sum, rows)`.
class Contributions : public LedgerTest {
 protected:
  core::RowCounts file_with(const std::string& path, std::uint8_t content, const Rows& rows) {
    auto from = origin(path, content);
    from.contribution = true;
    return record(rows, from);
  }
  [[nodiscard]] core::Known known(const std::string& path, std::uint8_t content,
                                  std::int64_t modified_ns = 5) {
    auto from = origin(path, content);
    from.contribution = true;
    from.modified_ns = modified_ns;
    return writer().known(from);
  }
  // `first.csv 10.10 (3), second.csv 5 (1)` for the last version.
  [[nodiscard]] std::string made_of(core::Period period, Moment before = {}) const {
    const auto versions = reader().at(before)->provenance(spend, period);
    std::string text;
    for (const auto& part :
         versions.empty() ? std::vector<core::Provenance::Part>{} : versions.back().contributions) {
      if (!text.empty()) text += ", ";
      text += part.path + " " + part.sum.text() + " (" + std::to_string(part.rows) + ")";
    }
    return text;
  }
  void TearDown() override { EXPECT_THAT(check(file), IsEmpty()); }
};

TEST_F(Contributions, APeriodIsTheSumOverTheCurrentFiles) {
  EXPECT_EQ(told(file_with("first.csv", 1, Rows().value(spend, april, "10.10", 3).value(spend, may, "7", 1))),
            "read 2, accepted 2");
  EXPECT_EQ(
      told(file_with("second.csv", 2, Rows().value(spend, may, "0.255", 2).value(spend, june, "-3", 1))),
      "read 2, accepted 1, revised 1");
  EXPECT_EQ(held(spend, april), "10.10");
  EXPECT_EQ(held(spend, may), "7.255");
  EXPECT_EQ(held(spend, june), "-3");
  EXPECT_EQ(made_of(may), "first.csv 7 (1), second.csv 0.255 (2)");
}

TEST_F(Contributions, RowsOfOneFileForOnePeriodAreAdded) {
  file_with("first.csv", 1, Rows().value(spend, april, "1.5", 2).value(spend, april, "2.25", 1));
  EXPECT_EQ(held(spend, april), "3.75");
  EXPECT_EQ(made_of(april), "first.csv 3.75 (3)");
}

TEST_F(Contributions, AReplacedFileReplacesWhatItContributed) {
  file_with("first.csv", 1, Rows().value(spend, april, "10", 1).value(spend, may, "20", 1));
  file_with("second.csv", 2, Rows().value(spend, april, "1", 1));
  clock.now += 1h;
  const auto moment = clock.now;
  EXPECT_EQ(told(file_with("first.csv", 3, Rows().value(spend, april, "12", 2).value(spend, june, "5", 1))),
            "read 2, accepted 1, revised 2");
  EXPECT_EQ(held(spend, april), "13");
  EXPECT_EQ(held(spend, may), "-");
  EXPECT_EQ(held(spend, june), "5");
  EXPECT_EQ(made_of(may), "");
  EXPECT_EQ(held(spend, april, moment), "11");
  EXPECT_EQ(held(spend, may, moment), "20");
  EXPECT_EQ(made_of(april, moment), "first.csv 10 (1), second.csv 1 (1)");
}

TEST_F(Contributions, AShrunkFileLeavesTheOthersInTheSum) {
  file_with("first.csv", 1, Rows().value(spend, april, "10", 1));
  file_with("second.csv", 2, Rows().value(spend, april, "1", 1));
  EXPECT_EQ(told(file_with("first.csv", 3, Rows())), "revised 1");
  EXPECT_EQ(held(spend, april), "1");
  EXPECT_EQ(told(file_with("second.csv", 4, Rows())), "revised 1");
  EXPECT_EQ(held(spend, april), "-");
  EXPECT_EQ(told(file_with("second.csv", 5, Rows())), "");
  EXPECT_EQ(told(file_with("second.csv", 6, Rows().value(spend, april, "4", 1))), "read 1, revised 1");
  EXPECT_EQ(held(spend, april), "4");
}

TEST_F(Contributions, TheSameSumFromOtherRowsIsUnchanged) {
  file_with("first.csv", 1, Rows().value(spend, april, "10", 1));
  EXPECT_EQ(told(file_with("first.csv", 2, Rows().value(spend, april, "10.00", 4))), "read 1, unchanged 1");
  EXPECT_EQ(reader().now()->provenance(spend, april).size(), 1U);
}

TEST_F(Contributions, CollectorsAddUpApart) {
  file_with("first.csv", 1, Rows().value(spend, april, "10", 1));
  auto from = origin("first.csv", 2);
  from.collector.text = "other";
  from.contribution = true;
  record(Rows().value(spend, april, "4", 1), from);
  EXPECT_EQ(held(spend, april), "4");
  EXPECT_EQ(made_of(april), "first.csv 4 (1)");
}

TEST_F(Contributions, ASumBeyondWhatAFigureHoldsRefusesTheFile) {
  file_with("first.csv", 1, Rows().value(spend, april, "9223372036854775807", 1));
  EXPECT_EQ(failure([&] {
              file_with("second.csv", 2, Rows().value(spend, april, "1", 1).value(spend, may, "2", 1));
            }),
            "second.csv: the sum for agency_spend Apr 2024 has more digits than a figure can hold; nothing "
            "of the file "
            "was recorded, correct its amounts");
  EXPECT_EQ(held(spend, april), "9223372036854775807");
  EXPECT_EQ(held(spend, may), "");
}

TEST_F(Contributions, TheSameBytesUnderAnotherNameChangeNothing) {
  file_with("first.csv", 1, Rows().value(spend, april, "10", 1));
  EXPECT_EQ(known("first.csv", 9).seen, core::Seen::never);
  const auto copy = known("copy of first.csv", 1);
  EXPECT_EQ(copy.seen, core::Seen::known);
  EXPECT_EQ(copy.path, "first.csv");
  EXPECT_EQ(copy.when, clock.now);
  EXPECT_EQ(told(file_with("copy of first.csv", 1, Rows().value(spend, april, "10", 1))), "");
  EXPECT_EQ(held(spend, april), "10");

  file_with("first.csv", 2, Rows().value(spend, april, "11", 1));
  EXPECT_EQ(known("first.csv", 1).seen, core::Seen::known);
  EXPECT_EQ(told(file_with("first.csv", 1, Rows().value(spend, april, "10", 1))), "");
  EXPECT_EQ(held(spend, april), "11");
}

}  // namespace
}  // namespace waymark::ledger::test
