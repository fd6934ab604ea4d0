#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "config/plan_loader.hpp"
#include "config/reader.hpp"
#include "tests/config/golden.hpp"

namespace waymark::config {
namespace {

using namespace std::chrono_literals;
using core::Aggregation;
using core::PeriodKind;
using core::Polarity;
using core::Scope;
using core::Unit;

const std::filesystem::path here{WAYMARK_TEST_DIR};

std::chrono::sys_days day(int year, unsigned month, unsigned number) {
  return std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{number};
}
core::Period month(int year, unsigned number) {
  return core::Period::containing(PeriodKind::month, day(year, number, 1));
}

class FullPlan : public testing::Test {
 public:
  static std::shared_ptr<const core::Plan> load() {
    Diagnostics diagnostics;
    auto plan = load_plan({"E07000125"}, "Example Council", true,
                          {{"full.toml", contents(here / "good" / "full.toml")}}, diagnostics);
    EXPECT_EQ(diagnostics.text(), "");
    return plan;
  }
  void SetUp() override { ASSERT_NE(plan, nullptr); }

  const core::Commitment& commitment(const char* id) const { return *plan->find(core::CommitmentId{id}); }
  const core::Indicator& indicator(const char* id) const { return *plan->find(core::IndicatorId{id}); }

  std::shared_ptr<const core::Plan> plan = load();
};

TEST_F(FullPlan, Authority) {
  EXPECT_EQ(plan->authority.text, "E07000125");
  EXPECT_EQ(plan->authority_name, "Example Council");
  EXPECT_TRUE(plan->invented);
}

TEST_F(FullPlan, DocumentsThemesAndScopes) {
  ASSERT_EQ(plan->documents.size(), 2U);
  EXPECT_EQ(plan->documents[0].id.text, "productivity");
  EXPECT_EQ(plan->documents[0].title, "Productivity plan 2024");
  EXPECT_EQ(plan->documents[0].url, "https://www.example.org/plan");
  EXPECT_EQ(plan->documents[0].adopted, day(2024, 7, 16));
  EXPECT_EQ(plan->documents[1].id.text, "council");
  EXPECT_EQ(plan->documents[1].url, "");
  EXPECT_EQ(plan->documents[1].adopted, std::nullopt);
  ASSERT_EQ(plan->themes.size(), 1U);
  EXPECT_EQ(plan->themes[0].id.text, "workforce");
  EXPECT_EQ(plan->themes[0].title, "Workforce");
  ASSERT_EQ(plan->scopes.size(), 2U);
  EXPECT_EQ(plan->scopes[0].scope.path, "operations/waste");
  EXPECT_EQ(plan->scopes[0].title, "Waste services");
}

TEST_F(FullPlan, IndicatorWithEveryKey) {
  ASSERT_EQ(plan->indicators.size(), 5U);
  const core::Indicator& spend = plan->indicators[0];
  EXPECT_EQ(spend.id.text, "agency_spend");
  EXPECT_EQ(spend.title, "Spend on agency staff");
  EXPECT_EQ(spend.description, "Ledger code 0150.");
  EXPECT_EQ(spend.unit, Unit::gbp);
  EXPECT_EQ(spend.polarity, Polarity::lower);
  EXPECT_EQ(spend.frequency, PeriodKind::month);
  EXPECT_EQ(spend.aggregation, Aggregation::flow);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(spend.formula));
  EXPECT_EQ(spend.decimals, 0);
  EXPECT_EQ(spend.due_after.days, 20);
  EXPECT_TRUE(spend.due_after.working_days);
  EXPECT_EQ(spend.scopes, (std::vector<Scope>{{"operations/waste"}, {"operations/parks"}}));
  EXPECT_TRUE(spend.roll_up);
  EXPECT_TRUE(spend.counts_people);
  EXPECT_EQ(spend.topics, (std::vector<std::string>{"3.4", "1.2"}));
}

TEST_F(FullPlan, ControlCharts) {
  const core::Indicator& spend = indicator("agency_spend");
  const core::SpcDeclaration* chart = spend.spc_at({"operations"});
  ASSERT_NE(chart, nullptr);
  EXPECT_FALSE(chart->screening);
  EXPECT_EQ(chart->baseline, 12U);
  EXPECT_EQ(chart->target->text(), "400.5");
  ASSERT_EQ(chart->rebases.size(), 1U);
  EXPECT_EQ(chart->rebases[0].date, day(2024, 4, 1));
  EXPECT_EQ(chart->rebases[0].reason, "A new contract.");
  // The chart without scopes is for all others.
  const core::SpcDeclaration* other = spend.spc_at({"operations/parks"});
  ASSERT_NE(other, nullptr);
  EXPECT_TRUE(other->screening);
  EXPECT_EQ(other->baseline, 0U);
  EXPECT_EQ(indicator("agency_share").spc_at({}), nullptr);
}

TEST_F(FullPlan, Forecasts) {
  const auto& forecast = commitment("agency_down").forecast;
  ASSERT_TRUE(forecast);
  EXPECT_TRUE(forecast->seasonal);
  EXPECT_EQ(forecast->window, 36U);
  EXPECT_EQ(forecast->since, month(2022, 4));
  EXPECT_FALSE(commitment("by_step").forecast);
}

TEST_F(FullPlan, IndicatorDefaults) {
  const core::Indicator& share = indicator("agency_share");
  EXPECT_EQ(share.description, "");
  EXPECT_EQ(share.decimals, 2);
  EXPECT_EQ(share.due_after.days, 30);
  EXPECT_FALSE(share.due_after.working_days);
  EXPECT_EQ(share.scopes, std::vector<Scope>{Scope{}});
  EXPECT_FALSE(share.roll_up);
  EXPECT_FALSE(share.counts_people);
  EXPECT_TRUE(share.topics.empty());
}

TEST_F(FullPlan, DerivedIndicators) {
  const auto& ratio = std::get<core::FromRatio>(indicator("agency_share").formula);
  EXPECT_EQ(ratio.numerator.text, "agency_spend");
  EXPECT_EQ(ratio.denominator.text, "staff_budget");
  EXPECT_EQ(indicator("agency_share").aggregation, Aggregation::ratio);
  const auto& sum = std::get<core::FromSum>(indicator("total").formula);
  EXPECT_EQ(sum.terms, (std::vector<core::IndicatorId>{{"agency_spend"}, {"staff_budget"}}));
  EXPECT_EQ(indicator("total").aggregation, Aggregation::flow);  // its first term's
  const auto& coarser = std::get<core::FromCoarser>(indicator("agency_spend_quarterly").formula);
  EXPECT_EQ(coarser.finer.text, "agency_spend");
  EXPECT_EQ(indicator("agency_spend_quarterly").aggregation, Aggregation::flow);
}

TEST_F(FullPlan, CommitmentWithEveryKey) {
  ASSERT_EQ(plan->commitments.size(), 6U);
  const core::Commitment& down = plan->commitments[0];
  EXPECT_EQ(down.id.text, "agency_down");
  EXPECT_EQ(down.title, "Reduce dependence on agency staff");
  EXPECT_EQ(down.description, "By recruiting.");
  EXPECT_EQ(down.indicator.text, "agency_share");
  EXPECT_TRUE(down.scope.whole());
  EXPECT_EQ(down.theme.text, "workforce");
  EXPECT_EQ(down.plans, (std::vector<core::PlanId>{{"council"}, {"productivity"}}));
  EXPECT_EQ(down.owner, "Head of People");
  EXPECT_EQ(down.start, day(2024, 7, 19));
  ASSERT_TRUE(down.baseline);
  EXPECT_EQ(down.baseline->period, month(2024, 4));
  EXPECT_EQ(down.baseline->value.text(), "8.770");
  ASSERT_TRUE(down.target);
  EXPECT_EQ(down.target->period, month(2027, 3));
  EXPECT_EQ(down.target->value.text(), "7.5");
  EXPECT_TRUE(down.example_target);
  EXPECT_EQ(down.trajectory.shape, core::TrajectoryShape::linear);
  EXPECT_EQ(std::get<core::PointsTolerance>(down.tolerance).points.text(), "0.50");
  EXPECT_EQ(down.topics, std::vector<std::string>{"3.4"});

  ASSERT_EQ(down.revisions.size(), 2U);
  EXPECT_EQ(down.revisions[0].date, day(2025, 4, 1));
  EXPECT_EQ(down.revisions[0].value.text(), "7.80");
  EXPECT_EQ(down.revisions[0].due, std::nullopt);
  EXPECT_EQ(down.revisions[0].approver, "Cabinet");
  EXPECT_EQ(down.revisions[0].reason, "The market changed.");
  EXPECT_EQ(down.revisions[1].due, month(2028, 3));
}

TEST_F(FullPlan, TrajectoriesAndTolerances) {
  const core::Commitment& points = commitment("by_points");
  EXPECT_EQ(points.scope.path, "operations");  // above the reported ones, which roll up
  EXPECT_EQ(points.theme.text, "workforce");   // the only one
  EXPECT_EQ(points.trajectory.shape, core::TrajectoryShape::milestones);
  EXPECT_TRUE(points.trajectory.interpolate);
  ASSERT_EQ(points.trajectory.points.size(), 2U);
  EXPECT_EQ(points.trajectory.points[0].period, month(2025, 3));
  EXPECT_EQ(points.trajectory.points[0].value.text(), "1500000");
  EXPECT_EQ(points.trajectory.points[1].value.text(), "1200000.50");
  EXPECT_EQ(std::get<core::RelativeTolerance>(points.tolerance).share.text(), "0.05");

  const core::Commitment& step = commitment("by_step");
  EXPECT_EQ(step.trajectory.shape, core::TrajectoryShape::step);
  EXPECT_FALSE(step.example_target);
  EXPECT_EQ(std::get<core::FloorTolerance>(step.tolerance).minimum.text(), "2000");

  const auto& band = std::get<core::BandTolerance>(commitment("in_band").tolerance);
  EXPECT_EQ(band.low.text(), "40");
  EXPECT_EQ(band.high.text(), "60.5");
  EXPECT_EQ(band.at_risk.text(), "5");

  EXPECT_EQ(std::get<core::AbsoluteTolerance>(commitment("absolute").tolerance).amount.text(), "12.5");
  EXPECT_EQ(commitment("absolute").target->value.text(), "-5");
}

TEST_F(FullPlan, CommitmentDefaults) {
  const core::Commitment& watched = commitment("monitored");
  EXPECT_EQ(watched.description, "");
  EXPECT_TRUE(watched.scope.whole());
  EXPECT_EQ(watched.owner, "");
  EXPECT_EQ(watched.start, std::nullopt);
  EXPECT_FALSE(watched.baseline);
  EXPECT_FALSE(watched.target);
  EXPECT_EQ(std::get<core::AbsoluteTolerance>(watched.tolerance).amount.text(), "0");
  EXPECT_TRUE(watched.revisions.empty());
  EXPECT_TRUE(watched.topics.empty());
}

TEST_F(FullPlan, Milestones) {
  ASSERT_EQ(plan->milestones.size(), 2U);
  const core::Milestone& done = plan->milestones[0];
  EXPECT_EQ(done.id.text, "hr_system");
  EXPECT_EQ(done.title, "New HR system");
  EXPECT_EQ(done.description, "Replaces two.");
  EXPECT_EQ(done.theme.text, "workforce");
  EXPECT_EQ(done.plans, std::vector<core::PlanId>{{"productivity"}});
  EXPECT_EQ(done.owner, "Head of ICT");
  EXPECT_EQ(done.due, day(2025, 3, 31));
  EXPECT_EQ(done.done, day(2025, 3, 14));
  EXPECT_EQ(done.commitment, core::CommitmentId{"agency_down"});
  EXPECT_EQ(done.topics, std::vector<std::string>{"2.2"});
  const core::Milestone& open = plan->milestones[1];
  EXPECT_EQ(open.due, day(2026, 3, 31));
  EXPECT_EQ(open.done, std::nullopt);
  EXPECT_EQ(open.commitment, std::nullopt);
}

TEST_F(FullPlan, Barriers) {
  ASSERT_EQ(plan->barriers.size(), 1U);
  const core::Barrier& barrier = plan->barriers[0];
  EXPECT_EQ(barrier.id.text, "settlement");
  EXPECT_EQ(barrier.title, "Single-year settlement");
  EXPECT_EQ(barrier.description, "Hinders planning.");
  EXPECT_EQ(barrier.theme.text, "workforce");
  EXPECT_EQ(barrier.ask, "Settle for three years.");
  EXPECT_EQ(barrier.ask_of, "government");
  EXPECT_EQ(barrier.state, core::BarrierState::raised);
  EXPECT_EQ(barrier.services, (std::vector<Scope>{{"operations/waste"}, {"operations"}}));
  EXPECT_EQ(barrier.topics, std::vector<std::string>{"4.4"});
}

TEST_F(FullPlan, CommentariesSubstitutionsAndAnswers) {
  ASSERT_EQ(plan->commentaries.size(), 1U);
  EXPECT_EQ(plan->commentaries[0].commitment.text, "agency_down");
  EXPECT_EQ(plan->commentaries[0].period, month(2024, 6));
  EXPECT_EQ(plan->commentaries[0].date, day(2024, 7, 16));
  EXPECT_EQ(plan->commentaries[0].role, "Head of People");
  EXPECT_EQ(plan->commentaries[0].text, "Twelve posts were filled.");

  ASSERT_EQ(plan->substitutions.size(), 1U);
  const core::SubstitutionGroup& group = plan->substitutions[0];
  EXPECT_EQ(group.id, "agency_and_budget");
  EXPECT_EQ(group.title, "Agency and budget");
  EXPECT_EQ(group.indicators, (std::vector<core::IndicatorId>{{"agency_spend"}, {"staff_budget"}}));
  EXPECT_EQ(group.scope.path, "operations");
  EXPECT_TRUE(group.total_meaningful);
  EXPECT_EQ(group.since, month(2024, 4));

  ASSERT_EQ(plan->answers.size(), 3U);
  EXPECT_EQ(plan->answers[0].topic, "3.8");
  EXPECT_EQ(plan->answers[0].kind, core::TopicAnswerKind::not_applicable);
  EXPECT_EQ(plan->answers[0].text, "There is no elected mayor.");
  EXPECT_EQ(plan->answers[1].kind, core::TopicAnswerKind::register_);
  EXPECT_EQ(plan->answers[2].kind, core::TopicAnswerKind::narrative);
}

TEST(PlanFiles, TogetherAreOnePlanInTheirOrder) {
  Diagnostics diagnostics;
  const auto plan = load_plan({"E07000125"}, "Example", false,
                              {{"b.toml", "[[theme]]\nid = 'second'\ntitle = 'Second'\n"},
                               {"a.toml", "[[theme]]\nid = 'first'\ntitle = 'First'\n"}},
                              diagnostics);
  ASSERT_NE(plan, nullptr);
  ASSERT_EQ(plan->themes.size(), 2U);
  EXPECT_EQ(plan->themes[0].id.text, "second");
  EXPECT_EQ(plan->themes[1].id.text, "first");
}

TEST(PlanFiles, WithASyntaxErrorDoNotHideTheMistakesOfOthersNorCauseNewOnes) {
  Diagnostics diagnostics;
  const auto plan = load_plan({"E07000125"}, "Example", false,
                              {{"broken.toml", "[[indicator]\n"},
                               {"other.toml",
                                "[[commitment]]\nid = 'a'\ntitle = 'A'\nindicator = 'in_the_broken_file'\n"
                                "theme = 'too'\nplans = ['this_too']\nowner = 5\n"}},
                              diagnostics);
  EXPECT_EQ(plan, nullptr);
  EXPECT_EQ(diagnostics.text(),
            "broken.toml:1:13: this is not TOML: table header: expected ']', saw the end of the line\n"
            "   1 | [[indicator]\n"
            "     |             ^\n"
            "other.toml:7:9: \"owner\" must be text in quotation marks, not a whole number\n"
            "   7 | owner = 5\n"
            "     |         ^\n");
}

TEST(PlanFiles, AreJudgedByTheirOwnMistakesOnly) {
  Diagnostics diagnostics;
  diagnostics.add({.file = "waymark.toml", .message = "something else is wrong"});
  EXPECT_NE(load_plan({"E07000125"}, "Example", false, {{"empty.toml", ""}}, diagnostics), nullptr);
}

TEST(PlanFiles, LargerThan16MiBAreRefused) {
  Diagnostics diagnostics;
  EXPECT_EQ(load_plan({"E07000125"}, "Example", false,
                      {{"large.toml", std::string(Document::largest + 1, '\n')}}, diagnostics),
            nullptr);
  EXPECT_EQ(diagnostics.text(), "large.toml: larger than 16 MiB\n");
}

TEST(PlanFiles, LongChainsAndManyMistakesStayBounded) {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    const std::string id = "i" + std::to_string(i);
    text += "[[indicator]]\nid = '" + id +
            "'\ntitle = 'T'\nunit = 'count'\npolarity = 'lower'\nfrequency = 'month'\n" + "sum = ['i" +
            std::to_string((i + 1) % 3000) + "', 'leaf']\nwrong = 1\n";
  }
  text +=
      "[[indicator]]\nid = 'leaf'\ntitle = 'T'\nunit = 'count'\npolarity = 'lower'\nfrequency = 'month'\n"
      "aggregation = 'flow'\n";
  Diagnostics diagnostics;
  EXPECT_EQ(load_plan({"E07000125"}, "Example", false, {{"chain.toml", text}}, diagnostics), nullptr);
  EXPECT_EQ(diagnostics.list().size(), Diagnostics::limit);
  EXPECT_TRUE(diagnostics.text().ends_with("and 2001 more\n"));
}

}  // namespace
}  // namespace waymark::config
