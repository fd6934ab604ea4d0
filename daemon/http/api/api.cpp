#include "daemon/http/api/api.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "daemon/http/api/answers.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

namespace {

using Names = std::string_view;
constexpr std::array<Names, 1> dated = {"as_of"};
constexpr std::array<Names, 2> of_authority = {"authority", "as_of"};
constexpr std::array<Names, 3> scoped = {"authority", "as_of", "scope"};
constexpr std::array<Names, 4> of_series = {"authority", "as_of", "indicator", "scope"};
constexpr std::array<Names, 2> of_rejects = {"collector", "limit"};

constexpr std::array<Endpoint, 10> table = {{
    {"authorities", dated, authorities_json},
    {"scoreboard", of_authority, scoreboard_json},
    {"indicators", of_authority, indicators_json},
    {"indicators/{id}", scoped, indicator_json},
    {"commitments", of_authority, commitments_json},
    {"commitments/{id}", of_authority, commitment_json},
    {"observations", of_series, observations_json},
    {"rejects", of_rejects, rejects_json},
    {"collectors", {}, collectors_json},
    {"coverage", of_authority, coverage_json},
}};

// The segment that stands for {id}, empty when the endpoint has none; nullopt when the path is another one.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const auto brace = pattern.find('{');
  if (brace == std::string_view::npos) {
    return pattern == path ? std::optional{std::string_view{}} : std::nullopt;
  }
  if (!path.starts_with(pattern.substr(0, brace)) || path.size() == brace) return std::nullopt;
  const auto id = path.substr(brace);
  return id.find('/') == std::string_view::npos ? std::optional{id} : std::nullopt;
}

// A misspelt parameter must not silently give another answer: `asof=` would be today's figures.
std::optional<Problem> unknown_parameter(const Endpoint& endpoint, const Request& request) {
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(endpoint.parameters, name) != endpoint.parameters.end()) continue;
    const std::vector<std::string> known{endpoint.parameters.begin(), endpoint.parameters.end()};
    return Problem{
        400, "Bad request",
        fmt::format("There is no parameter \"{}\" here. {}", name.substr(0, 40),
                    known.empty() ? "There are none." : "Known are " + present::join(known) + ".")};
  }
  return std::nullopt;
}

Answer answer(const Site& site, const Request& request, std::string_view path) {
  for (const auto& endpoint : table) {
    const auto id = match(endpoint.path, path);
    if (!id) continue;
    if (auto problem = unknown_parameter(endpoint, request)) return std::unexpected(std::move(*problem));
    return endpoint.answer(site, request, *id);
  }
  return std::unexpected(Problem{
      404, "Not found", fmt::format("There is no /api/v1/{}. See docs/api.md for what there is.", path)});
}

}  // namespace

std::span<const Endpoint> endpoints() {
  return table;
}

Response api_answer(const Site& site, const Request& request, std::string_view path) {
  Response response;
  auto made = answer(site, request, path);
  if (made) {
    response.content_type = "application/json";
    response.body = std::move(*made);
  } else {
    const auto& problem = made.error();
    Json json;
    json.begin_object().put("type", "about:blank").put("title", problem.title);
    json.put("status", std::uint64_t{problem.status}).put("detail", problem.detail).end_object();
    response.status = problem.status;
    response.content_type = "application/problem+json";
    response.body = json.take();
    if (problem.status == 503) response.headers.emplace_back("Retry-After", "5");
  }
  response.body += '\n';
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace waymark::http
