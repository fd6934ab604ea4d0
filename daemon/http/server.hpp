#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace waymark::http {

struct Request {
  std::string method;  // GET, HEAD, POST
  std::string path;    // percent-decoded, without the query
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  std::string accept, accept_encoding;
};

struct Response {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::shared_ptr<const void> keep;  // what `view` points into
  std::string_view view;             // sent instead of `body` when not empty: no copy of a snapshot's text
  std::vector<std::pair<std::string, std::string>> headers;
};

// Answers one request. `inline_handler` runs on the event loop and must not block; `worker` runs in the pool.
using Handler = std::function<Response(const Request&)>;

struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::size_t connections = 2048;
  std::chrono::seconds idle{75};
  std::chrono::seconds read{10};
  std::chrono::seconds write{30};
};

struct Dispatch {
  // Picks for a path: true when `inline_handler` answers it.
  std::function<bool(std::string_view path)> is_inline;
  Handler inline_handler;
  Handler worker;
  std::function<void(std::string_view path, unsigned status)> observed;  // for waymark_http_requests_total
};

}  // namespace waymark::http
