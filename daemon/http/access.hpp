#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

// Who asks, and whether the request may come from there. Pure: fuzzed and tested without sockets.
namespace waymark::http {

// `10.0.0.0/8`, `::1`, `192.0.2.7`: an address or all those that share its first bits. IPv4 addresses that
// are written as IPv6 (`::ffff:192.0.2.7`) count as IPv4.
class Network {
 public:
  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  [[nodiscard]] bool holds(const boost::asio::ip::address& given) const;

 private:
  boost::asio::ip::address address_;
  unsigned bits_ = 0;
};

// What a configuration says about the addresses by which the service is asked, and by whom.
struct Access {
  std::vector<Network> trusted_proxies;  // whose X-Forwarded-For counts
  std::vector<std::string> hosts;  // names in lower case by which the service is known; see host_allowed
  std::size_t connections_per_client = 512;
  bool check_loopback = false;  // where nobody is asked for a password: the Host of loopback addresses
};

// IPv4 for an IPv4 address that is written as IPv6.
[[nodiscard]] boost::asio::ip::address plain_address(const boost::asio::ip::address& address);

// Whether the address is one of these proxies.
[[nodiscard]] bool trusted(const boost::asio::ip::address& address, std::span<const Network> proxies);

// The client that sent the request: the peer, or behind trusted proxies the right-most hop of X-Forwarded-For
// (all lines in order, joined by commas) that is none of them. A hop that is no address ends the search: the
// last proxy is the client then.
[[nodiscard]] boost::asio::ip::address client_address(const boost::asio::ip::address& peer,
                                                      std::string_view forwarded_for,
                                                      std::span<const Network> trusted_proxies);

// What limits and the log count as one client: an IPv4 address, or the /64 network of an IPv6 one.
[[nodiscard]] std::string client_name(const boost::asio::ip::address& given);

// The name of a Host header in lower case, without port and brackets; nothing when it is malformed.
[[nodiscard]] std::optional<std::string> host_name(std::string_view host);

// Against DNS rebinding, by which a page from elsewhere reads a service that only this machine can reach.
// With `hosts`: one of them, and on a loopback address also the names of this machine. Without: on a loopback
// address where nobody is asked for a password the names of this machine (`localhost`, loopback addresses),
// everything elsewhere.
[[nodiscard]] bool host_allowed(const Access& access, std::string_view host,
                                const boost::asio::ip::address& own);

// What a browser says of the page that a request comes from; empty where it says nothing.
struct Source {
  std::string_view origin, fetch_site;
};
// For requests that change something: false when a browser sent it for a page of another origin. Programs
// that are no browsers send neither header and are let through.
[[nodiscard]] bool same_origin(const Source& source, std::string_view host);

}  // namespace waymark::http
