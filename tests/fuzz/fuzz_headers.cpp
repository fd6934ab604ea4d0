// What this program reads of a request's headers itself. The first byte chooses the header, a line feed parts
// those that come as two.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/http/access.hpp"
#include "daemon/http/negotiation.hpp"
#include "daemon/http/security.hpp"

using namespace waymark;  // NOLINT(google-build-using-namespace): one short file

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto feed = text.find('\n');
  const auto first = text.substr(0, feed);
  const auto second = feed == std::string_view::npos ? std::string_view{} : text.substr(feed + 1);
  const auto loopback = boost::asio::ip::make_address("127.0.0.1");
  switch (data[0]) {
    case 'A': {
      constexpr std::string_view offered[] = {"text/plain; version=0.0.4; charset=utf-8",
                                              "application/openmetrics-text; version=1.0.0; charset=utf-8"};
      const auto chosen = http::choose(text, offered);
      if (chosen && *chosen > 1) std::abort();
      static_cast<void>(http::accepts_gzip(text));
      break;
    }
    case 'B': static_cast<void>(http::parse_basic(text)); break;
    case 'H': {
      const auto name = http::host_name(text);
      if (name && (name->empty() || name->find_first_of("/@ []\r\n") != std::string::npos)) std::abort();
      const http::Access access{.trusted_proxies = {}, .hosts = {}, .check_loopback = true};
      if (http::host_allowed(access, text, loopback) && !name) std::abort();
      break;
    }
    case 'O': static_cast<void>(http::same_origin({.origin = first, .fetch_site = {}}, second)); break;
    case 'X': {
      const std::vector<http::Network> trusted{http::Network::parse("127.0.0.0/8").value()};
      const auto client = http::client_address(loopback, text, trusted);
      static_cast<void>(http::client_name(client));
      break;
    }
    case 'N': {
      if (const auto network = http::Network::parse(text)) static_cast<void>(network->holds(loopback));
      break;
    }
    default: break;
  }
  return 0;
}
