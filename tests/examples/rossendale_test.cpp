#include <gtest/gtest.h>

#include "tests/examples/collected.hpp"

// The figures of the report to Cabinet on 16 July 2024, as published.

namespace waymark::examples {
namespace {

using namespace std::chrono_literals;

constexpr auto collected_on = std::chrono::sys_days{2026y / 11 / 22};
const std::string rossendale = "E07000125";

const Collected& example() {
  static const Collected collected("rossendale", collected_on);
  return collected;
}

std::vector<std::string> as_written(const std::string& indicator) {
  std::vector<std::string> text;
  for (const auto& figure : example().figures(rossendale, indicator).figures) {
    text.push_back(figure.period.label() + " " + figure.value.text() +
                   (figure.flag == core::Flag::none ? "" : " " + std::string(core::word(figure.flag))));
  }
  return text;
}

using Lines = std::vector<std::string>;

TEST(Rossendale, FiguresAreAsTheReportWritesThem) {
  EXPECT_EQ(as_written("agency_spend_share"), (Lines{"2021/22 8.77", "2022/23 9.54", "2023/24 8.29"}));
  EXPECT_EQ(as_written("consultant_spend_share"), (Lines{"2021/22 4", "2022/23 4", "2023/24 10"}));
  EXPECT_EQ(as_written("fte"), (Lines{"2013/14 164 estimate", "2023/24 153 estimate"}));
}

TEST(Rossendale, CouncilTaxCollectionIsAsPublished) {
  EXPECT_EQ(as_written("council_tax_collected"), (Lines{"2019/20 96.32", "2020/21 95.73", "2021/22 95.56",
                                                        "2022/23 95.98", "2023/24 95.75", "2024/25 95.31"}));
}

TEST(Rossendale, EveryRowIsTaken) {
  for (const auto& input : example().inputs()) {
    EXPECT_EQ(input.outcome, core::RunOutcome::recorded) << input.path;
    EXPECT_EQ(input.counts.rejected, 0U) << input.path;
  }
  EXPECT_EQ(example().inputs().size(), 3U);
}

TEST(Rossendale, FiguresStandBesideWhatWasExpected) {
  const auto board = example().board(rossendale, std::chrono::sys_days{2024y / 8 / 1});
  EXPECT_EQ(result(*board, "agency_down").reason,
            "8.29% is 0.03 points above the 8.26% expected for 2023/24");
  EXPECT_EQ(result(*board, "agency_down").status, core::Status::at_risk);
  EXPECT_EQ(result(*board, "consultants_hold").reason, "10% is 6 points above the 4% expected for 2023/24");
  EXPECT_EQ(result(*board, "consultants_hold").status, core::Status::off_track);
  EXPECT_EQ(result(*board, "fte_watch").status, core::Status::monitor_only);
}

TEST(Rossendale, FiguresThatStoppedAreOverdueAndKeepWhatWasExpected) {
  const auto board = example().board(rossendale);
  for (const auto* id : {"agency_down", "consultants_hold", "council_tax_up"}) {
    EXPECT_EQ(result(*board, id).status, core::Status::overdue) << id;
    EXPECT_TRUE(result(*board, id).expected) << id;
  }
  EXPECT_EQ(result(*board, "agency_down").expected->text(), "8.26");
  EXPECT_EQ(result(*board, "consultants_hold").expected->text(), "4");
}

TEST(Rossendale, ConsultantsTookThePlaceOfAgencyStaff) {
  const auto board = example().board(rossendale);
  ASSERT_EQ(board->substitutions.size(), 1U);
  const auto& found = board->substitutions.front();
  EXPECT_TRUE(found.found);
  EXPECT_EQ(found.from.label(), "2021/22");
  EXPECT_EQ(found.to.label(), "2023/24");
  ASSERT_TRUE(found.total_before && found.total_after);
  EXPECT_EQ(found.total_before->text(), "12.77");
  EXPECT_EQ(found.total_after->text(), "18.29");
}

TEST(Rossendale, EveryTargetSaysThatItIsAnExample) {
  for (const auto& commitment : example().plan(rossendale)->commitments) {
    EXPECT_EQ(commitment.example_target, commitment.target.has_value()) << commitment.id.text;
  }
}

}  // namespace
}  // namespace waymark::examples
