#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "daemon/http/api/flat_table.hpp"
#include "daemon/http/lookup.hpp"

// The JSON API below /api/v1/, documented in docs/openapi.json.
namespace waymark::http {

// Answers GET of a path below /api/v1/. Refusals are problem details (RFC 9457).
[[nodiscard]] Response api_answer(const Site& site, const Request& request, std::string_view path);

struct Endpoint {
  std::string_view path;  // `commitments/{id}`: one segment stands for {id}
  std::span<const std::string_view> parameters;
  std::expected<std::string, Problem> (*answer)(const Site&, const Request&, std::string_view id);
  // Instead of `answer`: a flat table, which comes as CSV when `.csv` ends the path or Accept prefers
  // text/csv.
  TableAnswer (*table)(const Site&, const Request&) = nullptr;
};
// Every endpoint; the OpenAPI file names the same ones.
[[nodiscard]] std::span<const Endpoint> endpoints();

}  // namespace waymark::http
