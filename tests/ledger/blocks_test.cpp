#include <limits>

#include <gmock/gmock.h>

#include "daemon/ledger/connection.hpp"
#include "daemon/ledger/current_figures.hpp"
#include "daemon/ledger/version_reader.hpp"
#include "daemon/ledger/version_writer.hpp"
#include "tests/ledger/fixture.hpp"

namespace waymark::ledger::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                       most = std::numeric_limits<std::int64_t>::max();
constexpr auto everything = most;

std::string said(const Version& version) {
  std::string text = std::to_string(version.period) + ": " + std::to_string(version.figure.mantissa) + " " +
                     std::to_string(version.figure.form.bits) + " line " + std::to_string(version.source_row);
  if (const auto& parts = version.figure.parts)
    text += " = " + parts->numerator.text() + "/" + parts->denominator.text();
  return text + " run " + std::to_string(version.run);
}

// A ledger with the series 1 and the runs 1 to 3, to which versions are added by themselves.
class Blocks : public LedgerTest {
 protected:
  Blocks() {
    for (const auto* value : {"1", "2", "3"}) record(Rows().value(key("other"), month(2024, 1), value));
    close();
    database_.emplace(open_for_writing(file, std::chrono::seconds(5)));
    database_->execute("INSERT INTO series VALUES (2, 'E07000125', 'blocks', '', '')");
  }
  void write(std::int64_t run, std::initializer_list<Row> rows) {
    SeriesBook book(*database_);
    VersionWriter writer(*database_, book);
    writer.start(run);
    for (const auto& row : rows) writer.add(row);
    writer.finish();
  }
  [[nodiscard]] std::vector<std::string> read(
      std::uint32_t first, std::uint32_t last, std::int64_t last_run,
      VersionReader::Order order = VersionReader::Order::oldest_period_first) {
    VersionReader reader(*database_, order);
    reader.start(2, first, last, last_run);
    std::vector<std::string> versions;
    for (auto block = reader.next(); !block.empty(); block = reader.next()) {
      for (const auto& version : block) versions.push_back(said(version));
    }
    return versions;
  }
  static Row row(std::uint32_t period, std::int64_t mantissa, std::uint32_t line = 1) {
    return {2, period, line, {mantissa, Form::of(2, true, false, core::Flag::none), {}}};
  }

  std::optional<Database> database_;
};

TEST_F(Blocks, KeepEveryNumberForTheProgramAndForSql) {
  auto ratio = row(40, 0, 4294967295);
  ratio.figure.form = Form::of(0, false, true, core::Flag::not_applicable);
  ratio.figure.parts = core::Fraction{{least, 18}, {most, 0}};
  write(2, {row(32, least), row(33, most), ratio});
  const auto versions = read(0, 100, everything);
  EXPECT_THAT(versions,
              ElementsAre("32: -9223372036854775808 2 line 1 run 2", "33: 9223372036854775807 2 line 1 run 2",
                          "40: 0 639 line 4294967295 = "
                          "-9.223372036854775808/9223372036854775807 run 2"));
  Statement sql(*database_, "SELECT versions FROM observation_block WHERE series = 2");
  ASSERT_TRUE(sql.step());
  EXPECT_EQ(sql.text(0),
            "[[0,-9223372036854775808,2,1],[1,9223372036854775807,2,1],"
            "[8,0,639,4294967295,-9223372036854775808,18,9223372036854775807,0]]");
  EXPECT_FALSE(sql.step());

  database_->execute("PRAGMA trusted_schema = ON");
  Statement view(*database_,
                 "SELECT period, mantissa, form, source_row, numerator, numerator_scale, denominator, "
                 "denominator_scale, run FROM observation WHERE series = 2 ORDER BY period");
  std::vector<std::string> shown;
  while (view.step()) {
    Version version{view.word(0), view.integer(8), view.word(3), {view.integer(1), {view.word(2)}, {}}};
    if (!view.null(4)) {
      version.figure.parts = core::Fraction{{view.integer(4), static_cast<std::uint8_t>(view.integer(5))},
                                            {view.integer(6), static_cast<std::uint8_t>(view.integer(7))}};
    }
    shown.push_back(said(version));
  }
  EXPECT_EQ(shown, versions);
}

TEST_F(Blocks, AreReadByPeriodAndRunInEitherOrderAndInPart) {
  write(1, {row(31, 1), row(32, 2), row(47, 3), row(48, 4)});
  write(2, {row(32, 5), row(60, 6)});
  write(3, {row(31, 7), row(48, 8)});
  EXPECT_THAT(read(0, 100, everything),
              ElementsAre("31: 1 2 line 1 run 1", "31: 7 2 line 1 run 3", "32: 2 2 line 1 run 1",
                          "32: 5 2 line 1 run 2", "47: 3 2 line 1 run 1", "48: 4 2 line 1 run 1",
                          "48: 8 2 line 1 run 3", "60: 6 2 line 1 run 2"));
  EXPECT_THAT(read(0, 100, 1), ElementsAre("31: 1 2 line 1 run 1", "32: 2 2 line 1 run 1",
                                           "47: 3 2 line 1 run 1", "48: 4 2 line 1 run 1"));
  EXPECT_THAT(read(32, 48, 2), ElementsAre("32: 2 2 line 1 run 1", "32: 5 2 line 1 run 2",
                                           "47: 3 2 line 1 run 1", "48: 4 2 line 1 run 1"));
  // Blocks from the last to the first; within one from its first period to its last.
  EXPECT_THAT(read(33, 60, everything, VersionReader::Order::latest_period_first),
              ElementsAre("48: 4 2 line 1 run 1", "48: 8 2 line 1 run 3", "60: 6 2 line 1 run 2",
                          "47: 3 2 line 1 run 1"));
  EXPECT_THAT(read(33, 46, everything), IsEmpty());
  EXPECT_THAT(read(61, 100, everything), IsEmpty());
}

TEST_F(Blocks, GiveTheCurrentFigureOfAnyPeriodAskedForInOrder) {
  SeriesBook book(*database_);
  VersionWriter writer(*database_, book);
  writer.start(1);
  for (std::uint32_t period = 0; period < 2000; period += 2) writer.add(row(period, period));
  writer.finish();
  write(2, {row(500, -1), row(1998, -2)});

  const auto numbers = [this](std::initializer_list<std::uint32_t> periods) {
    CurrentFigures current(*database_);
    current.start(2);
    std::vector<std::int64_t> found;
    for (const auto period : periods) {
      const auto figure = current.at(period);
      found.push_back(figure ? figure->mantissa : most);
    }
    return found;
  };
  EXPECT_THAT(numbers({0, 2, 3, 4}), ElementsAre(0, 2, most, 4));
  EXPECT_THAT(numbers({20, 60, 100, 101}), ElementsAre(20, 60, 100, most));  // blocks that lie close by
  EXPECT_THAT(numbers({5, 500, 502, 1998, 2000}), ElementsAre(most, -1, 502, -2, most));  // and far
  EXPECT_THAT(numbers({3000, 3001}), ElementsAre(most, most));
}

TEST_F(Blocks, ThatAreDamagedAreNamed) {
  const char* texts[] = {"",
                         "[]",
                         "[[]]",
                         "[[0,1,2]]",
                         "[[0,1,2,3]",
                         "[[0,1,2,3]]]",
                         "[[0,1,2,3],]",
                         "[[0,1,2,3] ]",
                         "[[16,1,2,3]]",
                         "[[1,1,2,3],[0,1,2,3]]",
                         "[[1,1,2,3],[1,1,2,3]]",
                         "[[0,1.5,2,3]]",
                         "[[0,9223372036854775808,2,3]]",
                         "[[0,1,32,3]]",
                         "[[0,1,32,3,1,0,1]]",
                         "[[0,1,2,3,1,0,1,0]]",
                         "[[0,1,32,3,1,300,1,0]]"};
  for (const std::string text : texts) {
    SCOPED_TRACE(text);
    std::vector<Version> versions;
    try {
      read_block(2, 77, 5, text, versions);
      ADD_FAILURE() << "was read";
    } catch (const LedgerError& error) {
      EXPECT_STREQ(error.what(),
                   "series 2: what run 5 said in block 77 cannot be read: the ledger is damaged, restore a "
                   "backup");
    }
  }
}

}  // namespace
}  // namespace waymark::ledger::test
