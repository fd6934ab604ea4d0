#include "daemon/http/metrics_response.hpp"

#include <array>
#include <string>
#include <string_view>

#include "daemon/http/gzip.hpp"
#include "daemon/http/negotiation.hpp"

namespace waymark::http {
namespace {

constexpr std::array<std::string_view, 2> formats{
    "text/plain; version=0.0.4; charset=utf-8",
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

}  // namespace

Response metrics_response(const Request& request, const MetricsSource& source) {
  // A client that accepts neither gets the text all the same, as from Prometheus' own libraries.
  const bool openmetrics = choose(request.accept, formats).value_or(0) == 1;
  const bool packed = accepts_gzip(request.accept_encoding);

  Response response;
  response.content_type = openmetrics ? formats[1] : formats[0];
  response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");

  const auto& render = openmetrics ? source.self_openmetrics : source.self_text;
  const std::string own = render ? render() : std::string{};
  if (!source.snapshot) {
    response.body = packed ? gzip(own) : own;
    return response;
  }
  const auto& body = openmetrics ? source.snapshot->openmetrics : source.snapshot->text;
  response.keep = source.snapshot;
  response.view = packed ? body.gzip : body.plain;
  response.tail = packed ? gzip_end(own, body.crc, body.plain.size()) : own;
  return response;
}

}  // namespace waymark::http
