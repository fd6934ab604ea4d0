#include "daemon/http/routes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <tuple>

#include <fmt/format.h>

#include "daemon/core/printable.hpp"
#include "daemon/http/api/api.hpp"
#include "daemon/http/gzip.hpp"
#include "daemon/http/lookup.hpp"
#include "daemon/http/metrics_response.hpp"
#include "daemon/http/negotiation.hpp"
#include "daemon/http/page_cache.hpp"
#include "daemon/http/pages/page.hpp"

namespace waymark::http {

namespace {

constexpr std::size_t cache_bytes = 16 * 1024 * 1024;
constexpr std::chrono::seconds cache_slot{5};
constexpr std::chrono::seconds lately{600}, longest_preparation{5};

constexpr std::string_view api_prefix = "/api/v1/";
constexpr std::string_view authority_prefix = "/a/";
constexpr std::string_view assets_prefix = "/assets/";

constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

Response plain(unsigned status, std::string body) {
  Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::string_view type_of(std::string_view asset) {
  if (asset.ends_with(".css")) return "text/css; charset=utf-8";
  if (asset.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

Problem no_page() {
  return {404, "Not found",
          "There is no page at this address. Check it for typing mistakes, or begin at the start page."};
}

// Pages below /a/<code>/.
struct AuthorityRoute {
  std::string_view path;  // ending in '/': followed by more
  Page (*answer)(const Visit&, const core::AuthorityCode&, std::string_view rest);
};

constexpr std::array authority_routes = {
    AuthorityRoute{"", [](const Visit& v, const core::AuthorityCode& a,
                          std::string_view) { return overview_page(v, a); }},
    AuthorityRoute{"commitments/", commitment_page},
    AuthorityRoute{"indicators", [](const Visit& v, const core::AuthorityCode& a,
                                    std::string_view) { return indicators_page(v, a); }},
    AuthorityRoute{"indicators/", indicator_page},
    AuthorityRoute{"barriers", [](const Visit& v, const core::AuthorityCode& a,
                                  std::string_view) { return barriers_page(v, a); }},
    AuthorityRoute{"coverage", [](const Visit& v, const core::AuthorityCode& a,
                                  std::string_view) { return coverage_page(v, a); }},
};

Page authority_page(const Visit& visit, std::string_view below) {
  const auto slash = below.find('/');
  const core::AuthorityCode authority{std::string{below.substr(0, slash)}};
  const auto rest = slash == std::string_view::npos ? std::string_view{} : below.substr(slash + 1);
  for (const auto& route : authority_routes) {
    if (route.path == rest) {
      if (!route.path.ends_with('/')) return route.answer(visit, authority, {});
    } else if (route.path.ends_with('/') && rest.starts_with(route.path)) {
      return route.answer(visit, authority, rest.substr(route.path.size()));
    }
  }
  return std::unexpected(no_page());
}

Page page_at(const Visit& visit) {
  const std::string_view path = visit.request.path;
  if (path == "/") return home_page(visit);
  if (path == "/collectors") return collectors_page(visit);
  if (path.starts_with(authority_prefix)) return authority_page(visit, path.substr(authority_prefix.size()));
  return std::unexpected(no_page());
}

// Which pages show more than a snapshot says.
bool shows_collectors(std::string_view path) {
  return path == "/" || path == "/collectors";
}

std::chrono::seconds slot_now() {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch());
  return now / cache_slot * cache_slot;
}

void add_page_headers(Response& response) {
  response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  response.headers.emplace_back("Cache-Control", "no-cache");
}

Response page_response(std::shared_ptr<const KeptPage> page, const Request& request) {
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.view = page->plain;
  if (accepts_gzip(request.accept_encoding)) {
    response.view = page->packed;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.keep = std::move(page);
  add_page_headers(response);
  return response;
}

bool is_page(const Request& request) {
  const std::string_view path = request.path;
  return (request.method == "GET" || request.method == "HEAD") && !is_inline(path) && path != "/-/reload" &&
         !path.starts_with(api_prefix);
}

void protect(Response& response) {
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
}

}  // namespace

struct Routes::Parts {
  Parts(Site given, std::shared_ptr<const present::Templates> own)
      : site(std::move(given)),
        held(own ? std::move(own) : std::make_shared<const present::Templates>()),
        templates(*held) {}

  // The page, or why there is none; kept when there is one.
  [[nodiscard]] std::expected<std::shared_ptr<const KeptPage>, Problem> make(const Site& one,
                                                                             const PageVersion& version,
                                                                             const Request& request) const;
  [[nodiscard]] Response page(const Request& request) const;
  [[nodiscard]] Response asset(const Request& request) const;
  [[nodiscard]] Response reload(const Request& request) const;
  [[nodiscard]] static PageVersion version(const Site& site);

  Site site;
  std::shared_ptr<const present::Templates> held;
  const present::Templates& templates;
  mutable PageCache cache{cache_bytes};
};

PageVersion Routes::Parts::version(const Site& site) {
  const auto current = site.snapshot();
  return {current ? current->generation : 0, site.today(),
          site.last_reload_problem ? site.last_reload_problem() : std::string{}};
}

std::expected<std::shared_ptr<const KeptPage>, Problem> Routes::Parts::make(const Site& one,
                                                                            const PageVersion& version,
                                                                            const Request& request) const {
  const auto slot = shows_collectors(request.path) ? slot_now() : std::chrono::seconds{};
  const auto day = as_of(one, request);
  if (!day) return std::unexpected(day.error());
  auto made = page_at({one, templates, request, *day});
  if (!made) return std::unexpected(made.error());
  auto packed = gzip(made->body);
  auto kept = std::make_shared<const KeptPage>(KeptPage{std::move(made->body), std::move(packed), slot});
  cache.keep(version, {request.path, request.query}, kept);
  return kept;
}

Response Routes::Parts::page(const Request& request) const {
  const auto one = http::held(site);
  const auto now = version(one);
  if (const auto kept = cache.find(now, {request.path, request.query}, slot_now())) {
    return page_response(kept, request);
  }
  auto made = make(one, now, request);
  if (made) return page_response(std::move(*made), request);
  auto response = problem_page({one, templates, request, {}}, made.error());
  add_page_headers(response);
  return response;
}

Response Routes::Parts::asset(const Request& request) const {
  const auto name = std::string_view{request.path}.substr(assets_prefix.size());
  const auto content = templates.asset(name);
  if (!content) return plain(404, "There is no such asset.\n");
  Response response;
  response.content_type = type_of(name);
  response.view = *content;
  const bool versioned = std::ranges::any_of(request.query, [&](const auto& q) {
    return q.first == "v" && q.second == templates.asset_version(name);
  });
  response.headers.emplace_back("Cache-Control",
                                versioned ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

Response Routes::Parts::reload(const Request& request) const {
  if (request.method != "POST") {
    auto response = plain(405, "Reload with POST.\n");
    response.headers.emplace_back("Allow", "POST");
    return response;
  }
  if (!site.reload) {
    return plain(403,
                 "Reloading over HTTP is not enabled. Start with --web.enable-lifecycle, or send SIGHUP.\n");
  }
  const auto result = site.reload();
  if (!result.ok) return plain(422, core::printable_lines(result.diagnostics));
  return plain(200, "Reloaded.\n");
}

Routes::Routes(Site site, std::shared_ptr<const present::Templates> templates)
    : parts_(std::make_unique<const Parts>(std::move(site), std::move(templates))) {}

Routes::~Routes() = default;

bool is_inline(std::string_view path) {
  return path == "/metrics" || path == "/-/healthy" || path == "/-/ready" || path.starts_with(assets_prefix);
}

std::string_view route_name(std::string_view path) {
  for (const std::string_view whole :
       {"/", "/metrics", "/-/healthy", "/-/ready", "/-/reload", "/collectors"}) {
    if (path == whole) return whole;
  }
  for (const auto prefix : {api_prefix, authority_prefix, assets_prefix}) {
    if (path.starts_with(prefix)) return prefix;
  }
  return "other";
}

Response answer(const Site& site, const Request& request) {
  const Routes routes{site};
  auto response = routes.answer(request);
  if (!response.view.empty()) {  // of what these routes hold, or of a page that is kept
    response.body = response.view;
    response.view = {};
  }
  return response;
}

Response Routes::answer(const Request& request) const {
  const std::string_view path = request.path;
  Response response;
  if (path == "/-/reload") {
    response = parts_->reload(request);
  } else if (request.method != "GET" && request.method != "HEAD") {
    response = plain(405, "Only GET and HEAD are answered here.\n");
    response.headers.emplace_back("Allow", "GET, HEAD");
  } else if (path == "/metrics") {
    return metrics_response(request, {parts_->site.snapshot(), parts_->site.self_metrics_text,
                                      parts_->site.self_metrics_openmetrics});
  } else if (path == "/-/healthy") {
    response = plain(200, "Waymark is healthy.\n");
  } else if (path == "/-/ready") {
    response = parts_->site.ready()
                   ? plain(200, "Waymark is ready.\n")
                   : plain(503, "Waymark is not ready: the first scoreboard is still being built.\n");
  } else if (path.starts_with(api_prefix)) {
    response = api_answer(held(parts_->site), request, path.substr(api_prefix.size()));
  } else if (path.starts_with(assets_prefix)) {
    response = parts_->asset(request);
  } else {
    response = parts_->page(request);
  }
  protect(response);
  return response;
}

std::optional<Response> Routes::at_hand(const Request& request) const {
  if (!is_page(request)) return std::nullopt;
  auto kept = parts_->cache.find(Parts::version(parts_->site), {request.path, request.query}, slot_now());
  if (!kept) return std::nullopt;
  auto response = page_response(std::move(kept), request);
  protect(response);
  return response;
}

void Routes::prepare(const std::shared_ptr<const core::Snapshot>& next) const {
  const auto one = http::held(parts_->site, next);
  const auto version = Parts::version(one);
  const auto end = std::chrono::steady_clock::now() + longest_preparation;
  for (const auto& [path, query] : parts_->cache.expect(version, lately)) {
    if (std::chrono::steady_clock::now() >= end) return;
    // One that fails is made again by whoever asks for it, who is told why.
    std::ignore = parts_->make(
        one, version,
        {.method = "GET", .path = path, .query = query, .accept = {}, .accept_encoding = {}, .body = {}});
  }
}

}  // namespace waymark::http
