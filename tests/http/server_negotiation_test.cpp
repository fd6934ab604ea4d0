#include <array>
#include <string_view>

#include <gtest/gtest.h>

#include "daemon/http/negotiation.hpp"

namespace waymark::tests {
namespace {

constexpr std::array<std::string_view, 2> formats{
    "text/plain; version=0.0.4; charset=utf-8", "application/openmetrics-text; version=1.0.0; charset=utf-8"};
constexpr std::string_view text = formats[0];
constexpr std::string_view openmetrics = formats[1];
constexpr std::string_view none = "none";

TEST(Negotiation, ChoosesTheFormatThatTheClientPrefers) {
  struct Case {
    std::string_view accept, chosen;
  };
  const Case cases[] = {
      {"", text},
      {"   ", text},
      {"*/*", text},
      {"text/*", text},
      {"text/html, */*;q=0.1", text},
      {"application/openmetrics-text", openmetrics},
      {"APPLICATION/OpenMetrics-Text; Version=1.0.0", openmetrics},
      {"application/openmetrics-text;version=\"1.0.0\"", openmetrics},
      {"application/*", openmetrics},
      // Prometheus 2.42, and 3 with the parameters it adds
      {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
       "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       openmetrics},
      {"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
       "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
       "text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
       openmetrics},
      {"text/plain;version=0.0.4;q=0.5,application/openmetrics-text;q=0.4", text},
      {"application/openmetrics-text;version=0.0.1,text/plain;q=0.1", text},
      {"application/openmetrics-text;version=0.0.1", none},
      {"text/plain;version=1.0.0", none},
      // equal weights: the more exactly named, then the first offered
      {"*/*, application/openmetrics-text", openmetrics},
      {"application/openmetrics-text, text/plain", text},
      {"application/openmetrics-text;version=1.0.0, text/plain", openmetrics},
      // the most exact range decides about a type
      {"*/*;q=0.9, text/plain;q=0", openmetrics},
      {"text/plain;q=0, application/openmetrics-text;q=0", none},
      {"image/png", none},
      // not a weight: not what was asked for
      {"application/openmetrics-text;q=high, text/plain;q=0.1", text},
      {"application/openmetrics-text;q=1.5, text/plain;q=0.1", openmetrics},
      {"application/openmetrics-text;q=-1, text/plain;q=0.1", text},
      {"application/openmetrics-text;q=0.0001, text/plain;q=0.1", text},
      {"application/openmetrics-text;q=0.001", openmetrics},
      {",,;;,application/openmetrics-text,", openmetrics},
      {"application/openmetrics-text;charset=\"ut\\\"f,8\", text/plain;q=0.1", text},
      {"\"", none},
  };
  for (const auto& [accept, chosen] : cases) {
    const auto index = http::choose(accept, formats);
    EXPECT_EQ(index ? formats.at(*index) : none, chosen) << accept;
  }
}

TEST(Negotiation, CompressesOnlyWhenAsked) {
  struct Case {
    std::string_view accept_encoding;
    bool gzip;
  };
  const Case cases[] = {
      {"", false},
      {"gzip", true},
      {"GZIP", true},
      {"x-gzip", true},
      {"deflate, gzip;q=0.5, br", true},
      {"gzip;q=0", false},
      {"gzip;q=0.000", false},
      {"gzip; q=0.1", true},
      {"*", true},
      {"*;q=0", false},
      {"*, gzip;q=0", false},
      {"identity", false},
      {"br, zstd", false},
      {"gzipped", false},
  };
  for (const auto& [accept_encoding, gzip] : cases) {
    EXPECT_EQ(http::accepts_gzip(accept_encoding), gzip) << accept_encoding;
  }
}

}  // namespace
}  // namespace waymark::tests
