#pragma once

#include <chrono>
#include <memory>

#include "daemon/core/scoreboard.hpp"

namespace waymark::tests {

inline std::chrono::sys_days day(int year, unsigned month, unsigned date) {
  return std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{date};
}

// Two shares and a head count of one council, written by hand: what evaluate() would say is not at issue
// here.
inline std::shared_ptr<core::Plan> small_plan() {
  auto plan = std::make_shared<core::Plan>();
  plan->authority = {"E07000125"};
  plan->authority_name = "Rossendale Borough Council";

  core::Indicator agency;
  agency.id = {"agency_spend_share"};
  agency.title = "Agency \"spend\"\nC:\\share";  // every character that is escaped
  agency.unit = core::Unit::percent;
  agency.polarity = core::Polarity::lower;
  agency.frequency = core::PeriodKind::financial_year;
  core::Indicator consultants = agency;
  consultants.id = {"consultant_spend_share"};
  consultants.title = "Consultant spend";
  core::Indicator fte;
  fte.id = {"fte"};
  fte.title = "Staff";
  fte.unit = core::Unit::fte;
  fte.frequency = core::PeriodKind::month;
  plan->indicators = {agency, consultants, fte};

  const core::Period base(core::Period::containing(core::PeriodKind::financial_year, day(2021, 4, 1)));
  core::Commitment less_agency;
  less_agency.id = {"less_agency"};
  less_agency.title = "Spend less on agency staff";
  less_agency.indicator = agency.id;
  less_agency.theme = {"workforce"};
  less_agency.plans = {{"productivity"}, {"council_plan"}};
  less_agency.baseline = core::DatedValue{base, {877, 2}};
  less_agency.target = core::DatedValue{base.plus(5), {75, 1}};
  core::Commitment watch_staff;
  watch_staff.id = {"watch_staff"};
  watch_staff.title = "Watch the number of staff";
  watch_staff.indicator = fte.id;
  watch_staff.scope = {"operations"};
  watch_staff.theme = {"workforce"};
  plan->commitments = {less_agency, watch_staff};

  core::Milestone done;
  done.id = {"booking_system"};
  done.due = day(2024, 3, 31);
  done.done = day(2024, 4, 12);
  core::Milestone open;
  open.id = {"depot"};
  open.due = day(2025, 9, 30);
  open.done = day(2025, 9, 1);  // later than the scoreboard's day
  plan->milestones = {done, open};

  core::Barrier funding;
  funding.id = {"funding"};
  funding.theme = {"workforce"};
  funding.ask_of = "government";
  funding.state = core::BarrierState::raised;
  core::Barrier skills = funding;
  skills.id = {"skills"};
  plan->barriers = {funding, skills};

  plan->substitutions = {{.id = "outside_staff", .indicators = {agency.id, consultants.id}, .since = {}}};
  return plan;
}

inline core::Figure figure(core::Period period, core::Decimal value) {
  core::Figure figure{.period = period, .value = value};
  figure.recorded = day(2024, 7, 16) + std::chrono::hours{9};
  return figure;
}

inline std::shared_ptr<core::Scoreboard> small_scoreboard(
    std::shared_ptr<const core::Plan> plan = small_plan()) {
  auto board = std::make_shared<core::Scoreboard>();
  board->plan = std::move(plan);
  board->as_of = day(2024, 7, 20);
  const auto year = core::Period::containing(core::PeriodKind::financial_year, day(2024, 1, 1));

  core::IndicatorResult agency{.indicator = 0, .scope = {}};
  agency.latest = figure(year, {829, 2});
  agency.previous = figure(year.plus(-1), {954, 2});
  agency.year_before = agency.previous;
  agency.next_due = day(2025, 4, 30);
  agency.revisions = 1;
  core::IndicatorResult consultants{.indicator = 1, .scope = {}};
  consultants.latest = figure(year, {10, 0});
  core::IndicatorResult waste{.indicator = 2, .scope = {"operations/waste"}};  // nothing reported
  core::IndicatorResult operations{.indicator = 2, .scope = {"operations"}};
  operations.latest = figure(core::Period::containing(core::PeriodKind::month, day(2024, 6, 1)), {1535, 1});
  operations.latest->coverage = {.have = 4, .of = 5};
  operations.rolled_up = true;
  board->indicators = {agency, consultants, waste, operations};

  core::CommitmentResult less_agency{.commitment = 0, .indicator = 0, .status = core::Status::at_risk};
  less_agency.expected = core::Decimal{826, 2};
  less_agency.target = board->plan->commitments[0].target;
  less_agency.attainment = 0.378;
  less_agency.pace.linear = 0.945;
  core::CommitmentResult watch_staff{.commitment = 1, .indicator = 3, .status = core::Status::monitor_only};
  board->commitments = {less_agency, watch_staff};

  board->milestones = {{.milestone = 0, .state = core::MilestoneState::done_late},
                       {.milestone = 1, .state = core::MilestoneState::due}};
  board->substitutions = {{.group = 0, .from = year.plus(-2), .to = year, .found = true}};
  board->substitutions[0].total_before = core::Decimal{1277, 2};
  board->substitutions[0].total_after = core::Decimal{1829, 2};
  return board;
}

}  // namespace waymark::tests
