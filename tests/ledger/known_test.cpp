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
  EXPECT_EQ(found.seen, core::Seen::known);
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

TEST_F(Known, WhatWasNotTakenIsNeverKnown) {
  for (const auto outcome :
       {core::RunOutcome::quarantined, core::RunOutcome::refused, core::RunOutcome::failed}) {
    (void)writer().begin(origin("a.csv", 1))->abandon({outcome, "bad", {}});
    EXPECT_EQ(known("a.csv", 1).seen, core::Seen::never);
  }
}

TEST_F(Known, SizesTellWhetherADigestCanBeKnown) {
  auto from = origin("a.csv", 1);
  from.digest.reset();
  EXPECT_EQ(writer().known(from).seen, core::Seen::never);
  record(Rows().value(key("fte"), april, "1"), origin("a.csv", 1));
  EXPECT_EQ(writer().known(from).seen, core::Seen::same_size);
  from.size = 101;
  EXPECT_EQ(writer().known(from).seen, core::Seen::never);
  from.size = 100;
  from.collector.text = "other";
  EXPECT_EQ(writer().known(from).seen, core::Seen::never);
}

}  // namespace
}  // namespace waymark::ledger::test
