// Prometheus' own linter on what the daemon would send.
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "daemon/metrics/encoder.hpp"
#include "daemon/metrics/self.hpp"
#include "tests/metrics/small_scoreboard.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::tests {
namespace {

struct Verdict {
  int code;
  std::string says;
};

Verdict check_metrics(const std::string& body) {
  const TemporaryDirectory folder;
  write_file(folder.path() / "body", body);
  Child promtool({"promtool", "check", "metrics"}, folder.path() / "body", folder.path() / "says");
  const int code = promtool.wait();
  return {code, read_file(folder.path() / "says")};
}

TEST(Promtool, HasNothingToSay) {
  if (!std::filesystem::exists("/usr/bin/promtool")) GTEST_SKIP() << "promtool is not installed";
  metrics::Encoder encoder;
  core::MetricsBody text;
  core::MetricsBody openmetrics;
  encoder.encode(std::vector<std::shared_ptr<const core::Scoreboard>>{small_scoreboard()}, text, openmetrics);
  metrics::SelfMetrics self("0.1.0");
  self.config_reloaded(true, {});
  self.ledger_is(1, 1);
  self.scoreboard_built(std::chrono::milliseconds{1});
  self.http_request("/metrics", 200);
  self.collector_ran({"workforce"}, true, {}, std::chrono::seconds{1}, {}, 0);

  const auto [code, says] = check_metrics(text.plain + self.text());
  EXPECT_EQ(says, "");
  EXPECT_EQ(code, 0);
}

TEST(Promtool, IsReallyAsked) {
  if (!std::filesystem::exists("/usr/bin/promtool")) GTEST_SKIP() << "promtool is not installed";
  EXPECT_NE(check_metrics("kpi_revisions 1\nkpi_revisions 1\n").code, 0);
}

}  // namespace
}  // namespace waymark::tests
