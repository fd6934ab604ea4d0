#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/present/template.hpp"
#include "tests/http/sample_site.hpp"

namespace waymark::http::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string page(const Site& site, std::string_view target, unsigned status = 200) {
  const auto response = get(site, target);
  EXPECT_EQ(response.status, status) << target;
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8") << target;
  return response.body;
}

std::string words(const Site& site, std::string_view target, unsigned status = 200) {
  return text_of(page(site, target, status));
}

TEST(Pages, WithOneAuthorityTheStartPageIsItsOverview) {
  EXPECT_THAT(
      words(rossendale().site(), "/"),
      AllOf(HasSubstr("Rossendale Borough Council"), HasSubstr("2 commitments: 1 at risk and 1 off track."),
            HasSubstr("8.29% is 0.03 points above the 8.26% expected for 2023/24")));
}

TEST(Pages, WithSeveralAuthoritiesTheStartPageListsThemInTheirOrder) {
  const auto text = words(several().site(), "/");
  EXPECT_LT(text.find("Exampleshire Council"), text.find("Rossendale Borough Council"));
  EXPECT_THAT(text, HasSubstr("Invented council"));
}

TEST(Pages, TheOverviewShowsTheSubstitution) {
  EXPECT_THAT(words(rossendale().site(), "/a/E07000125/"),
              AllOf(HasSubstr("Seen together"), HasSubstr("4% 10%"), HasSubstr("Together 12.77% 18.29%")));
}

TEST(Pages, TheOverviewShowsEveryStatusAsWordAndShape) {
  const auto html = page(several().site(), "/a/X99000001/");
  for (const std::string_view status : {"on_track\">", "at_risk\">", "off_track\">", "achieved\">",
                                        "missed\">", "no_data\">", "overdue\">", "monitor_only\">"}) {
    EXPECT_THAT(html, HasSubstr("chip chip--" + std::string{status} + "<svg class=\"shape\"")) << status;
  }
  EXPECT_THAT(
      text_of(html),
      AllOf(HasSubstr("Invented council."), HasSubstr("Example target 7.5% by 2026/27"),
            HasSubstr("first agreed: 70% for 2023/24"), HasSubstr("Improving from 61% in 2022/23"),
            HasSubstr("Data age: period ended 31 March 2024, 8 months ago; recorded 1 October 2024")));
}

TEST(Pages, ARealCouncilIsNotCalledInvented) {
  EXPECT_THAT(words(several().site(), "/a/E07000125/"), Not(HasSubstr("nvented")));
}

TEST(Pages, TheOverviewSaysWhichCollectorFailed) {
  EXPECT_THAT(words(rossendale().site(), "/a/E07000125/"),
              HasSubstr("finance failed: inbox/finance: the folder is not there; make it or change path"));
}

TEST(Pages, ACommitmentShowsEveryPeriodWithItsSourceAndWhatItSaidBefore) {
  const auto text = words(rossendale().site(), "/a/E07000125/commitments/agency_down");
  EXPECT_THAT(
      text,
      AllOf(HasSubstr("2023/24 8.29% 8.26% 1 October 2024, 12:00 UTC workforce , agency-2024-10.csv , row 2"),
            HasSubstr("Before: 8.31% , recorded 16 July 2024, 12:00 UTC"),
            HasSubstr("Three planning posts were filled permanently."),
            HasSubstr("One system for staff and pay"),
            HasSubstr("At risk up to 0.5 points worse than expected, off track beyond.")));
  EXPECT_LT(text.find("2023/24 8.29%"), text.find("2021/22 8.77%"));
}

TEST(Pages, ARevisedTargetStandsBesideTheOriginal) {
  EXPECT_THAT(words(several().site(), "/a/X99000001/commitments/digital"),
              AllOf(HasSubstr("First agreed 70% 2023/24"),
                    HasSubstr("2 May 2023 68% 2023/24 Cabinet The old portal was kept for another year.")));
}

TEST(Pages, FlagsAreExplained) {
  EXPECT_THAT(words(several().site(), "/a/X99000001/commitments/recycling"),
              AllOf(HasSubstr("46% [p]"), HasSubstr("[e] estimate"), HasSubstr("[p] provisional")));
}

TEST(Pages, AsOfShowsWhatWasKnownThenAndKeepsTheDateInLinks) {
  const auto site = rossendale().site();
  const auto html = page(site, "/a/E07000125/commitments/agency_down?as_of=2024-08-01");
  EXPECT_THAT(text_of(html),
              AllOf(HasSubstr("As of 1 August 2024 , from what was known then."), HasSubstr("8.31%"),
                    Not(HasSubstr("8.29%")), HasSubstr("Show the position today")));
  EXPECT_THAT(html, HasSubstr("href=\"/a/E07000125/?as_of=2024-08-01\""));
  EXPECT_THAT(words(site, "/a/E07000125/?as_of=2024-12-02"), Not(HasSubstr("from what was known then")));
}

TEST(Pages, ACommitmentShowsWhereItIsHeadingBesideItsStatus) {
  EXPECT_THAT(
      words(several().site(), "/a/X99000001/commitments/missed_bins"),
      AllOf(HasSubstr("Forecast: Unlikely to be met probability under 1%"),
            HasSubstr("Where it is heading Forecast for Mar 2026: "), HasSubstr("with 80% probability from"),
            HasSubstr("A straight line through 6 figures, Apr 2024 to Sep 2024."),
            HasSubstr("the 18 months to come must bring a rise of 0.267 points each on average")));
  EXPECT_THAT(words(several().site(), "/a/X99000001/commitments/digital"),
              HasSubstr("No forecast: 2023/24 has been reported."));
}

TEST(Pages, AControlChartHasItsWordsLimitsAndSignals) {
  const auto text = words(several().site(), "/a/X99000001/indicators/recycling");
  EXPECT_THAT(text, AllOf(HasSubstr("Signal or noise Improvement: higher Consistently fails the target"),
                          HasSubstr("Control chart of 17 figures, Apr 2023 to Sep 2024: mean "),
                          HasSubstr("Signals Apr 2023 to "), HasSubstr("Lower limit Mean Upper limit")));
  EXPECT_THAT(words(rossendale().site(), "/a/E07000125/indicators/agency_spend_share"),
              Not(HasSubstr("Signal or noise")));
}

TEST(Pages, RefuseBadDatesInWords) {
  const auto site = rossendale().site();
  EXPECT_THAT(words(site, "/?as_of=yesterday", 400),
              HasSubstr("&quot;yesterday&quot; is not a date. Write year, month and day as in 2025-03-31."));
  EXPECT_THAT(words(site, "/?as_of=2025-01-01", 400), HasSubstr("2025-01-01 is still to come."));
  EXPECT_THAT(words(site, "/?as_of=2020-01-01", 404), HasSubstr("no plan had been loaded yet"));
}

// Not the same as none: what was kept is there, and this program cannot read it.
TEST(Pages, SayThatAnEarlierPlanCannotBeRead) {
  auto site = rossendale().site();
  site.as_of = [](const core::AuthorityCode&, std::chrono::sys_days) {
    return std::unexpected(NoBoard{NoBoard::Why::unreadable_plan, "plan.toml:3: ..."});
  };
  const auto text = words(site, "/?as_of=2024-08-01", 500);
  EXPECT_THAT(text,
              HasSubstr("The plan of Rossendale Borough Council as it stood on 2024-08-01 is kept, but this "
                        "version of Waymark cannot read it."));
  EXPECT_THAT(text, Not(AnyOf(HasSubstr("no plan had been loaded"), HasSubstr("plan.toml:3"))));
}

TEST(Pages, AnUnknownAddressIsAPageToo) {
  const auto site = rossendale().site();
  for (const std::string_view target :
       {"/nothing", "/a/E07000125/nothing", "/a/E1/", "/a/E07000125/commitments/none",
        "/a/E07000125/commitments/", "/a/E07000125/indicators/fte", "/a/"}) {
    EXPECT_THAT(words(site, target, 404), HasSubstr("Not found")) << target;
  }
}

TEST(Pages, BeforeTheFirstSnapshotThePageSaysSo) {
  auto site = rossendale().site();
  site.snapshot = [] { return nullptr; };
  const auto response = get(site, "/");
  EXPECT_EQ(response.status, 503U);
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Retry-After", "5")));
  EXPECT_THAT(text_of(response.body), HasSubstr("The figures are still being read."));
}

TEST(Pages, NothingThatPeopleWroteBecomesMarkup) {
  auto sample = rossendale();
  auto plan = std::make_shared<core::Plan>(*sample.plans.front());
  const std::string hostile = "<script>alert('x')</script>\"&";
  plan->authority_name += hostile;
  plan->themes[0].title += hostile;
  for (auto& c : plan->commitments) c.title += hostile, c.owner += hostile, c.description += hostile;
  for (auto& i : plan->indicators) i.title += hostile, i.description += hostile;
  for (auto& b : plan->barriers) b.title += hostile, b.ask += hostile, b.ask_of += hostile;
  for (auto& c : plan->commentaries) c.text += hostile, c.role += hostile;
  for (auto& m : plan->milestones) m.title += hostile;
  for (auto& s : plan->substitutions) s.title += hostile;
  plan->documents[0].title += hostile;
  plan->documents[0].url = "javascript:alert(1)";
  sample.plans = {plan};
  sample.reload_problem = hostile;
  sample.collectors[1].problem += hostile;
  const auto site = sample.site();
  for (const std::string_view target :
       {"/", "/a/E07000125/commitments/agency_down", "/a/E07000125/indicators",
        "/a/E07000125/indicators/agency_spend_share", "/a/E07000125/barriers", "/a/E07000125/coverage",
        "/collectors"}) {
    const auto html = page(site, target);
    EXPECT_THAT(html, Not(HasSubstr("<script"))) << target;
    EXPECT_THAT(html, Not(HasSubstr("javascript:"))) << target;
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;")) << target;
  }
}

TEST(Pages, TheBarriersPageSaysWhatIsAskedOfWhom) {
  EXPECT_THAT(words(rossendale().site(), "/a/E07000125/barriers"),
              AllOf(HasSubstr("1 barrier: 1 raised."), HasSubstr("Raised: waiting for an answer"),
                    HasSubstr("What would remove it A settlement over several years"),
                    HasSubstr("Asked of Government")));
}

TEST(Pages, TheCoveragePageHasTheLettersTopics) {
  const auto text = words(rossendale().site(), "/a/E07000125/coverage");
  EXPECT_THAT(text, AllOf(HasSubstr("1.1 "), HasSubstr("3.4 "), HasSubstr("4.4 "),
                          HasSubstr("Answered, data current")));
}

TEST(Pages, TheCollectorsPageShowsRejectedRows) {
  EXPECT_THAT(
      words(rossendale().site(), "/collectors"),
      AllOf(HasSubstr("workforce Working"), HasSubstr("finance Failing"), HasSubstr("waste Not run yet"),
            HasSubstr("workforce, agency-2024-10.csv , line 14, column “Value”"),
            HasSubstr("is not a number")));
  EXPECT_THAT(words(rossendale().site(), "/collectors?collector=finance"),
              HasSubstr("Only those of finance."));
}

TEST(Pages, ARefusedConfigurationIsSaidOnEveryPage) {
  auto sample = rossendale();
  sample.reload_problem = "waymark.toml:3:1: \"listn\" is not a setting";
  const auto site = sample.site();
  EXPECT_THAT(words(site, "/"), HasSubstr("Configuration refused."));
  EXPECT_THAT(words(site, "/collectors"), HasSubstr("waymark.toml:3:1: &quot;listn&quot; is not a setting"));
}

TEST(Routes, PagesForbidScriptAndForeignContent) {
  const auto response = get(rossendale().site(), "/");
  EXPECT_THAT(response.headers,
              testing::Contains(
                  testing::Pair("Content-Security-Policy",
                                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
                                "base-uri 'none'; frame-ancestors 'none'")));
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("X-Content-Type-Options", "nosniff")));
}

TEST(Routes, HealthReadinessAndReload) {
  auto site = rossendale().site();
  EXPECT_EQ(get(site, "/-/healthy").status, 200U);
  EXPECT_EQ(get(site, "/-/ready").status, 200U);
  site.ready = [] { return false; };
  EXPECT_EQ(get(site, "/-/ready").status, 503U);

  const Request reload{
      .method = "POST", .path = "/-/reload", .query = {}, .accept = {}, .accept_encoding = {}, .body = {}};
  EXPECT_EQ(answer(site, reload).status, 403U);
  site.reload = [] { return ReloadResult{.ok = false, .diagnostics = "plan.toml:1:1: no"}; };
  EXPECT_EQ(get(site, "/-/reload").status, 405U);
  EXPECT_EQ(answer(site, reload).status, 422U);
  EXPECT_EQ(answer(site, reload).body, "plan.toml:1:1: no");
  site.reload = [] { return ReloadResult{.ok = true, .diagnostics = {}}; };
  EXPECT_EQ(answer(site, reload).status, 200U);
}

TEST(Routes, OnlyReloadTakesPost) {
  const Request post{
      .method = "POST", .path = "/", .query = {}, .accept = {}, .accept_encoding = {}, .body = {}};
  EXPECT_EQ(answer(rossendale().site(), post).status, 405U);
}

TEST(Routes, TheLoopAnswersWhatNeedsNoLedger) {
  for (const std::string_view path : {"/metrics", "/-/healthy", "/-/ready", "/assets/waymark.css"}) {
    EXPECT_TRUE(is_inline(path)) << path;
  }
  for (const std::string_view path :
       {"/", "/collectors", "/a/E07000125/", "/api/v1/authorities", "/-/reload"}) {
    EXPECT_FALSE(is_inline(path)) << path;
  }
}

class PagesAtHand : public testing::Test {
 protected:
  static Request of(const std::string& path) {
    return {.method = "GET", .path = path, .query = {}, .accept = {}, .accept_encoding = {}, .body = {}};
  }
  // A page of the routes' site; empty when it would have to be made.
  [[nodiscard]] std::string at_hand(const std::string& path) const {
    const auto response = routes.at_hand(of(path));
    return response ? std::string(response->view) : "";
  }
  [[nodiscard]] static std::shared_ptr<core::Snapshot> next_of(const core::Snapshot& snapshot) {
    auto next = std::make_shared<core::Snapshot>(snapshot);
    ++next->generation;
    return next;
  }
  Sample sample = several();
  std::shared_ptr<const core::Snapshot> current = sample.site().snapshot();
  Site site = [this] {
    auto made = sample.site();
    made.snapshot = [this] { return current; };
    return made;
  }();
  Routes routes{site};
  const std::string overview = "/a/X99000001/", barriers = "/a/X99000001/barriers";
};

TEST_F(PagesAtHand, AreThoseThatWereMadeBefore) {
  EXPECT_EQ(at_hand(overview), "");
  const auto made = routes.answer(of(overview));
  EXPECT_EQ(at_hand(overview), made.view);
  EXPECT_EQ(routes.at_hand(of(overview))->headers, made.headers);
  EXPECT_EQ(at_hand(barriers), "");
  EXPECT_FALSE(routes.at_hand(of("/api/v1/authorities")));
}

TEST_F(PagesAtHand, OfTheNextSnapshotAreReadyWithIt) {
  (void)routes.answer(of(overview));
  const auto next = next_of(*current);
  routes.prepare(next);
  current = next;
  EXPECT_NE(at_hand(overview), "");
  EXPECT_EQ(at_hand(barriers), "") << "nobody asked for it";
}

TEST_F(PagesAtHand, OfAnotherSnapshotAreNotShown) {
  (void)routes.answer(of(overview));
  current = next_of(*current);
  EXPECT_EQ(at_hand(overview), "");
}

TEST(Routes, NamesForMetricsAreFew) {
  EXPECT_EQ(route_name("/a/E07000125/commitments/x"), "/a/");
  EXPECT_EQ(route_name("/api/v1/scoreboard"), "/api/v1/");
  EXPECT_EQ(route_name("/assets/waymark.css"), "/assets/");
  EXPECT_EQ(route_name("/"), "/");
  EXPECT_EQ(route_name("/wp-login.php"), "other");
}

TEST(Routes, AnAssetAtItsVersionedAddressIsKeptByBrowsers) {
  const auto site = rossendale().site();
  const auto html = page(site, "/");
  const auto at = html.find("/assets/waymark.css?v=");
  ASSERT_NE(at, std::string::npos);
  const auto css = get(site, html.substr(at, html.find('"', at) - at));
  EXPECT_EQ(css.content_type, "text/css; charset=utf-8");
  EXPECT_THAT(css.body, HasSubstr(".chip"));
  EXPECT_THAT(css.headers,
              testing::Contains(testing::Pair("Cache-Control", "public, max-age=31536000, immutable")));
  EXPECT_THAT(get(site, "/assets/waymark.css?v=old").headers,
              testing::Contains(testing::Pair("Cache-Control", "no-cache")));
  EXPECT_EQ(get(site, "/assets/../routes.hpp").status, 404U);
}

TEST(Routes, AFolderReplacesTemplatesAndAssets) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("waymark-templates-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "page_foot.mustache"} << "</main><p>Our own foot</p></body></html>";
  const Request request{
      .method = "GET", .path = "/", .query = {}, .accept = {}, .accept_encoding = {}, .body = {}};
  const Routes replaced{rossendale().site(), std::make_shared<const present::Templates>(folder)};
  EXPECT_THAT(std::string(replaced.answer(request).view), HasSubstr("Our own foot"));

  std::ofstream{folder / "page_foot.mustache"} << "{{#open}}";
  EXPECT_THROW(present::Templates{folder}, std::runtime_error);
  std::filesystem::remove_all(folder);
}

TEST(Routes, APageShowsOneStateOfTheLedger) {
  auto site = rossendale().site();
  const auto first = site.snapshot();
  std::int64_t last_run = 0;
  // Whoever asks finds yet another snapshot, as if figures came all the time.
  site.snapshot = [&last_run, first] {
    auto next = std::make_shared<core::Snapshot>(*first);
    next->last_run = ++last_run;
    next->generation = static_cast<std::uint64_t>(last_run);
    return next;
  };
  std::set<std::int64_t> read;
  site.history_after = [&read, history = site.history](std::span<const core::SeriesKey> keys,
                                                       std::int64_t run) {
    read.insert(run);
    return history(keys, {});
  };
  site.versions_after = [&read, versions = site.versions](const core::SeriesKey& key, std::int64_t run) {
    read.insert(run);
    return versions(key, {});
  };
  const Routes routes{site};
  for (const std::string path : {"/a/E07000125/commitments/agency_down", "/api/v1/observations?x"}) {
    read.clear();
    const auto before = last_run;
    Request request{.method = "GET",
                    .path = path.substr(0, path.find('?')),
                    .query = {},
                    .accept = {},
                    .accept_encoding = {},
                    .body = {}};
    if (path.contains('?')) request.query = {{"authority", "E07000125"}, {"indicator", "agency_spend_share"}};
    const auto answer = routes.answer(request);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(last_run, before + 1) << path;
    EXPECT_THAT(read, testing::ElementsAre(last_run)) << path;
  }
}

TEST(Routes, APageIsMadeOnceForOneSnapshot) {
  auto site = rossendale().site();
  int made = 0;
  site.history = [&made, history = site.history](std::span<const core::SeriesKey> keys, Site::Day as_of) {
    ++made;
    return history(keys, as_of);
  };
  const auto first = site.snapshot();
  auto current = first;
  site.snapshot = [&current] { return current; };
  const Routes routes{site};
  const Request request{
      .method = "GET", .path = "/", .query = {}, .accept = {}, .accept_encoding = {}, .body = {}};
  const std::string body(routes.answer(request).view);
  // The cache's clock may step on between two requests, so that one of many is made anew.
  for (int i = 0; i < 100; ++i) EXPECT_EQ(routes.answer(request).view, body);
  EXPECT_LT(made, 10);
  const auto before = made;
  auto next = std::make_shared<core::Snapshot>(*first);
  ++next->generation;
  current = next;
  (void)routes.answer(request);
  EXPECT_GT(made, before);
}

}  // namespace
}  // namespace waymark::http::test
