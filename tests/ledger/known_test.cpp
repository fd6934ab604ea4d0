#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

const auto april = month(2024, 4);

class Known : public LedgerTest {
 protected:
  [[nodiscard]] core::Known known(const std::string& path, std::uint8_t content,
                                  std::int64_t modified_ns = 5) {
    auto from = origin(path, content);
    from.modified_ns = modified_ns;
    return writer().known(from);
  }
};

TEST_F(Known, AFileIsKnownByItsContent) {
  EXPECT_EQ(known("a.csv", 1).seen, core::Seen::never);
  record(Rows().value(key("fte"), april, "1"), origin("a.csv", 1));
  const auto found = known("renamed.csv", 1, 99);
  EXPECT_EQ(found.seen, core::Seen::same_file);
  EXPECT_EQ(found.path, "a.csv");
  EXPECT_EQ(found.when, clock.now);
  EXPECT_EQ(known("a.csv", 2).seen, core::Seen::never);
}

TEST_F(Known, AnotherCollectorHasNotSeenIt) {
  record(Rows().value(key("fte"), april, "1"), origin("a.csv", 1));
  auto from = origin("a.csv", 1);
  from.collector.text = "other";
  EXPECT_EQ(writer().known(from).seen, core::Seen::never);
}

TEST_F(Known, WhatLaterRevisionsSupersededComesAgainUnlessItIsTheVeryFile) {
  record(Rows().value(key("fte"), april, "1"), origin("a.csv", 1));
  record(Rows().value(key("fte"), april.plus(1), "2"), origin("b.csv", 2));
  EXPECT_EQ(known("back.csv", 1).seen, core::Seen::same_file);  // nothing was revised
  record(Rows().value(key("fte"), april, "3"), origin("c.csv", 3));
  EXPECT_EQ(known("back.csv", 1).seen, core::Seen::superseded);
  EXPECT_EQ(known("a.csv", 1, 6).seen, core::Seen::superseded);
  EXPECT_EQ(known("a.csv", 1, 5).seen, core::Seen::same_file);
  EXPECT_EQ(known("again.csv", 3).seen, core::Seen::same_file);
}

TEST_F(Known, AQuarantinedFileLeftInPlaceIsRememberedAndANewTryIsNot) {
  writer().begin(origin("a.csv", 1))->abandon(core::RunOutcome::quarantined, "bad", {});
  EXPECT_EQ(known("a.csv", 1).seen, core::Seen::same_file);
  EXPECT_EQ(known("a.csv", 1).outcome, core::RunOutcome::quarantined);
  EXPECT_EQ(known("a.csv", 1, 6).seen, core::Seen::never);
  EXPECT_EQ(known("b.csv", 1).seen, core::Seen::never);
}

TEST_F(Known, AFailedRunSaysNothingOfItsFile) {
  writer().begin(origin("a.csv", 1))->abandon(core::RunOutcome::failed, "file removed while it was read", {});
  EXPECT_EQ(known("a.csv", 1).seen, core::Seen::never);
}

TEST_F(Known, SizesTellWhetherADigestCanBeKnown) {
  const core::CollectorName collector{"workforce"};
  EXPECT_FALSE(writer().size_known(collector, 100));
  record(Rows().value(key("fte"), april, "1"), origin("a.csv", 1));
  EXPECT_TRUE(writer().size_known(collector, 100));
  EXPECT_FALSE(writer().size_known(collector, 101));
  EXPECT_FALSE(writer().size_known({"other"}, 100));
}

}  // namespace
}  // namespace waymark::ledger::test
