#include "tests/http/sample_site.hpp"

#include <algorithm>
#include <sstream>

#include "daemon/core/evaluate.hpp"

namespace waymark::http::test {

using std::chrono::sys_days;

sys_days day(std::string_view iso) {
  return core::parse_date(iso).value();
}
core::Decimal decimal(std::string_view text) {
  return core::Decimal::parse(text).value();
}
core::Period year(std::string_view text) {
  return core::parse_period(text, core::PeriodKind::financial_year).value();
}

namespace {

constexpr std::chrono::hours noon{12};

bool known_by(const core::Provenance& version, Site::Day as_of) {
  return !as_of || version.observation.recorded < *as_of + std::chrono::days{1};
}

core::Sha256 digest_of(std::string_view file) {
  core::Sha256 digest{};
  std::uint32_t state = 2166136261U;
  for (auto& byte : digest) {
    for (const char c : file) state = (state ^ static_cast<unsigned char>(c)) * 16777619U;
    byte = static_cast<std::uint8_t>(state >> 24U);
  }
  return digest;
}

core::SeriesKey key(const core::Plan& plan, std::string_view indicator, std::string_view scope = {}) {
  return {plan.authority, core::IndicatorId{std::string{indicator}}, core::Scope{std::string{scope}}};
}

core::Indicator indicator(std::string_view id, std::string_view title, core::Unit unit,
                          core::Polarity polarity,
                          core::PeriodKind frequency = core::PeriodKind::financial_year) {
  core::Indicator made;
  made.id.text = id;
  made.title = title;
  made.unit = unit;
  made.polarity = polarity;
  made.frequency = frequency;
  made.aggregation = core::Aggregation::ratio;
  made.due_after = {.days = 365};
  return made;
}

core::Commitment promise(std::string_view id, std::string_view title, std::string_view measured_by,
                         std::string_view theme) {
  core::Commitment made;
  made.id.text = id;
  made.title = title;
  made.indicator.text = measured_by;
  made.theme.text = theme;
  made.owner = "Head of People";
  made.plans = {core::PlanId{"productivity"}};
  return made;
}

void add_people(core::Plan& plan) {
  plan.documents = {{core::PlanId{"productivity"}, "Productivity plan 2024", "https://example.org/plan",
                     day("2024-07-16")}};
  plan.themes = {{core::ThemeId{"workforce"}, "Workforce"}, {core::ThemeId{"services"}, "Services"}};
  plan.indicators.push_back(indicator("agency_spend_share", "Agency spend as a share of the staff budget",
                                      core::Unit::percent, core::Polarity::lower));
  plan.indicators.push_back(indicator("consultant_spend_share",
                                      "Consultant spend as a share of the staff budget", core::Unit::percent,
                                      core::Polarity::lower));
  auto agency =
      promise("agency_down", "Reduce dependence on agency staff", "agency_spend_share", "workforce");
  agency.description = "Fill posts permanently where the work is permanent.";
  agency.baseline = core::DatedValue{year("2021/22"), decimal("8.77")};
  agency.target = core::DatedValue{year("2026/27"), decimal("7.5")};
  agency.example_target = true;
  agency.tolerance = core::PointsTolerance{decimal("0.5")};
  agency.topics = {"3.4"};
  auto consultants =
      promise("consultants_down", "Use fewer consultants", "consultant_spend_share", "workforce");
  consultants.baseline = core::DatedValue{year("2021/22"), decimal("4")};
  consultants.target = core::DatedValue{year("2026/27"), decimal("3")};
  consultants.example_target = true;
  consultants.tolerance = core::PointsTolerance{decimal("0.5")};
  plan.commitments = {agency, consultants};
  plan.substitutions = {
      {.id = "staffing",
       .title = "Agency staff and consultants",
       .indicators = {core::IndicatorId{"agency_spend_share"}, core::IndicatorId{"consultant_spend_share"}},
       .scope = {},
       .total_meaningful = true,
       .since = {}}};
  plan.commentaries = {{core::CommitmentId{"agency_down"}, year("2023/24"), day("2024-07-16"),
                        "Head of People", "Three planning posts were filled permanently."}};
  plan.barriers = {{.id = core::BarrierId{"one_year"},
                    .title = "Funding is settled a year at a time",
                    .description = "Posts cannot be promised beyond March.",
                    .theme = core::ThemeId{"workforce"},
                    .ask = "A settlement over several years",
                    .ask_of = "government",
                    .state = core::BarrierState::raised,
                    .services = {core::Scope{}},
                    .topics = {"4.4"}}};
  core::Milestone system;
  system.id.text = "hr_system";
  system.title = "One system for staff and pay";
  system.theme.text = "workforce";
  system.owner = "Head of ICT";
  system.due = day("2024-09-30");
  system.commitment = core::CommitmentId{"agency_down"};
  plan.milestones = {system};
}

void add_people_figures(Ledger& ledger, const core::Plan& plan) {
  const auto& agency = *plan.find(core::IndicatorId{"agency_spend_share"});
  const auto& consultants = *plan.find(core::IndicatorId{"consultant_spend_share"});
  ledger.record(key(plan, "agency_spend_share"), agency, "2021/22=8.77 2022/23=9.54 2023/24=8.31[p]",
                "2024-07-16", "agency-2024-07.csv");
  ledger.record(key(plan, "agency_spend_share"), agency, "2023/24=8.29", "2024-10-01", "agency-2024-10.csv");
  ledger.record(key(plan, "consultant_spend_share"), consultants, "2021/22=4 2022/23=4 2023/24=10",
                "2024-07-16", "consultants-2024-07.csv");
}

std::shared_ptr<const core::Plan> rossendale_plan() {
  auto plan = std::make_shared<core::Plan>();
  plan->authority.text = "E07000125";
  plan->authority_name = "Rossendale Borough Council";
  add_people(*plan);
  return plan;
}

// One commitment for each status, beside what people have.
std::shared_ptr<const core::Plan> invented_plan(Ledger& ledger) {
  auto plan = std::make_shared<core::Plan>();
  plan->authority.text = "X99000001";
  plan->authority_name = "Exampleshire Council";
  plan->invented = true;
  add_people(*plan);
  plan->scopes = {{core::Scope{"operations"}, "Operations"},
                  {core::Scope{"operations/waste"}, "Waste services"}};

  struct Case {
    std::string_view id, title, scope;
    core::PeriodKind frequency;
    std::string_view baseline, target, due, figures;
  };
  const auto month = core::PeriodKind::month;
  const auto financial = core::PeriodKind::financial_year;
  const std::vector<Case> cases = {
      {"recycling", "Recycle more of what households throw away", "", month, "41", "48", "Mar 2027",
       "Apr-23=41 May-23=41.4 Jun-23=42.1 Jul-23=42 Aug-23=42.6 Sep-23=42.5 Nov-23=43.2 Dec-23=43 "
       "Jan-24=43.8 Feb-24=44.1 "
       "Mar-24=44 Apr-24=44.6 May-24=45 Jun-24=45.2[e] Jul-24=45.1 Aug-24=45.4 Sep-24=46[p]"},
      {"missed_bins", "Collect bins on the day promised", "operations/waste", month, "97", "99", "Mar 2026",
       "Apr-24=97 May-24=96.8 Jun-24=95.9 Jul-24=95.1 Aug-24=94.8 Sep-24=94.2"},
      {"digital", "More requests made online", "operations", financial, "50", "70", "2023/24",
       "2021/22=50 2022/23=61 2023/24=72"},
      {"calls", "Answer calls at the first attempt", "", financial, "70", "90", "2023/24",
       "2021/22=70 2022/23=76 2023/24=81"},
      {"trees", "Plant trees where people live", "", financial, "10", "40", "2026/27", ""},
      {"homes", "Empty homes back in use", "", financial, "12", "30", "2026/27", "2019/20=12 2020/21=13"},
  };
  for (const auto& c : cases) {
    auto measure = indicator(c.id, std::string{c.title} + ", share", core::Unit::percent,
                             core::Polarity::higher, c.frequency);
    measure.scopes = {core::Scope{std::string{c.scope}}};
    measure.due_after = {.days = c.frequency == month ? 90 : 330};
    if (c.frequency == month) measure.spc = {{.target = decimal(c.target)}};
    plan->indicators.push_back(measure);
    auto made = promise(c.id, c.title, c.id, "services");
    made.forecast.emplace();
    made.scope.path = c.scope;
    const auto due = core::parse_period(c.due, c.frequency).value();
    const auto from = c.frequency == month            ? "Apr 2023"
                      : c.figures.starts_with("2019") ? "2019/20"
                                                      : "2021/22";
    made.baseline = core::DatedValue{core::parse_period(from, c.frequency).value(), decimal(c.baseline)};
    made.target = core::DatedValue{due, decimal(c.target)};
    made.tolerance = core::PointsTolerance{decimal("0.5")};
    if (c.id == "digital") {
      made.revisions = {
          {decimal("68"), {}, day("2023-05-02"), "Cabinet", "The old portal was kept for another year."}};
    }
    plan->commitments.push_back(made);
    ledger.record(key(*plan, c.id, c.scope), measure, c.figures, "2024-10-14", std::string{c.id} + ".csv");
  }
  auto staff = indicator("fte", "Staff in post", core::Unit::fte, core::Polarity::neutral);
  plan->indicators.push_back(staff);
  auto monitored = promise("staff", "Keep an eye on the number of staff", "fte", "workforce");
  plan->commitments.push_back(monitored);
  ledger.record(key(*plan, "fte"), staff, "2013/14=164[e] 2023/24=153[e]", "2024-07-16", "fte.csv");
  auto later = promise("later", "Begin after the new contract", "fte", "");
  later.start = day("2025-04-01");
  later.target = core::DatedValue{year("2027/28"), decimal("150")};
  plan->commitments.push_back(later);
  auto spend = indicator("spend", "Spend on agency staff", core::Unit::gbp, core::Polarity::lower);
  plan->indicators.push_back(spend);
  ledger.record(key(*plan, "spend"), spend, "2021/22=1234567.50 2022/23=1300000 2023/24=987654.10",
                "2024-07-16", "spend.csv");

  core::Milestone done;
  done.id.text = "portal";
  done.title = "New portal open to everyone";
  done.theme.text = "services";
  done.due = day("2024-03-31");
  done.done = day("2024-03-14");
  plan->milestones.push_back(done);
  add_people_figures(ledger, *plan);
  return plan;
}

void add_collectors(Sample& sample) {
  const auto& plan = *sample.plans.front();
  CollectorState working;
  working.name.text = "workforce";
  working.authority = plan.authority;
  working.type = "csv";
  working.up = working.ran = true;
  working.last_run = working.last_success = day("2024-12-02") + std::chrono::hours{8};
  working.next_run = day("2024-12-02") + std::chrono::hours{9};
  sample.statuses = {{.commitment = core::CommitmentId{"agency_down"},
                      .status = core::Status::off_track,
                      .reason = "9.54% is 1.03 points above the 8.51% expected for 2022/23",
                      .as_of = day("2024-07-01"),
                      .period = year("2022/23"),
                      .known = day("2024-07-01") + noon,
                      .until = day("2024-07-16") + noon},
                     {.commitment = core::CommitmentId{"agency_down"},
                      .status = core::Status::at_risk,
                      .reason = "8.29% is 0.03 points above the 8.26% expected for 2023/24",
                      .as_of = day("2024-07-16"),
                      .period = year("2023/24"),
                      .known = day("2024-07-16") + noon,
                      .until = {}}};
  core::Run run;
  run.id = 7;
  run.collector = working.name;
  run.path = "agency-2024-10.csv";
  run.size = 812;
  run.digest = digest_of(run.path);
  run.started = run.ended = day("2024-10-01") + noon;
  run.counts = {.read = 12, .accepted = 8, .unchanged = 2, .revised = 1, .rejected = 1, .missing = 0};
  working.recent = {run};
  CollectorState failing = working;
  failing.name.text = "finance";
  failing.up = false;
  failing.problem = "inbox/finance: the folder is not there; make it or change path";
  failing.last_success.reset();
  failing.recent.clear();
  CollectorState fresh = working;
  fresh.name.text = "waste";
  fresh.ran = fresh.up = false;
  fresh.last_run.reset();
  fresh.last_success.reset();
  fresh.recent.clear();
  working.quarantined = 2;
  working.open_rejects = 1;
  working.unread = {{"book.xlsx", "is not read: no collector takes such names"}};
  sample.collectors = {working, failing, fresh};
  sample.rejects = {{7,
                     working.name,
                     run.path,
                     run.started,
                     {14, "Value", "\"n.a.<script>alert(1)</script>\" is not a number",
                      "agency_spend_share,2024/25,n.a.<script>alert(1)</script>"}}};
}

}  // namespace

void Ledger::record(const core::SeriesKey& series, const core::Indicator& measure, std::string_view figures,
                    std::string_view recorded, std::string_view file) {
  std::istringstream words{std::string{figures}};
  std::string word;
  std::uint32_t row = 1;
  while (words >> word) {
    const auto equals = word.find('=');
    const auto bracket = word.find('[');
    core::Provenance version{
        .observation = {.period = core::parse_period(word.substr(0, equals), measure.frequency).value()}};
    version.observation.value =
        decimal(word.substr(equals + 1, bracket == std::string::npos ? bracket : bracket - equals - 1));
    if (bracket != std::string::npos)
      version.observation.flag = core::parse_flag(word.substr(bracket)).value();
    version.observation.recorded = day(recorded) + noon;
    auto& held = versions_[series];
    version.observation.revisions = static_cast<std::uint32_t>(std::ranges::count_if(
        held, [&](const auto& v) { return v.observation.period == version.observation.period; }));
    version.run = 7;
    version.collector.text = "workforce";
    version.path = file;
    version.size = 812;
    version.digest = digest_of(file);
    version.row = ++row;
    held.push_back(version);
  }
}

core::History Ledger::history(Site::Day as_of) const {
  core::History history;
  for (const auto& [series, versions] : versions_) {
    std::map<core::Period, core::Observation> latest;
    for (const auto& version : versions) {
      if (known_by(version, as_of)) latest.insert_or_assign(version.observation.period, version.observation);
    }
    core::Series known{.key = series, .observations = {}};
    for (const auto& [period, observation] : latest) known.observations.push_back(observation);
    if (!known.observations.empty()) history.add(std::move(known));
  }
  return history;
}

std::vector<core::Provenance> Ledger::versions(const core::SeriesKey& series, Site::Day as_of) const {
  std::vector<core::Provenance> known;
  if (const auto found = versions_.find(series); found != versions_.end()) {
    std::ranges::copy_if(found->second, std::back_inserter(known),
                         [&](const auto& v) { return known_by(v, as_of); });
  }
  return known;
}

Site Sample::site() const {
  const auto evaluated = [ledger_ = ledger](const std::shared_ptr<const core::Plan>& plan, sys_days as_of) {
    return std::make_shared<const core::Scoreboard>(
        core::evaluate(plan, ledger_->history(as_of), as_of, core::Calendar{}));
  };
  auto current = std::make_shared<core::Snapshot>();
  current->generation = generation;
  for (const auto& plan : plans) current->authorities.push_back(evaluated(plan, today));

  Site site;
  site.snapshot = [current] { return current; };
  site.ready = [] { return true; };
  site.today = [now = today] { return now; };
  site.self_metrics_text = [] { return std::string{}; };
  site.self_metrics_openmetrics = [] { return std::string{"# EOF\n"}; };
  site.as_of = [all = plans, evaluated](
                   const core::AuthorityCode& code,
                   sys_days as_of) -> std::expected<std::shared_ptr<const core::Scoreboard>, NoBoard> {
    const auto found = std::ranges::find(all, code, [](const auto& p) { return p->authority; });
    // These plans were loaded on the day that they were adopted.
    if (found == all.end()) return std::unexpected(NoBoard{NoBoard::Why::unknown_authority});
    if (as_of < day("2024-07-16")) return std::unexpected(NoBoard{NoBoard::Why::no_plan_yet});
    return evaluated(*found, as_of);
  };
  site.history = [ledger_ = ledger](std::span<const core::SeriesKey>, Site::Day as_of) {
    return ledger_->history(as_of);
  };
  site.versions = [ledger_ = ledger](const core::SeriesKey& series, Site::Day as_of) {
    return ledger_->versions(series, as_of);
  };
  site.collectors = [all = collectors] { return all; };
  site.rejects = [all = rejects](const std::optional<core::CollectorName>& only, std::size_t limit) {
    std::vector<core::StoredReject> chosen;
    for (const auto& reject : all) {
      if ((!only || reject.collector == *only) && chosen.size() < limit) chosen.push_back(reject);
    }
    return chosen;
  };
  site.status_changes = [all = statuses](const core::AuthorityCode&, Site::Day as_of) {
    auto known = all;
    std::erase_if(known, [&](const auto& c) { return as_of && c.known >= *as_of + std::chrono::days{1}; });
    return known;
  };
  site.last_reload_problem = [problem = reload_problem] { return problem; };
  return site;
}

Sample rossendale() {
  Sample sample;
  sample.plans = {rossendale_plan()};
  add_people_figures(*sample.ledger, *sample.plans.front());
  add_collectors(sample);
  return sample;
}

Sample several() {
  Sample sample;
  sample.plans = {invented_plan(*sample.ledger), rossendale_plan()};
  add_people_figures(*sample.ledger, *sample.plans.back());
  add_collectors(sample);
  return sample;
}

}  // namespace waymark::http::test
