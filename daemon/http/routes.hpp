#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "daemon/http/server.hpp"
#include "daemon/http/site.hpp"

namespace waymark::present {
class Templates;
}

namespace waymark::http {

// Every path: /metrics, pages, JSON API, assets and the /-/ endpoints. Safe to use from several threads.
class Routes {
 public:
  // Null: the bundled templates.
  explicit Routes(Site site, std::shared_ptr<const present::Templates> templates = nullptr);
  ~Routes();
  Routes(const Routes&) = delete;
  Routes& operator=(const Routes&) = delete;

  // Answers GET and HEAD, and POST /-/reload. Unknown paths are 404, other methods 405; a page for people,
  // problem details below /api/.
  [[nodiscard]] Response answer(const Request& request) const;
  // A page that was made before and still holds; nothing when it has to be made. Reads nothing and waits for
  // nobody, so for the event loop.
  [[nodiscard]] std::optional<Response> at_hand(const Request& request) const;
  // Makes the pages that were asked for lately from a snapshot that is about to be published, so that nobody
  // has to wait for them then; for five seconds at most. Throws what making a page throws.
  void prepare(const std::shared_ptr<const core::Snapshot>& next) const;

 private:
  struct Parts;
  std::unique_ptr<const Parts> parts_;
};

// Answered without reading the ledger, so on the event loop: /metrics, /-/healthy, /-/ready, /assets/.
[[nodiscard]] bool is_inline(std::string_view path);

// The kind of path for waymark_http_requests_total: `/metrics`, `/api/v1`, `/a`, ...; one of a fixed few.
[[nodiscard]] std::string_view route_name(std::string_view path);

// One request by itself, with the bundled templates: for programs that ask once.
[[nodiscard]] Response answer(const Site& site, const Request& request);

}  // namespace waymark::http
