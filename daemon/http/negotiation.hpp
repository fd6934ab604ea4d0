#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace waymark::http {

// Which of the offered media types an Accept header (RFC 9110, 12.5.1) prefers: highest quality, then the
// more exactly named, then the one offered first. A parameter of a range that the offered type lacks is
// ignored: Prometheus adds some of its own. The absent (empty) header accepts the first; nullopt: none is
// acceptable.
[[nodiscard]] std::optional<std::size_t> choose(std::string_view accept,
                                                std::span<const std::string_view> offered);

// Whether an Accept-Encoding header (RFC 9110, 12.5.3) allows gzip. The absent header does not.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace waymark::http
