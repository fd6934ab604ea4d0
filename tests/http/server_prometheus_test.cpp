// A real Prometheus scrapes the server in both formats and answers queries from what it got.
#include <atomic>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "daemon/http/metrics_response.hpp"
#include "daemon/metrics/encoder.hpp"
#include "daemon/metrics/self.hpp"
#include "tests/http/server_fixture.hpp"
#include "tests/metrics/openmetrics.hpp"
#include "tests/metrics/small_scoreboard.hpp"
#include "tests/support/child.hpp"
#include "tests/support/gunzip.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::tests {
namespace {

// /metrics as the daemon serves it. A scrape that comes after another one shows that Prometheus has stored
// that.
class Target {
 public:
  explicit Target(bool only_text) : only_text_(only_text) {}

  std::uint16_t port() const { return running_.port(); }
  bool stored() { return twice_.wait(std::chrono::seconds{60}); }

 private:
  http::MetricsSource source() {
    auto snapshot = std::make_shared<core::Snapshot>();
    snapshot->authorities = {small_scoreboard()};
    metrics::Encoder().encode(snapshot->authorities, snapshot->text, snapshot->openmetrics);
    self_.collector_ran({"workforce"}, true, {}, std::chrono::seconds{1}, {.accepted = 3}, 0);
    return {.snapshot = snapshot,
            .self_text = [this] { return self_.text(); },
            .self_openmetrics = [this] { return self_.openmetrics(); }};
  }

  http::Response answer(http::Request request) {
    if (only_text_) request.accept = "text/plain";
    if (request.accept_encoding == "gzip" && ++scrapes_ == 2) twice_.set();
    return http::metrics_response(request, source_);
  }

  bool only_text_;
  metrics::SelfMetrics self_{"0.1.0"};
  const http::MetricsSource source_ = source();
  std::atomic<int> scrapes_ = 0;
  Event twice_;
  RunningServer running_{{.is_inline = [](std::string_view) { return true; },
                          .inline_handler = [this](const http::Request& request) { return answer(request); },
                          .worker = {},
                          .observed = {},
                          .failed = {}}};
};

class Prometheus {
 public:
  explicit Prometheus(const std::string& configuration) {
    write_file(folder_.path() / "prometheus.yml", configuration);
    const auto log = folder_.path() / "log";
    if (mkfifo(log.c_str(), 0600) != 0) throw std::runtime_error("no pipe");
    // Open at both ends, so that neither side waits for the other to open it.
    log_.open(log, std::ios::in | std::ios::out);
    child_.emplace(std::vector<std::string>{"prometheus",
                                            "--config.file=" + (folder_.path() / "prometheus.yml").string(),
                                            "--storage.tsdb.path=" + (folder_.path() / "data").string(),
                                            "--web.listen-address=127.0.0.1:0"},
                   "/dev/null", log);
    constexpr std::string_view listening = "msg=\"Listening on\" address=127.0.0.1:";
    for (std::string line; child_->running() && std::getline(log_, line);) {
      const auto at = line.find(listening);
      if (at == std::string::npos) continue;
      port_ = static_cast<std::uint16_t>(std::stoul(line.substr(at + listening.size())));
      return;
    }
    throw std::runtime_error("Prometheus did not start");
  }

  // The value of the series that a query finds, by job.
  std::map<std::string, std::string> query(const std::string& promql) {
    Client client(port_);
    std::string form = "query=";
    for (const char c : promql) form += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    const auto reply = client.ask(
        "POST /api/v1/query HTTP/1.0\r\nHost: x\r\nContent-Length: " + std::to_string(form.size()) +
        "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + form);
    if (!reply) return {};
    std::map<std::string, std::string> out;
    const auto json = nlohmann::json::parse(reply->body);
    if (json.at("status") != "success") return {{"error", reply->body}};
    for (const auto& series : json.at("data").at("result")) {
      out[series.at("metric").value("job", "")] = series.at("value").at(1);
    }
    return out;
  }

 private:
  TemporaryDirectory folder_;
  std::fstream log_;
  std::optional<Child> child_;
  std::uint16_t port_ = 0;
};

// Those of docs/metrics.md, a blank line between two.
std::vector<std::string> documented_queries() {
  std::istringstream document(read_file(std::filesystem::path{WAYMARK_SOURCE_DIR} / "docs" / "metrics.md"));
  std::vector<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("```")) {
      inside = line == "```promql";
    } else if (inside && line.starts_with("# ")) {
      out.emplace_back();
    } else if (inside && !out.empty()) {
      out.back() += line + "\n";
    }
  }
  return out;
}

using ByJob = std::map<std::string, std::string>;
ByJob both(const std::string& value) {
  return {{"openmetrics", value}, {"text", value}};
}

TEST(Prometheus, ScrapesBothFormatsAndAnswersQueries) {
  if (!std::filesystem::exists("/usr/bin/prometheus")) GTEST_SKIP() << "prometheus is not installed";
  Target openmetrics(false);
  Target text(true);
  Prometheus prometheus(
      "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n"
      "- {job_name: openmetrics, static_configs: [{targets: ['127.0.0.1:" +
      std::to_string(openmetrics.port()) +
      "']}]}\n"
      "- {job_name: text, static_configs: [{targets: ['127.0.0.1:" +
      std::to_string(text.port()) + "']}]}\n");
  ASSERT_TRUE(openmetrics.stored());
  ASSERT_TRUE(text.stored());

  EXPECT_EQ(prometheus.query("up"), both("1"));
  EXPECT_EQ(prometheus.query("kpi_value{indicator='agency_spend_share'}"), both("0.0829"));
  EXPECT_EQ(prometheus.query("kpi_value{indicator='consultant_spend_share'}"), both("0.1"));
  EXPECT_EQ(prometheus.query("kpi_commitment_status{commitment='less_agency'} == 1"), both("1"));
  EXPECT_EQ(prometheus.query("kpi_revisions_total{indicator='agency_spend_share'}"), both("1"));
  EXPECT_EQ(prometheus.query("count by (job) ({__name__=~'kpi_.+'})"), both("88"));
  // These are appended to each answer.
  EXPECT_EQ(prometheus.query("waymark_collector_rows_total{outcome='accepted'}"), both("3"));
  EXPECT_EQ(prometheus.query("waymark_collector_run_duration_seconds_bucket{le='1.0'}"), both("1"));
  EXPECT_EQ(prometheus.query("waymark_build_info"), both("1"));

  const auto queries = documented_queries();
  EXPECT_EQ(queries.size(), 4U);
  for (const auto& query : queries) EXPECT_EQ(prometheus.query(query).count("error"), 0U) << query;
}

TEST(Metrics, WholeAnswersConform) {
  Target target(false);
  Client client(target.port());
  const auto plain = client.get("/metrics", "Accept: application/openmetrics-text\r\n");
  ASSERT_TRUE(plain);
  EXPECT_EQ(openmetrics_problem(plain->body).value_or("fine"), "fine");
  const auto packed =
      client.get("/metrics", "Accept: application/openmetrics-text\r\nAccept-Encoding: deflate, gzip\r\n");
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->headers.at("content-encoding"), "gzip");
  const auto unpacked = gunzip(packed->body);
  ASSERT_TRUE(unpacked);
  EXPECT_EQ(openmetrics_problem(*unpacked).value_or("fine"), "fine");
  EXPECT_EQ(unpacked->substr(0, unpacked->find("process_")),
            plain->body.substr(0, plain->body.find("process_")));
}

TEST(Metrics, CurlUnpacksTheWholeAnswer) {
  if (!std::filesystem::exists("/usr/bin/curl")) GTEST_SKIP() << "curl is not installed";
  Target target(true);
  const TemporaryDirectory folder;
  Child curl({"curl", "--silent", "--show-error", "--compressed",
              "http://127.0.0.1:" + std::to_string(target.port()) + "/metrics"},
             "/dev/null", folder.path() / "body");
  EXPECT_EQ(curl.wait(), 0);
  const auto body = read_file(folder.path() / "body");
  EXPECT_TRUE(body.contains("\nkpi_value{")) << body;
  EXPECT_TRUE(body.contains("\nwaymark_build_info{version=\"0.1.0\"} 1\n")) << body;
}

}  // namespace
}  // namespace waymark::tests
