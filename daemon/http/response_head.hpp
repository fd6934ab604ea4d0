#pragma once

#include <chrono>
#include <string>

#include "daemon/http/server.hpp"

namespace waymark::http {

struct HeadOptions {
  bool keep_alive = true;
  bool http_1_0 = false;
  std::chrono::sys_seconds now{};
};

// Status line and headers up to the empty line: what the response says, then Date, Content-Length, Connection
// when it is not what the version implies, and the security headers unless the response has its own. A header
// that holds a control character is left out: nothing a handler echoes can add a header.
[[nodiscard]] std::string response_head(const Response& response, const HeadOptions& options);

// A short answer in plain text, for problems below the pages.
[[nodiscard]] Response plain_response(unsigned status, std::string_view sentence);

// The size of the content: body or view, and tail.
[[nodiscard]] std::size_t content_size(const Response& response);

}  // namespace waymark::http
