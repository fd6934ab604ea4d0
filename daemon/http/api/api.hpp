#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "daemon/http/lookup.hpp"

// The JSON API below /api/v1/, documented in docs/openapi.json.
namespace waymark::http {

// Answers GET of a path below /api/v1/. Refusals are problem details (RFC 9457).
[[nodiscard]] Response api_answer(const Site& site, const Request& request, std::string_view path);

struct Endpoint {
  std::string_view path;  // `commitments/{id}`: one segment stands for {id}
  std::span<const std::string_view> parameters;
  std::expected<std::string, Problem> (*answer)(const Site&, const Request&, std::string_view id);
};
// Every endpoint; the OpenAPI file names the same ones.
[[nodiscard]] std::span<const Endpoint> endpoints();

}  // namespace waymark::http
