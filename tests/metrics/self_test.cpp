#include "daemon/metrics/self.hpp"

#include <array>
#include <charconv>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/metrics/openmetrics.hpp"

namespace waymark::tests {
namespace {

using namespace std::chrono_literals;

const std::chrono::sys_seconds noon{1'721'044'800s};
const core::CollectorName workforce{"workforce"};

// The lines of one family, without comments.
std::string samples(const std::string& body, const std::string& family) {
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = body.find('\n', at);
    const auto line = body.substr(at, end - at);
    if (line.starts_with(family)) out += line + "\n";
    at = end + 1;
  }
  return out;
}

void run_twice(metrics::SelfMetrics& self) {
  self.collector_configured(workforce);
  self.collector_due(workforce, noon + 120s);
  self.collector_ran(workforce, true, noon, 30ms, {.read = 10, .accepted = 7, .revised = 2, .rejected = 1},
                     0);
  self.collector_ran(workforce, false, noon + 60s, 2s, {}, 1);
}

TEST(SelfMetrics, TellsWhatACollectorDid) {
  metrics::SelfMetrics self("0.1.0");
  run_twice(self);
  EXPECT_EQ(samples(self.text(), "waymark_collector"),
            "waymark_collector_runs_total{collector=\"workforce\"} 2\n"
            "waymark_collector_failures_total{collector=\"workforce\"} 1\n"
            "waymark_collector_rows_total{collector=\"workforce\",outcome=\"accepted\"} 7\n"
            "waymark_collector_rows_total{collector=\"workforce\",outcome=\"rejected\"} 1\n"
            "waymark_collector_rows_total{collector=\"workforce\",outcome=\"revised\"} 2\n"
            "waymark_collector_rows_total{collector=\"workforce\",outcome=\"unchanged\"} 0\n"
            "waymark_collector_up{collector=\"workforce\"} 0\n"
            "waymark_collector_last_run_timestamp_seconds{collector=\"workforce\"} 1721044860\n"
            "waymark_collector_last_success_timestamp_seconds{collector=\"workforce\"} 1721044800\n"
            "waymark_collector_next_run_timestamp_seconds{collector=\"workforce\"} 1721044920\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"0.01\"} 0\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"0.05\"} 1\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"0.25\"} 1\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"1.0\"} 1\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"5.0\"} 2\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"25.0\"} 2\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"120.0\"} 2\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"600.0\"} 2\n"
            "waymark_collector_run_duration_seconds_bucket{collector=\"workforce\",le=\"+Inf\"} 2\n"
            "waymark_collector_run_duration_seconds_count{collector=\"workforce\"} 2\n"
            "waymark_collector_run_duration_seconds_sum{collector=\"workforce\"} 2.03\n");
  EXPECT_EQ(samples(self.text(), "waymark_files"),
            "waymark_files_quarantined_total{collector=\"workforce\"} 1\n");
}

TEST(SelfMetrics, TheLedgerIsWritableAgainWhenEveryCollectorCanGoOn) {
  metrics::SelfMetrics self("0.1.0");
  const auto writable = [&] { return samples(self.text(), "waymark_ledger_writable"); };
  const core::CollectorName finance{"finance"};
  EXPECT_EQ(writable(), "waymark_ledger_writable 1\n");
  self.ledger_took(workforce, false);
  self.ledger_took(finance, true);
  EXPECT_EQ(writable(), "waymark_ledger_writable 0\n");  // nothing to write is no proof
  self.ledger_took(finance, false);
  self.ledger_took(workforce, true);
  EXPECT_EQ(writable(), "waymark_ledger_writable 0\n");
  self.collector_removed(finance);
  EXPECT_EQ(writable(), "waymark_ledger_writable 1\n");
}

TEST(SelfMetrics, WhatWaitsIsAGaugeAndAbsentWhereThereIsNoInbox) {
  metrics::SelfMetrics self("0.1.0");
  const auto waiting = [&] {
    const auto text = self.text();
    return samples(text, "waymark_quarantined") + samples(text, "waymark_unread") +
           samples(text, "waymark_open");
  };
  EXPECT_EQ(waiting(), "");
  self.collector_left(workforce, {.quarantined = 2, .unread = 0, .open_rejects = 7});
  self.collector_left({"asked"}, {.open_rejects = 1});
  EXPECT_EQ(waiting(),
            "waymark_quarantined_files{collector=\"workforce\"} 2\n"
            "waymark_unread_files{collector=\"workforce\"} 0\n"
            "waymark_open_rejects{collector=\"asked\"} 1\n"
            "waymark_open_rejects{collector=\"workforce\"} 7\n");
  self.collector_left(workforce, {.quarantined = 0, .unread = 1, .open_rejects = 0});
  self.collector_left({"asked"}, {});
  EXPECT_EQ(waiting(),
            "waymark_quarantined_files{collector=\"workforce\"} 0\n"
            "waymark_unread_files{collector=\"workforce\"} 1\n"
            "waymark_open_rejects{collector=\"asked\"} 0\n"
            "waymark_open_rejects{collector=\"workforce\"} 0\n");
  self.collector_left(workforce, {});
  EXPECT_EQ(samples(self.text(), "waymark_quarantined"), "") << "its inbox is gone";
}

TEST(SelfMetrics, NoDataIsNotFailure) {
  metrics::SelfMetrics self("0.1.0");
  self.collector_configured(workforce);
  const auto text = self.text();
  EXPECT_EQ(samples(text, "waymark_collector_failures"),
            "waymark_collector_failures_total{collector=\"workforce\"} 0\n");
  EXPECT_EQ(samples(text, "waymark_collector_up"), "");
  EXPECT_EQ(samples(text, "waymark_collector_last"), "");
}

TEST(SelfMetrics, ARemovedCollectorLeavesNothingBehind) {
  metrics::SelfMetrics self("0.1.0");
  const auto before = samples(self.text(), "waymark_");
  run_twice(self);
  self.collector_left(workforce, {.quarantined = 1, .unread = 1, .open_rejects = 1});
  self.collector_removed(workforce);
  self.collector_removed({"never configured"});
  EXPECT_EQ(samples(self.text(), "waymark_"), before);
}

TEST(SelfMetrics, ARefusedConfigurationKeepsTheTimeOfTheLastGoodOne) {
  metrics::SelfMetrics self("0.1.0");
  self.config_reloaded(true, noon);
  self.config_reloaded(false, noon + 60s);
  EXPECT_EQ(samples(self.text(), "waymark_config"),
            "waymark_config_last_reload_successful 0\n"
            "waymark_config_last_reload_success_timestamp_seconds 1721044800\n");
}

TEST(SelfMetrics, RestOfTheDaemon) {
  metrics::SelfMetrics self("0.1.0");
  self.ledger_is(315'000'000, 10'000'000);
  self.ledger_moved(true);
  self.scoreboard_built(12ms);
  self.http_request("/metrics", 200);
  self.http_request("/metrics", 200);
  self.http_request("page", 404);
  const auto text = self.text();
  EXPECT_EQ(samples(text, "waymark_build"), "waymark_build_info{version=\"0.1.0\"} 1\n");
  EXPECT_EQ(samples(text, "waymark_ledger"),
            "waymark_ledger_bytes 3.15e+08\nwaymark_ledger_writable 1\nwaymark_ledger_moved "
            "1\nwaymark_ledger_observations 1e+07\n");
  EXPECT_EQ(samples(text, "waymark_scoreboard"), "waymark_scoreboard_build_duration_seconds 0.012\n");
  EXPECT_EQ(samples(text, "waymark_http"),
            "waymark_http_requests_total{code=\"200\",handler=\"/metrics\"} 2\n"
            "waymark_http_requests_total{code=\"404\",handler=\"page\"} 1\n");
}

TEST(SelfMetrics, RemoteWriteIsThereWhenItIsConfigured) {
  metrics::SelfMetrics self("0.1.0");
  EXPECT_EQ(samples(self.text(), "waymark_remote_write"), "");
  const std::chrono::sys_seconds when{std::chrono::seconds{1721044800}};
  self.remote_wrote({}, when);
  self.remote_wrote({.sent = 500, .requests = 1, .waiting = 20}, when);
  self.remote_wrote({.refused = 15, .given_up = 5, .requests = 2, .failures = 1, .up = false}, when);
  EXPECT_EQ(samples(self.text(), "waymark_remote_write"),
            "waymark_remote_write_samples_total{outcome=\"given_up\"} 5\n"
            "waymark_remote_write_samples_total{outcome=\"refused\"} 15\n"
            "waymark_remote_write_samples_total{outcome=\"sent\"} 500\n"
            "waymark_remote_write_requests_total 3\n"
            "waymark_remote_write_failures_total 1\n"
            "waymark_remote_write_waiting_samples 0\n"
            "waymark_remote_write_up 0\n"
            "waymark_remote_write_last_success_timestamp_seconds 1721044800\n");
  self.remote_write_removed();
  EXPECT_EQ(samples(self.text(), "waymark_remote_write_up"), "");
}

TEST(SelfMetrics, TellsAboutTheProcess) {
  const auto text = metrics::SelfMetrics("0.1.0").text();
  for (const char* name :
       {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
        "process_start_time_seconds", "process_open_fds", "process_max_fds"}) {
    const auto line = samples(text, name);
    ASSERT_NE(line, "") << name;
    double value = -1;
    std::from_chars(line.data() + line.rfind(' ') + 1, line.data() + line.size(), value);
    EXPECT_GE(value, 0) << line;
  }
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  const auto start = samples(text, "process_start_time_seconds");
  EXPECT_NEAR(std::stod(start.substr(start.rfind(' '))), now.count(), 3600);
}

TEST(SelfMetrics, ConformsToOpenMetrics) {
  metrics::SelfMetrics self("0.1.0");
  run_twice(self);
  self.http_request("quote\" and \\", 200);
  const auto body = self.openmetrics();
  EXPECT_EQ(openmetrics_problem(body).value_or("fine"), "fine");
  EXPECT_TRUE(body.ends_with("\n# EOF\n"));
  EXPECT_TRUE(body.contains("\n# TYPE waymark_build info\nwaymark_build_info{version=\"0.1.0\"} 1\n"));
  EXPECT_TRUE(body.contains("\n# TYPE waymark_collector_runs counter\nwaymark_collector_runs_total{"));
  EXPECT_FALSE(self.text().contains("EOF"));
}

TEST(SelfMetrics, MayBeUsedFromSeveralThreads) {
  metrics::SelfMetrics self("0.1.0");
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&self, i] {
      const core::CollectorName name{"collector" + std::to_string(i % 2)};
      for (int n = 0; n < 100; ++n) {
        self.collector_ran(name, true, noon, 1ms, {.accepted = 1}, 0);
        self.http_request("/metrics", 200);
        if (n % 20 != 0) continue;
        EXPECT_FALSE(self.openmetrics().empty());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(samples(self.text(), "waymark_collector_runs"),
            "waymark_collector_runs_total{collector=\"collector0\"} 200\n"
            "waymark_collector_runs_total{collector=\"collector1\"} 200\n");
  EXPECT_EQ(samples(self.text(), "waymark_http"),
            "waymark_http_requests_total{code=\"200\",handler=\"/metrics\"} 400\n");
}

}  // namespace
}  // namespace waymark::tests
