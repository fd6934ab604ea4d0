// What is erased is gone from the file and its log, and the chain still holds.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/ledger/fixture.hpp"
#include "tests/ledger/sql.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StrNe;

class Erasing : public LedgerTest {
 protected:
  // A run with so many rejected rows, `NAME-1` and on, a line each.
  std::int64_t rejected(const std::string& name, int count) {
    clock.now += 1h;
    Rows rows;
    rows.value(key("fte"), month(2024, 4), std::to_string(++figure_));
    for (int i = 1; i <= count; ++i) {
      const auto text = name + "-" + std::to_string(i) + "-" + std::string(i % 7 == 0 ? 4000 : 20, '.');
      rows.reject({static_cast<std::uint32_t>(i + 1), "Figure", "not a number: " + text, "row " + text});
    }
    const auto recording = writer().begin(origin());
    recording->add(rows.take());
    return recording->finish({.read = 1}).run;
  }
  [[nodiscard]] bool anywhere(const std::string& text) const {
    for (const auto* suffix : {"", "-wal", "-journal"}) {
      std::ostringstream bytes;
      bytes << std::ifstream(file.string() + suffix, std::ios::binary).rdbuf();
      if (bytes.str().contains(text)) return true;
    }
    return false;
  }
  [[nodiscard]] Erasure run(std::int64_t number, std::optional<std::uint32_t> line = {}) const {
    return {.run = number, .line = line, .role = "Records officer", .reason = "as the person asked"};
  }
  int figure_ = 0;
};

TEST_F(Erasing, LeavesNothingOfTheTexts) {
  rejected("before", 40);
  const auto run_number = rejected("Alice", 60);
  rejected("after", 40);
  ASSERT_TRUE(anywhere("Alice-7-"));
  clock.now += 1h;
  const auto erased = writer().erase(run(run_number));
  EXPECT_EQ(erased.texts, 60U);
  EXPECT_TRUE(erased.gone);
  EXPECT_FALSE(anywhere("Alice"));
  EXPECT_TRUE(anywhere("before-7-"));
  EXPECT_TRUE(anywhere("after-40-"));
  // What was moved meanwhile goes as well.
  writer().erase(run(run_number - 1, 8));
  EXPECT_FALSE(anywhere("before-7-"));
  EXPECT_TRUE(anywhere("before-8-"));
  writer().erase(run(run_number - 1));
  EXPECT_FALSE(anywhere("before"));
  EXPECT_EQ(writer().erase(run(run_number)).texts, 0U);
  close();
  EXPECT_THAT(check(file), IsEmpty());
  EXPECT_TRUE(Sql(file).refuses("DELETE FROM erasable"));
  EXPECT_TRUE(Sql(file).refuses("UPDATE erasable SET content = 'x' WHERE content IS NULL"));
}

TEST_F(Erasing, SaysWhenAndKeepsTheRest) {
  const auto run_number = rejected("Alice", 2);
  clock.now += 48h;
  writer().erase(run(run_number, 3));
  const auto rejects = reader().now()->rejects({}, 10);
  ASSERT_EQ(rejects.size(), 2U);
  EXPECT_THAT(rejects[0].reject.raw, HasSubstr("Alice-1"));
  EXPECT_EQ(rejects[1].reject.reason, "erased on 2024-07-03");
  EXPECT_EQ(rejects[1].reject.raw, "");
  EXPECT_EQ(rejects[1].reject.line, 3U);
  EXPECT_EQ(rejects[1].reject.column, "Figure");
  EXPECT_EQ(reader().now()->runs({}, 1).at(0).counts.rejected, 2U);
  close();
  EXPECT_THAT(
      Sql(file).rows("SELECT kind, role, act.content, erasable.content FROM act JOIN act_text USING "
                     "(authority, number) JOIN erasable ON erasable.id = text"),
      ElementsAre("erase|Records officer|{\"run\":1,\"line\":3,\"texts\":[2,1]}|as the person asked"));
  EXPECT_THAT(Sql(file).rows("SELECT ordinal, raw FROM reject WHERE raw IS NULL"), ElementsAre("2|-"));
}

TEST_F(Erasing, TakesTheReasonOfAnActToo) {
  writer().erase(run(rejected("Alice", 1)));
  EXPECT_TRUE(anywhere("as the person asked"));
  EXPECT_EQ(
      writer()
          .erase(
              {.authority = {"E07000125"}, .act = 2, .role = "Records officer", .reason = "named somebody"})
          .texts,
      1U);
  EXPECT_FALSE(anywhere("as the person asked"));
  close();
  EXPECT_THAT(check(file), IsEmpty());
}

TEST_F(Erasing, OlderTextsGoWhenTheirTimeIsOver) {
  rejected("old", 3);
  clock.now += std::chrono::days(700);
  rejected("young", 3);
  EXPECT_EQ(writer().erase_rejects(clock.now - std::chrono::days(730)).texts, 0U);
  EXPECT_EQ(writer().erase_rejects(clock.now - std::chrono::days(600)).texts, 3U);
  EXPECT_EQ(writer().erase_rejects(clock.now - std::chrono::days(600)).texts, 0U);
  EXPECT_FALSE(anywhere("old-1"));
  EXPECT_TRUE(anywhere("young-1"));
  close();
  EXPECT_THAT(check(file), IsEmpty());
  EXPECT_THAT(Sql(file).rows("SELECT count(*) FROM act"), ElementsAre("1"));
}

TEST_F(Erasing, IsRefusedWithoutReasonOrSubject) {
  rejected("Alice", 1);
  EXPECT_EQ(failure([&] { writer().erase({.run = 9, .role = "a", .reason = "b"}); }),
            "run 9: not in this ledger");
  EXPECT_EQ(
      failure([&] { writer().erase({.authority = {"E07000125"}, .act = 1, .role = "a", .reason = "b"}); }),
      "entry 1 of E07000125: no act of this ledger");
  EXPECT_THAT(failure([&] { writer().erase({.run = 1, .role = "a"}); }), StrNe("no failure"));
  EXPECT_TRUE(anywhere("Alice-1"));
}

TEST_F(Erasing, PuttingATextBackIsNoticed) {
  writer().erase(run(rejected("Alice", 1)));
  close();
  Sql sql(file);
  sql.drop_triggers();
  sql.execute("UPDATE erasable SET content = '1:ab', salt = zeroblob(32) WHERE id = 1");
  EXPECT_THAT(check(file),
              ElementsAre("run 1: the text of the rejected row at line 2 was erased, but is there"));
  sql.execute("UPDATE erasable SET content = NULL, salt = NULL");
  EXPECT_THAT(check(file), ElementsAre("entry 2 of E07000125: its reason is gone, but no act has erased it"));
}

TEST_F(Erasing, AReaderThatHoldsTheLogIsSpokenOf) {
  const auto number = rejected("Alice", 1);
  Sql held(file);
  held.execute("BEGIN; SELECT count(*) FROM run");
  EXPECT_FALSE(writer().erase(run(number)).gone);
  held.execute("COMMIT");
  writer().checkpoint();
  EXPECT_FALSE(anywhere("Alice"));
}

}  // namespace
}  // namespace waymark::ledger::test
