#include <gmock/gmock.h>

#include "daemon/ledger/number_ranges.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const auto fte = key("fte"), agency = key("agency_spend");
const auto april = month(2024, 4), may = month(2024, 5), june = month(2024, 6);

// Files of one letter, read with one setting or another.
class Rereading : public LedgerTest {
 protected:
  [[nodiscard]] static core::Origin file_read(std::uint8_t content, std::uint8_t reading,
                                              core::Intent intent = core::Intent::as_it_comes) {
    auto made = origin(std::string(1, static_cast<char>('a' + content - 1)) + ".csv", content);
    made.reading = digest(reading);
    made.intent = intent;
    return made;
  }
  core::Finished take(const core::Origin& from, Rows rows) {
    auto batch = rows.take();
    const auto read = batch.rows.size();
    const auto recording = writer().begin(from);
    recording->add(std::move(batch));
    return recording->finish({.read = read});
  }
  void TearDown() override {
    close();
    EXPECT_THAT(check(file), IsEmpty());
  }
};

TEST_F(Rereading, BytesReadOtherwiseAreToBeReadAgain) {
  take(file_read(1, 1), Rows().value(fte, april, "1"));
  EXPECT_EQ(writer().known(file_read(1, 1)).seen, core::Seen::known);
  EXPECT_EQ(writer().known(file_read(1, 2)).seen, core::Seen::read_otherwise);
  EXPECT_EQ(told(take(file_read(1, 2), Rows().value(fte, april, "2").value(agency, april, "7")).counts),
            "read 2, accepted 1, revised 1");
  EXPECT_EQ(held(fte, april), "2");
  EXPECT_EQ(held(agency, april), "7");
  EXPECT_EQ(writer().known(file_read(1, 2)).seen, core::Seen::known);
  EXPECT_EQ(writer().known(file_read(1, 1)).seen, core::Seen::read_otherwise);
}

TEST_F(Rereading, AFigureThatALaterFileGaveStays) {
  take(file_read(1, 1), Rows().value(fte, april, "100").value(fte, may, "5"));
  take(file_read(2, 1), Rows().value(fte, april, "120"));
  const auto finished = take(file_read(1, 2), Rows().value(fte, april, "101").value(fte, may, "6"));
  EXPECT_EQ(held(fte, april), "120");
  EXPECT_EQ(held(fte, may), "6");
  EXPECT_THAT(finished.message, HasSubstr("1 stay as a later file says"));
}

TEST_F(Rereading, AFigureThatALaterFileOnlyConfirmedStaysToo) {
  take(file_read(1, 1), Rows().value(fte, april, "100").value(fte, may, "5"));
  take(file_read(2, 1), Rows().value(fte, april, "100").value(fte, may, "5"));
  take(file_read(1, 2), Rows().value(fte, april, "10"));
  EXPECT_EQ(held(fte, april), "100");
  EXPECT_EQ(held(fte, may), "5");
}

TEST_F(Rereading, WhatAFileNoLongerSaysIsWithdrawnOrFallsBack) {
  take(file_read(1, 1), Rows().value(fte, april, "1", 4));
  take(file_read(2, 1), Rows().value(fte, april, "2").value(fte, may, "3").value(agency, june, "4"));
  const auto finished = take(file_read(2, 2), Rows().value(fte, june, "9"));
  EXPECT_EQ(held(fte, april), "1");
  EXPECT_EQ(held(fte, may), "-");
  EXPECT_EQ(held(agency, june), "-");
  EXPECT_EQ(held(fte, june), "9");
  EXPECT_EQ(told(finished.counts), "read 1, accepted 1, revised 3");
  EXPECT_EQ(finished.message,
            "2 withdrawn: no longer in b.csv as it is read now; 1 again as another file says");
}

TEST_F(Rereading, WhatWasOvertakenComesBackWhenTheLaterFileNoLongerSaysIt) {
  take(file_read(1, 1), Rows().value(fte, april, "1"));
  take(file_read(2, 1), Rows().value(fte, april, "2"));
  take(file_read(1, 2), Rows().value(fte, april, "11"));
  EXPECT_EQ(held(fte, april), "2");
  take(file_read(2, 2), Rows().value(fte, may, "2"));
  EXPECT_EQ(held(fte, april), "11");
}

TEST_F(Rereading, KnownBytesUndoNoCorrectionAndSayWhatReplacedThem) {
  take(file_read(1, 1), Rows().value(fte, april, "100"));
  clock.now += 48h;
  take(file_read(2, 1), Rows().value(fte, april, "120"));
  const auto known = writer().known(file_read(1, 1));
  EXPECT_EQ(known.seen, core::Seen::known);
  ASSERT_TRUE(known.replaced_by);
  EXPECT_EQ(known.replaced_by->path, "b.csv");
  EXPECT_EQ(known.replaced_by->when, clock.now);
  const auto finished = take(file_read(1, 1), Rows().value(fte, april, "100"));
  EXPECT_EQ(finished.outcome, core::RunOutcome::unchanged);
  EXPECT_EQ(
      finished.message,
      "the same content was recorded on 2024-07-01 00:00 UTC from a.csv; b.csv has replaced figures of it on "
      "2024-07-03 00:00 UTC and stays: to take that back, run `waymark collect --reinstate FILE`");
  EXPECT_EQ(held(fte, april), "120");
  EXPECT_FALSE(writer().known(file_read(2, 1)).replaced_by);
}

TEST_F(Rereading, ReinstatingIsTheLastWord) {
  take(file_read(1, 1), Rows().value(fte, april, "100").value(fte, may, "1"));
  take(file_read(2, 1), Rows().value(fte, april, "120"));
  take(file_read(1, 1, core::Intent::reinstate), Rows().value(fte, april, "100").value(fte, may, "1"));
  EXPECT_EQ(held(fte, april), "100");
  EXPECT_EQ(writer().known(file_read(2, 1)).replaced_by->path, "a.csv");
  // And from then on its place is the last.
  take(file_read(2, 2), Rows().value(fte, april, "121").value(fte, june, "7"));
  EXPECT_EQ(held(fte, april), "100");
  EXPECT_EQ(held(fte, june), "7");
  take(file_read(1, 2), Rows().value(fte, may, "2"));
  EXPECT_EQ(held(fte, april), "121");
  EXPECT_EQ(held(fte, may), "2");
}

TEST_F(Rereading, AskedForAgainIsReadAgainInItsPlace) {
  take(file_read(1, 1), Rows().value(fte, april, "100"));
  take(file_read(2, 1), Rows().value(fte, may, "1"));
  take(file_read(1, 1, core::Intent::again), Rows().value(fte, april, "101").value(fte, may, "2"));
  EXPECT_EQ(held(fte, april), "101");
  EXPECT_EQ(held(fte, may), "1");
}

TEST_F(Rereading, AFileThatGrewIsTheSameFile) {
  take(file_read(1, 1), Rows().value(fte, april, "100"));
  take(file_read(2, 1), Rows().value(fte, april, "120"));
  auto grown = file_read(3, 1);
  grown.path = "a.csv";
  grown.continues = true;
  take(grown, Rows().value(fte, april, "100").value(fte, may, "5"));
  EXPECT_EQ(held(fte, april), "120");
  EXPECT_EQ(held(fte, may), "5");
  EXPECT_EQ(writer().known(file_read(1, 1)).seen, core::Seen::known);
  EXPECT_EQ(writer().known(file_read(1, 2)).seen, core::Seen::known)
      << "it went on, and counts as what it is now";
  const auto half = take(file_read(1, 2), Rows().value(fte, may, "1"));
  EXPECT_EQ(half.outcome, core::RunOutcome::unchanged);
  EXPECT_EQ(held(fte, may), "5");
}

TEST_F(Rereading, OneThatIsRefusedLeavesWhatTheFileSaidBefore) {
  take(file_read(1, 1), Rows().value(fte, april, "100"));
  auto recording = writer().begin(file_read(1, 2));
  recording->add(Rows().value(fte, may, "1").take());
  const auto finished =
      recording->finish({.read = 1, .verdict = [](auto&&, auto&&) {
                           return std::optional(core::Rejection{core::RunOutcome::quarantined, "bad", {}});
                         }});
  EXPECT_EQ(finished.outcome, core::RunOutcome::quarantined);
  EXPECT_EQ(held(fte, april), "100");
  EXPECT_EQ(held(fte, may), "");
  EXPECT_EQ(writer().known(file_read(1, 2)).seen, core::Seen::read_otherwise);
}

TEST_F(Rereading, SpendLinesReadAgainReplaceWhatTheyContributed) {
  const auto lines = [](std::uint8_t content, std::uint8_t reading, const std::string& path,
                        core::Intent intent = core::Intent::as_it_comes) {
    auto from = file_read(content, reading, intent);
    from.path = path;
    from.contribution = true;
    return from;
  };
  take(lines(1, 1, "april.csv"), Rows().value(agency, april, "10", 1).value(agency, may, "1", 1));
  take(lines(2, 1, "may.csv"), Rows().value(agency, may, "5", 1));
  take(lines(1, 2, "renamed.csv"), Rows().value(agency, april, "11", 1));
  EXPECT_EQ(held(agency, april), "11");
  EXPECT_EQ(held(agency, may), "5");
  // Another file of its name has taken its place since: it stays so, whatever is read again.
  take(lines(3, 2, "april.csv"), Rows().value(agency, april, "20", 1));
  take(lines(1, 3, "april.csv"), Rows().value(agency, april, "12", 1));
  EXPECT_EQ(held(agency, april), "20");
  EXPECT_EQ(writer().known(lines(1, 3, "any.csv")).replaced_by->path, "april.csv");
  take(lines(1, 3, "any.csv", core::Intent::reinstate), Rows().value(agency, april, "12", 1));
  EXPECT_EQ(held(agency, april), "12");
}

TEST_F(Rereading, AQueryReadOtherwiseAsksFromTheStart) {
  auto query = file_read(1, 1);
  query.path = "finance: spend.sql";
  query.query = {"finance", "SELECT 1", digest(9)};
  const auto recording = writer().begin(query);
  recording->add(Rows().value(fte, april, "1").take());
  (void)recording->finish({.read = 1, .watermark = "2024-04-30"});
  EXPECT_EQ(writer().known(query).watermark, "2024-04-30");
  EXPECT_EQ(writer().known(query).seen, core::Seen::never);
  query.reading = digest(2);
  EXPECT_EQ(writer().known(query).watermark, std::nullopt);
}

TEST(NumberRanges, ComeBackFromTheirText) {
  NumberRanges ranges;
  EXPECT_EQ(ranges.text(), "[]");
  for (const std::uint32_t number : {0U, 1U, 7U, 9U, 10U, 11U, 0xFFFFFFFFU}) ranges.add(number);
  EXPECT_EQ(ranges.text(), "[0,2,5,1,1,3,4294967283,1]");
  const auto read = NumberRanges::parse(ranges.text());
  EXPECT_EQ(read.numbers(), ranges.numbers());
  EXPECT_TRUE(read.contains(10));
  EXPECT_FALSE(read.contains(12));
  EXPECT_FALSE(read.contains(2));
  EXPECT_TRUE(NumberRanges::parse("[]").empty());
  for (const auto* broken :
       {"", "[", "[1]", "[1,0]", "[1,2", "[1,2]]", "[4294967295,2]", "[-1,2]", "[1,2,]"}) {
    EXPECT_THAT(failure([&] { (void)NumberRanges::parse(broken); }), HasSubstr("damaged")) << broken;
  }
}

}  // namespace
}  // namespace waymark::ledger::test
