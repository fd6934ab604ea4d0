// The answer to GET /metrics: which format, packed or not, and never a copy.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/http/metrics_response.hpp"
#include "daemon/metrics/deflate.hpp"
#include "tests/support/gunzip.hpp"

namespace waymark::tests {
namespace {

constexpr const char* text_type = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* openmetrics_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";

constexpr const char* kpi_text = "kpi text\n";
constexpr const char* kpi_openmetrics = "kpi openmetrics\n";
constexpr const char* own_text = "own text\n";
constexpr const char* own_openmetrics = "own openmetrics\n# EOF\n";

core::MetricsBody body_of(const std::string& text) {
  metrics::Deflater deflater;
  metrics::OpenGzip member;
  member.append(deflater.deflate(text));
  const auto crc = member.crc();
  return {.plain = text, .gzip = std::move(member).take(), .crc = crc};
}

http::MetricsSource source() {
  const auto snapshot = std::make_shared<core::Snapshot>();
  snapshot->text = body_of(kpi_text);
  snapshot->openmetrics = body_of(kpi_openmetrics);
  return {.snapshot = snapshot,
          .self_text = [] { return own_text; },
          .self_openmetrics = [] { return own_openmetrics; }};
}

std::string content(const http::Response& response) {
  return response.body + std::string{response.view} + response.tail;
}

http::Request asking(const std::string& accept, const std::string& accept_encoding) {
  http::Request request;
  request.method = "GET";
  request.path = "/metrics";
  request.accept = accept;
  request.accept_encoding = accept_encoding;
  return request;
}

TEST(MetricsResponse, HasTheFormatAndCodingThatWereAskedFor) {
  struct Case {
    const char* accept;
    const char* accept_encoding;
    const char* type;
    std::string content;
    bool packed;
  };
  const auto text = std::string{kpi_text} + own_text;
  const auto openmetrics = std::string{kpi_openmetrics} + own_openmetrics;
  const Case cases[] = {
      {"", "", text_type, text, false},
      {"image/png", "br", text_type, text, false},
      {"application/openmetrics-text", "", openmetrics_type, openmetrics, false},
      {"", "gzip", text_type, text, true},
      {"application/openmetrics-text;version=1.0.0", "gzip", openmetrics_type, openmetrics, true},
  };
  for (const auto& [accept, accept_encoding, type, expected, packed] : cases) {
    const auto response = http::metrics_response(asking(accept, accept_encoding), source());
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, type);
    EXPECT_EQ(packed ? gunzip(content(response)) : content(response), expected);
    using Headers = std::vector<std::pair<std::string, std::string>>;
    Headers headers{{"Vary", "Accept, Accept-Encoding"}};
    if (packed) headers.emplace_back("Content-Encoding", "gzip");
    EXPECT_EQ(response.headers, headers);
  }
}

TEST(MetricsResponse, PointsIntoTheSnapshotAndKeepsIt) {
  const auto from = source();
  const auto plain = http::metrics_response(asking("", ""), from);
  EXPECT_EQ(plain.view.data(), from.snapshot->text.plain.data());
  EXPECT_EQ(plain.keep, from.snapshot);
  const auto packed = http::metrics_response(asking("", "gzip"), from);
  EXPECT_EQ(packed.view.data(), from.snapshot->text.gzip.data());
}

TEST(MetricsResponse, BeforeTheFirstSnapshotThereAreOnlyTheDaemonsOwn) {
  auto from = source();
  from.snapshot = nullptr;
  EXPECT_EQ(content(http::metrics_response(asking("application/openmetrics-text", ""), from)),
            own_openmetrics);
  EXPECT_EQ(gunzip(content(http::metrics_response(asking("", "gzip"), from))), own_text);
}

}  // namespace
}  // namespace waymark::tests
