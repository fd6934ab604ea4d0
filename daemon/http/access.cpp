#include "daemon/http/access.hpp"

#include <algorithm>
#include <charconv>

namespace waymark::http {

namespace {

namespace ip = boost::asio::ip;

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::optional<ip::address> parse_address(std::string_view text) {
  // Zones (`fe80::1%eth0`) are names of this machine's, nobody else can say one. A NUL would end the text
  // early.
  if (text.empty() || text.size() > 45 ||
      text.find_first_of(std::string_view{"%\0", 2}) != std::string_view::npos) {
    return std::nullopt;
  }
  boost::system::error_code problem;
  const auto address = ip::make_address(std::string{text}, problem);
  if (problem) return std::nullopt;
  return plain_address(address);
}

// A hop of X-Forwarded-For: an address, in brackets or with a port as some proxies write it.
std::optional<ip::address> parse_hop(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    return parse_address(text.substr(1, end - 1));
  }
  if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
  return parse_address(text);
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

template <class Bytes>
bool same_bits(const Bytes& a, const Bytes& b, unsigned bits) {
  for (std::size_t i = 0; i < a.size() && bits > 0; ++i) {
    const unsigned take = std::min(bits, 8U);
    const auto mask = static_cast<unsigned>(0xFF00U >> take) & 0xFFU;
    if (((a[i] ^ b[i]) & mask) != 0) return false;
    bits -= take;
  }
  return true;
}

bool this_machine(const std::string& name) {
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  const auto address = parse_address(name);
  return address && address->is_loopback();
}

}  // namespace

bool trusted(const ip::address& address, std::span<const Network> proxies) {
  return std::ranges::any_of(proxies, [&](const Network& network) { return network.holds(address); });
}

std::optional<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network;
  network.address_ = *address;
  const unsigned most = address->is_v4() ? 32 : 128;
  network.bits_ = most;
  if (slash == std::string_view::npos) return network;
  const auto bits = text.substr(slash + 1);
  const auto [end, problem] = std::from_chars(bits.data(), bits.data() + bits.size(), network.bits_);
  if (problem != std::errc{} || end != bits.data() + bits.size() || network.bits_ > most) return std::nullopt;
  return network;
}

bool Network::holds(const ip::address& given) const {
  const auto address = plain_address(given);
  if (address.is_v4() != address_.is_v4()) return false;
  if (address.is_v4()) return same_bits(address.to_v4().to_bytes(), address_.to_v4().to_bytes(), bits_);
  return same_bits(address.to_v6().to_bytes(), address_.to_v6().to_bytes(), bits_);
}

ip::address plain_address(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

ip::address client_address(const ip::address& peer, std::string_view forwarded_for,
                           std::span<const Network> trusted_proxies) {
  auto client = plain_address(peer);
  while (trusted(client, trusted_proxies) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto hop =
        parse_hop(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    if (!hop) break;
    client = *hop;
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return client;
}

std::string client_name(const ip::address& given) {
  const auto address = plain_address(given);
  if (address.is_v4()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return ip::address_v6(bytes).to_string() + "/64";
}

std::optional<std::string> host_name(std::string_view host) {
  std::string_view name;
  std::string_view port;
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    name = host.substr(1, end - 1);
    port = host.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return std::nullopt;
    if (!port.empty()) port.remove_prefix(1);
    if (!parse_address(name)) return std::nullopt;
  } else {
    const auto colon = host.find(':');
    name = host.substr(0, colon);
    if (colon != std::string_view::npos) port = host.substr(colon + 1);
    const auto fits = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
             c == '.' || c == '_';
    };
    if (!std::ranges::all_of(name, fits)) return std::nullopt;
    if (name.ends_with('.')) name.remove_suffix(1);  // the name with its root
  }
  if (name.empty() || port.size() > 5 || !all_digits(port)) return std::nullopt;
  return lower(name);
}

bool host_allowed(const Access& access, std::string_view host, const ip::address& own) {
  const bool loopback = plain_address(own).is_loopback();
  if (access.hosts.empty() && !(loopback && access.check_loopback)) return true;
  const auto name = host_name(host);
  if (!name) return false;
  return (loopback && this_machine(*name)) || std::ranges::find(access.hosts, *name) != access.hosts.end();
}

bool same_origin(const Source& source, std::string_view host) {
  // Set by browsers alone and not to be changed by a page; "none" is a user's own doing.
  if (!source.fetch_site.empty()) return source.fetch_site == "same-origin" || source.fetch_site == "none";
  if (source.origin.empty()) return true;
  const auto scheme = source.origin.find("://");
  if (scheme == std::string_view::npos) return false;  // "null": from a sandbox or a file
  return lower(source.origin.substr(scheme + 3)) == lower(host);
}

}  // namespace waymark::http
