#include "daemon/http/routes.hpp"

#include <algorithm>
#include <array>
#include <chrono>

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

// An address for the cache: the path and the parameters that pages know.
std::string address_of(const Request& request) {
  std::string address = request.path;
  for (const auto& [key, value] : request.query) address += fmt::format("\n{}={}", key, value);
  return address;
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

}  // namespace

struct Routes::Parts {
  Parts(Site given, std::shared_ptr<const present::Templates> own)
      : site(std::move(given)),
        held(own ? std::move(own) : std::make_shared<const present::Templates>()),
        templates(*held) {}

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
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch());
  const auto current = site.snapshot();
  return {current ? current->generation : 0, site.today(),
          site.last_reload_problem ? site.last_reload_problem() : std::string{},
          now / cache_slot * cache_slot};
}

Response Routes::Parts::page(const Request& request) const {
  const auto one = http::held(site);
  const auto now = version(one);
  const auto address = address_of(request);
  Response response;
  auto kept = cache.find(now, address);
  if (!kept) {
    const Visit undated{one, templates, request, {}};
    const auto day = as_of(one, request);
    auto made = day ? page_at({one, templates, request, *day}) : Page{std::unexpected(day.error())};
    if (made) {
      auto packed = gzip(made->body);
      kept = std::make_shared<const KeptPage>(KeptPage{std::move(made->body), std::move(packed)});
      cache.keep(now, address, kept);
    } else {
      response = problem_page(undated, made.error());
    }
  }
  if (kept) {
    response.content_type = "text/html; charset=utf-8";
    if (accepts_gzip(request.accept_encoding)) {
      response.view = kept->packed;
      response.keep = kept;
      response.headers.emplace_back("Content-Encoding", "gzip");
    } else {
      response.body = kept->plain;
    }
  }
  response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  response.headers.emplace_back("Cache-Control", "no-cache");
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
  if (!response.keep && !response.view.empty()) {  // a view of what these routes hold
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
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace waymark::http
