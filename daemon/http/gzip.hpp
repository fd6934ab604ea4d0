#pragma once

#include <string>
#include <string_view>

#include "daemon/http/server.hpp"

namespace waymark::http {

// One gzip member (RFC 1952); members may follow one another.
[[nodiscard]] std::string gzip(std::string_view text);

// Compresses a response whose content is text, over 1 KiB and not encoded yet, when the client accepts it;
// says with Vary that the answer depends on that in any case.
void compress_if_accepted(const Request& request, Response& response);

}  // namespace waymark::http
