#include "daemon/http/api/api.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "daemon/http/api/answers.hpp"
#include "daemon/http/negotiation.hpp"
#include "daemon/present/words.hpp"

namespace waymark::http {

namespace {

using Names = std::string_view;
constexpr std::array<Names, 1> dated = {"as_of"};
constexpr std::array<Names, 2> of_authority = {"authority", "as_of"};
constexpr std::array<Names, 3> scoped = {"authority", "as_of", "scope"};
constexpr std::array<Names, 4> of_series = {"authority", "as_of", "indicator", "scope"};
constexpr std::array<Names, 2> of_rejects = {"collector", "limit"};
constexpr std::array<Names, 3> of_commitments = {"authority", "as_of", "commitment"};

constexpr std::array<Endpoint, 12> table = {{
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
    {"series", of_commitments, nullptr, series_table},
    {"status-history", of_commitments, nullptr, status_history_table},
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

constexpr std::string_view csv_suffix = ".csv";
constexpr std::string_view csv_type = "text/csv; charset=utf-8; header=present";

struct Content {
  std::string_view type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

std::expected<Content, Problem> table_answer(const Endpoint& endpoint, const Site& site,
                                             const Request& request, bool csv_by_path) {
  constexpr std::string_view offered[] = {"application/json", "text/csv"};
  const auto made = endpoint.table(site, request);
  if (!made) return std::unexpected(made.error());
  Content content;
  if (!csv_by_path) content.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  if (!csv_by_path && choose(request.accept, offered).value_or(0) == 0) {
    content.body = as_json(*made) + '\n';
    return content;
  }
  content.type = csv_type;
  content.body = as_csv(*made);
  content.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"{}-{}-{}.csv\"", endpoint.path, made->board->plan->authority.text,
                  core::iso_date(made->board->as_of)));
  return content;
}

std::expected<Content, Problem> answer(const Site& site, const Request& request, std::string_view path) {
  for (const auto& endpoint : table) {
    const bool csv = endpoint.table != nullptr && path.ends_with(csv_suffix);
    const auto id = match(endpoint.path, csv ? path.substr(0, path.size() - csv_suffix.size()) : path);
    if (!id) continue;
    if (auto problem = unknown_parameter(endpoint, request)) return std::unexpected(std::move(*problem));
    if (endpoint.table != nullptr) return table_answer(endpoint, site, request, csv);
    auto made = endpoint.answer(site, request, *id);
    if (!made) return std::unexpected(made.error());
    return Content{.body = std::move(*made) + '\n'};
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
    response.content_type = made->type;
    response.body = std::move(made->body);
    response.headers = std::move(made->headers);
  } else {
    const auto& problem = made.error();
    Json json;
    json.begin_object().put("type", "about:blank").put("title", problem.title);
    json.put("status", std::uint64_t{problem.status}).put("detail", problem.detail).end_object();
    response.status = problem.status;
    response.content_type = "application/problem+json";
    response.body = json.take() + '\n';
    if (problem.status == 503) response.headers.emplace_back("Retry-After", "5");
  }
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace waymark::http
