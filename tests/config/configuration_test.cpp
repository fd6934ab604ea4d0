#include "config/configuration.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace waymark::config {
namespace {

using namespace std::chrono_literals;

class ConfigurationTest : public testing::Test {
 public:
  ConfigurationTest() {
    static int count = 0;
    folder = std::filesystem::temp_directory_path() /
             ("waymark-configuration-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(folder / "plans");
    write("plans/plan.toml", "[[theme]]\nid = 'finance'\ntitle = 'Finance'\n");
    write("plans/more.toml", "[[theme]]\nid = 'people'\ntitle = 'People'\n");
  }
  ~ConfigurationTest() override { std::filesystem::remove_all(folder); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream{folder / name, std::ios::binary} << text;
  }
  std::optional<Configuration> load(const std::string& text) {
    write("waymark.toml", text);
    return load_configuration(folder / "waymark.toml", diagnostics);
  }

  std::filesystem::path folder;
  Diagnostics diagnostics;
};

constexpr auto least = R"(
[ledger]
path = "state/ledger.db"

[[authority]]
code = "E07000125"
name = "Example Council"
plans = "plans/plan.toml"
)";

TEST_F(ConfigurationTest, Defaults) {
  const auto configuration = load(least);
  ASSERT_TRUE(configuration);
  EXPECT_EQ(diagnostics.text(), "");
  EXPECT_EQ(configuration->file, folder / "waymark.toml");
  EXPECT_EQ(configuration->ledger, folder / "state/ledger.db");
  EXPECT_EQ(configuration->keep_rejects, std::chrono::days{731});
  EXPECT_EQ(configuration->http.listen, std::vector<std::string>{"127.0.0.1:9475"});
  EXPECT_FALSE(configuration->http.enable_lifecycle);
  EXPECT_EQ(configuration->time_zone, "Europe/London");
  // England's and Wales's.
  EXPECT_EQ(configuration->calendar.bank_holidays.size(), 140U);
  EXPECT_FALSE(configuration->calendar.working(std::chrono::sys_days{std::chrono::May / 8 / 2023}));
  EXPECT_EQ(configuration->calendar.known_until, std::chrono::sys_days{std::chrono::December / 31 / 2028});
  EXPECT_TRUE(configuration->collectors.empty());
  ASSERT_EQ(configuration->authorities.size(), 1U);
  const Authority& authority = configuration->authorities[0];
  EXPECT_EQ(authority.code.text, "E07000125");
  EXPECT_EQ(authority.name, "Example Council");
  EXPECT_FALSE(authority.invented);
  ASSERT_EQ(authority.sources.size(), 1U);
  EXPECT_EQ(authority.sources[0].name, "plans/plan.toml");
  EXPECT_EQ(authority.sources[0].text, "[[theme]]\nid = 'finance'\ntitle = 'Finance'\n");
  ASSERT_NE(authority.plan, nullptr);
  EXPECT_EQ(authority.plan->themes.size(), 1U);
  EXPECT_EQ(authority.plan->authority, authority.code);
}

TEST_F(ConfigurationTest, RejectsAreKeptForSoLongOrForever) {
  const auto with = [&](const std::string& setting) {
    std::string text = least;
    return load(text.insert(text.find("\n\n"), "\nkeep_rejects = " + setting));
  };
  EXPECT_FALSE(with("\"forever\"")->keep_rejects.has_value());
  EXPECT_EQ(diagnostics.text(), "");
  (void)with("\"for ever\"");
  EXPECT_TRUE(diagnostics.text().contains("keep_rejects"));
}

TEST_F(ConfigurationTest, EveryKey) {
  write("holidays.txt", "\xEF\xBB\xBF# England\r\n2024-12-25\r\n\r\n  2024-12-26  # Boxing Day\r\n");
  auto configuration = load(R"(
time_zone = "UTC"
bank_holidays = "holidays.txt"

[ledger]
path = "/var/lib/waymark/ledger.db"
keep_rejects = "90d"

[http]
listen = ["[::1]:0", "localhost:9475", ":80"]
enable_lifecycle = true

[[authority]]
code = "E07000125"
name = "Example Council"
invented = true
plans = ["plans/plan.toml", "plans/more.toml"]

[[authority]]
code = "E06000047"
name = "Other Council"
plans = ["plans/more.toml"]

[[collector]]
name = "Work-force_1"
type = "csv"
authority = "E06000047"
interval = "250ms"
path = "inbox"

[[collector]]
name = "finance"
type = "something new"
authority = "E07000125"
)");
  ASSERT_TRUE(configuration);
  EXPECT_EQ(diagnostics.text(), "");
  EXPECT_EQ(configuration->time_zone, "UTC");
  const auto christmas = std::chrono::sys_days{std::chrono::December / 25 / 2024}.time_since_epoch().count();
  EXPECT_EQ(configuration->calendar.bank_holidays,
            (std::unordered_set<std::int32_t>{christmas, christmas + 1}));
  EXPECT_EQ(configuration->calendar.known_until, std::chrono::sys_days{std::chrono::December / 31 / 2024});
  EXPECT_EQ(configuration->ledger, "/var/lib/waymark/ledger.db");
  EXPECT_EQ(configuration->keep_rejects, std::chrono::days{90});
  EXPECT_EQ(configuration->http.listen, (std::vector<std::string>{"[::1]:0", "localhost:9475", ":80"}));
  EXPECT_TRUE(configuration->http.enable_lifecycle);
  ASSERT_EQ(configuration->authorities.size(), 2U);
  EXPECT_TRUE(configuration->authorities[0].invented);
  EXPECT_TRUE(configuration->authorities[0].plan->invented);
  EXPECT_EQ(configuration->authorities[0].plan->themes.size(), 2U);

  ASSERT_EQ(configuration->collectors.size(), 2U);
  CollectorEntry& workforce = configuration->collectors[0];
  EXPECT_EQ(workforce.name.text, "Work-force_1");
  EXPECT_EQ(workforce.type, "csv");
  EXPECT_EQ(workforce.authority.text, "E06000047");
  EXPECT_EQ(workforce.plan, configuration->authorities[1].plan);
  EXPECT_EQ(workforce.schedule.interval, 250ms);
  EXPECT_EQ(configuration->collectors[1].type,
            "something new");  // whether it exists is the registry's to say
  EXPECT_EQ(configuration->collectors[1].schedule.interval, 1min);

  // The rest of the table is for the collector, who sees the common keys as known.
  EXPECT_EQ(workforce.settings.path("path"), folder / "inbox");
  workforce.settings.finish("csv collector");
  EXPECT_EQ(diagnostics.text(), "");
}

TEST_F(ConfigurationTest, SchedulesOfCollectors) {
  auto configuration = load(std::string{least} + R"(
[[collector]]
name = "nightly"
type = "csv"
cron = " 30 2  * * mon-fri"
time_zone = "Europe/Dublin"
jitter = "5m"
timeout = "2h"

[[collector]]
name = "default"
type = "csv"

[[collector]]
name = "told"
type = "csv"
interval = "10m"
jitter = "10m"
run_on_start = false

[[collector]]
name = "cron-at-start"
type = "csv"
cron = "0 0 1 * *"
run_on_start = true
)");
  ASSERT_TRUE(configuration);
  EXPECT_EQ(diagnostics.text(), "");
  const auto& all = configuration->collectors;
  ASSERT_EQ(all.size(), 4U);
  ASSERT_TRUE(all[0].schedule.cron);
  EXPECT_EQ(all[0].schedule.cron->text(), "30 2 * * mon-fri");
  EXPECT_EQ(all[0].schedule.time_zone, "Europe/Dublin");
  EXPECT_EQ(all[0].schedule.jitter, 5min);
  EXPECT_FALSE(all[0].schedule.run_on_start) << "cron text says when";
  EXPECT_EQ(all[0].timeout, 2h);
  EXPECT_EQ(all[1].schedule, core::Schedule{});
  EXPECT_EQ(all[1].timeout, 30min);
  EXPECT_EQ(all[2].schedule.interval, 10min);
  EXPECT_EQ(all[2].schedule.jitter, 10min);
  EXPECT_FALSE(all[2].schedule.run_on_start);
  EXPECT_TRUE(all[3].schedule.run_on_start);
}

TEST_F(ConfigurationTest, WhatACollectorIsMadeFromIsItsSettingsAndPlanNotTheLayoutOfTheFile) {
  const auto made = [&](const std::string& text) {
    auto configuration = load(std::string{least} + text);
    std::vector<std::string> all;
    for (const auto& entry : configuration->collectors) all.push_back(entry.made_from);
    return all;
  };
  const auto before =
      made("[[collector]]\nname = 'a'\ntype = 'csv'\n[[collector]]\nname = 'b'\ntype = 'csv'\n");
  const auto same = made("\n# moved\n[[collector]]\ntype = \"csv\"\nname = \"a\"\n");
  const auto other = made("[[collector]]\nname = 'a'\ntype = 'csv'\nfiles = '*.txt'\n");
  const auto source = made("[[collector]]\nname = 'a'\ntype = 'csv'\n[[source]]\nname = 's'\n");
  EXPECT_EQ(before[0], same[0]);
  EXPECT_NE(before[0], before[1]);
  EXPECT_NE(before[0], other[0]);
  EXPECT_NE(before[0], source[0]);
}

TEST_F(ConfigurationTest, CollectorsSettingsAreCheckedAfterwardsIntoTheSameDiagnostics) {
  auto configuration =
      load(std::string{least} + "\n[[collector]]\nname = 'a'\ntype = 'csv'\npaht = 'inbox'\n");
  ASSERT_TRUE(configuration);
  EXPECT_TRUE(diagnostics.ok());
  ASSERT_EQ(configuration->collectors.size(), 1U);
  EXPECT_EQ(configuration->collectors[0].authority.text, "E07000125");  // the only one
  Table settings = configuration->collectors[0].settings;
  static_cast<void>(settings.path("path"));
  settings.finish("csv collector");
  EXPECT_EQ(diagnostics.text(),
            "waymark.toml:13:1: \"paht\" is not a csv collector setting; did you mean \"path\"?\n"
            "  13 | paht = …\n"
            "     | ^\n");
}

TEST_F(ConfigurationTest, AnUnknownAuthorityLeavesTheCollectorToBeChecked) {
  const auto configuration =
      load(std::string{least} + "\n[[collector]]\nname = 'a'\ntype = 'csv'\nauthority = 'E99999999'\n");
  ASSERT_TRUE(configuration);
  ASSERT_EQ(configuration->collectors.size(), 1U);
  EXPECT_EQ(configuration->collectors[0].authority.text, "");
  EXPECT_EQ(configuration->collectors[0].plan, nullptr);
}

TEST_F(ConfigurationTest, APlanWithMistakesIsNoPlan) {
  write("plans/plan.toml", "[[theme]]\nid = 'finance'\n");
  const auto configuration = load(least);
  ASSERT_TRUE(configuration);
  EXPECT_EQ(diagnostics.text(), "plans/plan.toml:1:1: \"title\" is missing\n   1 | [[theme]]\n     | ^\n");
  EXPECT_EQ(configuration->authorities[0].plan, nullptr);
  EXPECT_EQ(configuration->authorities[0].sources.size(), 1U);
}

TEST_F(ConfigurationTest, NothingWhenTheFileItselfCannotBeRead) {
  EXPECT_FALSE(load_configuration(folder / "none.toml", diagnostics));
  EXPECT_EQ(diagnostics.text(),
            "none.toml: cannot read " + (folder / "none.toml").string() + ": there is no such file\n");
}

TEST_F(ConfigurationTest, FileWithoutPermissionIsSaid) {
  write("waymark.toml", least);
  std::filesystem::permissions(folder / "waymark.toml", std::filesystem::perms::none);
  constexpr uid_t nobody = 65534;
  const bool root = ::geteuid() == 0;  // who reads everything
  ASSERT_TRUE(!root || ::seteuid(nobody) == 0);
  const auto configuration = load_configuration(folder / "waymark.toml", diagnostics);
  ASSERT_TRUE(!root || ::seteuid(0) == 0);
  EXPECT_FALSE(configuration);
  EXPECT_EQ(diagnostics.text(),
            "waymark.toml: cannot read " + (folder / "waymark.toml").string() + ": Permission denied\n");
}

}  // namespace
}  // namespace waymark::config
