#include <map>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/examples/collected.hpp"

// What the demo is there to show is there, as of the day it was written for.

namespace waymark::examples {
namespace {

using namespace std::chrono_literals;
using core::Status;

constexpr auto collected_on = std::chrono::sys_days{2026y / 11 / 22};
const std::string exampleshire = "E10999999";

const Collected& demo() {
  static const Collected collected("demo", collected_on);
  return collected;
}

const core::Scoreboard& board() {
  static const auto evaluated = demo().board(exampleshire);
  return *evaluated;
}

using Said = std::tuple<std::string, Status, std::string, std::optional<core::Period>>;

std::vector<Said> said_by(const core::Scoreboard& board) {
  std::vector<Said> said;
  for (const auto& each : board.commitments) {
    const auto& latest = board.indicators[each.indicator].latest;
    said.emplace_back(board.plan->commitments[each.commitment].id.text, each.status, each.reason,
                      latest ? std::optional(latest->period) : std::nullopt);
  }
  return said;
}

TEST(Demo, EveryCommitmentHasTheStatusItWasMadeFor) {
  const std::map<std::string, Status> made_for{
      {"agency_down", Status::on_track},
      {"agency_down_adults", Status::on_track},
      {"agency_down_children", Status::off_track},
      {"agency_down_highways", Status::at_risk},
      {"agency_down_resources", Status::on_track},
      {"consultants_hold", Status::off_track},
      {"long_stays_down", Status::at_risk},
      {"sickness_down", Status::at_risk},
      {"turnover_steady", Status::on_track},
      {"staff_watch", Status::monitor_only},
      {"facility_time_watch", Status::monitor_only},
      {"savings", Status::on_track},
      {"capital_profile", Status::at_risk},
      {"waste_found", Status::on_track},
      {"on_budget", Status::on_track},
      {"debt_down", Status::off_track},
      {"reserves", Status::at_risk},
      {"invest_to_save", Status::on_track},
      {"pay_on_time", Status::on_track},
      {"orders_first", Status::achieved},
      {"reviews_on_time", Status::off_track},
      {"discharge", Status::at_risk},
      {"home_care", Status::on_track},
      {"residential_cost", Status::monitor_only},
      {"reablement", Status::at_risk},
      {"prevention", Status::on_track},
      {"health_checks", Status::at_risk},
      {"plans_in_time", Status::off_track},
      {"own_carers", Status::missed},
      {"fill_posts", Status::at_risk},
      {"care_leavers", Status::on_track},
      {"potholes", Status::at_risk},
      {"works_on_day", Status::not_due},
      {"recycle_more", Status::on_track},
      {"landfill_down", Status::overdue},
      {"library_visits", Status::on_track},
      {"answer_calls", Status::on_track},
      {"short_waits", Status::on_track},
      {"online", Status::achieved},
      {"contact_cost", Status::on_track},
      {"automation", Status::off_track},
      {"open_data", Status::achieved},
      {"share_data", Status::no_data},
  };
  for (const auto& [id, status] : made_for) {
    const auto& got = result(board(), id);
    EXPECT_EQ(core::word(got.status), core::word(status)) << id << ": " << got.reason;
  }
  EXPECT_EQ(board().commitments.size(), made_for.size());
}

TEST(Demo, EveryStatusIsThereAndTheCountsAddUp) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < core::status_count; ++i) {
    EXPECT_GT(board().counts[i], 0U) << core::word(static_cast<Status>(i));
    total += board().counts[i];
  }
  EXPECT_EQ(total, board().commitments.size());
}

TEST(Demo, AGreenTotalNamesItsRedPart) {
  const auto& council = result(board(), "agency_down");
  EXPECT_EQ(council.parts, 4U);
  EXPECT_EQ(council.parts_off_track, 1U);
}

TEST(Demo, ConsultantsTookThePlaceOfAgencyStaff) {
  ASSERT_EQ(board().substitutions.size(), 1U);
  const auto& found = board().substitutions.front();
  EXPECT_TRUE(found.found);
  ASSERT_TRUE(found.total_before && found.total_after);
  EXPECT_LT(*found.total_before, *found.total_after);
}

TEST(Demo, AMissingServiceMakesARollUpPartial) {
  const auto* const staff = board().find({"fte"}, {});
  ASSERT_NE(staff, nullptr);
  ASSERT_TRUE(staff->latest);
  EXPECT_EQ(staff->latest->period.label(), "Oct 2026");
  EXPECT_EQ(staff->latest->coverage.have, 7U);
  EXPECT_EQ(staff->latest->coverage.of, 8U);
}

TEST(Demo, CorrectionsAreRevisions) {
  for (const auto& [indicator, scope, label] : {
           std::tuple{"agency_spend", "people/childrens", "2025/26 Q4"},
           std::tuple{"automation_hours", "", "Feb 2026"},
           std::tuple{"reserves_share", "corporate/resources", "2024/25"},
       }) {
    const auto all = demo().figures(exampleshire, indicator, scope).figures;
    const auto corrected =
        std::ranges::find_if(all, [&](const core::Figure& figure) { return figure.period.label() == label; });
    ASSERT_NE(corrected, all.end()) << indicator;
    EXPECT_EQ(corrected->revisions, 1U) << indicator;
  }
}

TEST(Demo, ThreeRowsAreRejectedEachForItsReason) {
  const auto rejects = demo().view()->rejects(std::nullopt, 100);
  std::set<std::string> texts;
  for (const auto& stored : rejects) texts.insert(stored.collector.text + ": " + stored.reject.raw);
  EXPECT_EQ(texts, (std::set<std::string>{
                       "contact_centre: 05/07/2026,2.9 min.",
                       "rates: Invoices payed in 30 days;Resources;Q1 2023/24;24119;25730;",
                       "rates: Orders raised before the invoice;Resources;Q5 2024/25;8121;9260;",
                   }));
  for (const auto& stored : rejects) EXPECT_FALSE(stored.reject.reason.empty());
}

TEST(Demo, SpendLinesAddUp) {
  const auto lines = demo().figures(exampleshire, "payment_lines").figures;
  ASSERT_EQ(lines.size(), 12U);
  std::int64_t total = 0;
  for (const auto& month : lines) total += month.value.mantissa;
  std::uint64_t rows = 0;
  for (const auto& input : demo().inputs()) {
    if (input.path.starts_with("spend_")) rows += input.counts.read;
  }
  EXPECT_EQ(static_cast<std::uint64_t>(total), rows);
  EXPECT_GT(rows, 1000U);
}

TEST(Demo, MilestonesAndBarriersAreThereInEveryState) {
  std::set<core::MilestoneState> milestones;
  for (const auto& milestone : board().milestones) milestones.insert(milestone.state);
  EXPECT_EQ(milestones.size(), 4U);
  std::set<core::BarrierState> barriers;
  for (const auto& barrier : board().plan->barriers) barriers.insert(barrier.state);
  EXPECT_EQ(barriers.size(), 5U);
}

TEST(Demo, TwoTopicsAreUnanswered) {
  std::vector<std::string> unanswered;
  for (const auto& topic : board().coverage) {
    if (topic.state == core::TopicState::unanswered) unanswered.emplace_back(topic.topic.id);
  }
  EXPECT_EQ(unanswered, (std::vector<std::string>{"1.8", "3.7"}));
}

TEST(Demo, RossendaleIsServedBesideIt) {
  const auto beside = demo().board("E07000125");
  EXPECT_EQ(beside->plan->authority_name, "Rossendale Borough Council");
  EXPECT_EQ(beside->substitutions.front().total_after->text(), "18.29");
  EXPECT_TRUE(board().plan->invented);
  EXPECT_FALSE(beside->plan->invented);
}

TEST(Demo, CommitmentsSayTheSameWhenOnlyTheirOwnSeriesAreRead) {
  for (const auto day :
       {collected_on, std::chrono::sys_days{2025y / 4 / 1}, std::chrono::sys_days{2029y / 8 / 1}}) {
    EXPECT_EQ(said_by(*demo().commitments_only(exampleshire, day)),
              said_by(*demo().board(exampleshire, day)));
  }
}

}  // namespace
}  // namespace waymark::examples
