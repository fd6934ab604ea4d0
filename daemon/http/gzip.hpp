#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http/server.hpp"

namespace waymark::http {

// A gzip member (RFC 1952).
[[nodiscard]] std::string gzip(std::string_view text);
// The end of a member that is open after `size` bytes with that checksum (core::MetricsBody), with `more` as
// the last of its text.
[[nodiscard]] std::string gzip_end(std::string_view more, std::uint32_t crc, std::uint64_t size);

// Compresses a response whose content is text, over 1 KiB and not encoded yet, when the client accepts it;
// says with Vary that the answer depends on that in any case.
void compress_if_accepted(const Request& request, Response& response);

}  // namespace waymark::http
