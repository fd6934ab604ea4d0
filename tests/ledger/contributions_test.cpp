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
      text += versions.back().file_of(part) + " " + part.sum.text() + " (" + std::to_string(part.rows) + ")";
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

TEST_F(Contributions, CollectorsAddUpTogether) {
  file_with("first.csv", 1, Rows().value(spend, april, "10", 1));
  auto from = origin("first.csv", 2);
  from.collector.text = "other";
  from.contribution = true;
  record(Rows().value(spend, april, "4", 1), from);
  EXPECT_EQ(held(spend, april), "14");
  EXPECT_EQ(made_of(april), "first.csv 4 (1), first.csv of workforce 10 (1)");
  EXPECT_EQ(told(file_with("first.csv", 3, Rows())), "revised 1");
  EXPECT_EQ(held(spend, april), "4");
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

// Lines of ten pounds each: what a file has is `lines({1, 2})`, by their digests.
class LinesOfFiles : public Contributions {
 protected:
  core::Finished file(const std::string& path, std::initializer_list<std::uint64_t> digests,
                      core::Duplicates duplicates = core::Duplicates::report) {
    auto from = origin(path, ++content_);
    from.contribution = true;
    from.duplicates = duplicates;
    Rows rows;
    if (digests.size() > 0) {
      const auto count = std::to_string(digests.size());
      rows.value(spend, april, count + "0", static_cast<std::uint32_t>(digests.size()));
      rows.value(lines, april, count, static_cast<std::uint32_t>(digests.size()));
      rows.lines(spend, april, digests, "10").lines(lines, april, digests, "1", true);
    }
    const auto recording = writer().begin(from);
    recording->add(rows.take());
    return recording->finish({.read = digests.size()});
  }
  [[nodiscard]] std::string both() const { return held(spend, april) + ", " + held(lines, april) + " lines"; }

  const core::SeriesKey lines = key("agency_lines");

 private:
  std::uint8_t content_ = 0;
};

TEST_F(LinesOfFiles, ThatStandInTwoFilesAreReportedWithCountAndSum) {
  EXPECT_EQ(file("april.csv", {1, 2, 3}).message, "");
  EXPECT_EQ(
      file("copy.csv", {3, 2, 9}).message,
      "2 of its lines stand in april.csv too, which come to 20: they count twice; where they are the same "
      "payments, set duplicates = \"once\"");
  EXPECT_EQ(both(), "60, 6 lines");
  EXPECT_EQ(file("more.csv", {9, 9, 1}).message,
            "1 of its lines stands in april.csv too, which come to 10; 1 of its lines stands in copy.csv "
            "too, which "
            "come to 10: they count twice; where they are the same payments, set duplicates = \"once\"");
}

TEST_F(LinesOfFiles, ThatAFileNoLongerHasAreNotCompared) {
  file("april.csv", {1, 2});
  file("april.csv", {3});
  EXPECT_EQ(file("copy.csv", {1, 2}).message, "");
  file("april.csv", {});
  EXPECT_EQ(file("other.csv", {3}).message, "");
}

TEST_F(LinesOfFiles, RefuseAFileWhereTheyAreSetTo) {
  file("april.csv", {1, 2});
  const auto done = file("copy.csv", {2, 3}, core::Duplicates::refuse);
  EXPECT_EQ(done.outcome, core::RunOutcome::quarantined);
  EXPECT_EQ(
      done.message,
      "1 of its lines stands in april.csv too, which come to 10; nothing of it counts, since duplicates = "
      "\"refuse\": take out what is there twice, or set \"once\"");
  EXPECT_EQ(both(), "20, 2 lines");
  EXPECT_EQ(file("new.csv", {3, 4}, core::Duplicates::refuse).outcome, core::RunOutcome::recorded);
}

TEST_F(LinesOfFiles, CountOnceInTheFileThatHasThemMost) {
  constexpr auto once = core::Duplicates::once;
  file("april.csv", {1, 1, 2}, once);
  EXPECT_EQ(file("copy.csv", {1, 2, 2, 3}, once).message,
            "2 of its lines stand in april.csv too, which come to 20: they count once");
  EXPECT_EQ(both(), "50, 5 lines");
  EXPECT_EQ(made_of(april), "april.csv 30 (3), copy.csv 20 (2)");
  // What the first file had is now had by the second alone.
  file("april.csv", {7, 8}, once);
  EXPECT_EQ(both(), "60, 6 lines");
  EXPECT_EQ(made_of(april), "april.csv 20 (2), copy.csv 40 (4)");
  file("april.csv", {}, once);
  EXPECT_EQ(both(), "40, 4 lines");
}

TEST_F(LinesOfFiles, OfOtherCollectorsCountAsTheirOwnSettingSays) {
  auto from = origin("theirs.csv", 90);
  from.collector.text = "other";
  from.contribution = true;
  record(Rows().value(spend, april, "20", 2).lines(spend, april, {1, 2}, "10"), from);
  file("april.csv", {2, 3}, core::Duplicates::once);
  EXPECT_EQ(held(spend, april), "30");
  EXPECT_EQ(made_of(april), "april.csv 10 (1), theirs.csv of other 20 (2)");
}

TEST_F(LinesOfFiles, CountOnceWhicheverFileComesFirst) {
  constexpr auto once = core::Duplicates::once;
  file("copy.csv", {1, 2, 2, 3}, once);
  file("april.csv", {1, 1, 2}, once);
  EXPECT_EQ(both(), "50, 5 lines");
}

}  // namespace
}  // namespace waymark::ledger::test
