// The request target of HTTP: any bytes that a client may send as an address.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/core/printable.hpp"
#include "daemon/http/routes.hpp"
#include "daemon/http/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto target = waymark::http::parse_target(text);
  if (!target) {
    if (target.error().empty()) std::abort();
    return 0;
  }
  // What a handler gets is an absolute path of clean text, in which nothing climbs.
  if (!target->path.starts_with('/')) std::abort();
  if ((target->path + "/").find("/../") != std::string::npos) std::abort();
  for (std::string_view rest = target->path; !rest.empty();) {
    const auto length = waymark::core::utf8_length(rest);
    if (length == 0 || static_cast<unsigned char>(rest.front()) < 0x20) std::abort();
    rest.remove_prefix(length);
  }
  static_cast<void>(waymark::http::route_name(target->path));
  return 0;
}
