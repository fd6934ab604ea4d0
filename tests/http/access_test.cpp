#include "daemon/http/access.hpp"

#include <gtest/gtest.h>

namespace waymark::tests {
namespace {

using boost::asio::ip::make_address;
using http::Network;

std::vector<Network> networks(const std::vector<std::string>& texts) {
  std::vector<Network> out;
  for (const auto& text : texts) out.push_back(Network::parse(text).value());
  return out;
}

TEST(Access, Networks) {
  struct Case {
    std::string network, address;
    bool holds;
  };
  for (const auto& [network, address, holds] :
       {Case{"10.0.0.0/8", "10.255.1.2", true}, Case{"10.0.0.0/8", "11.0.0.1", false},
        Case{"192.0.2.7", "192.0.2.7", true}, Case{"192.0.2.7", "192.0.2.8", false},
        Case{"192.0.2.0/25", "192.0.2.127", true}, Case{"192.0.2.0/25", "192.0.2.128", false},
        Case{"0.0.0.0/0", "1.2.3.4", true}, Case{"0.0.0.0/0", "::1", false}, Case{"::1", "::1", true},
        Case{"2001:db8::/33", "2001:db8:7fff::1", true}, Case{"2001:db8::/33", "2001:db8:8000::1", false},
        Case{"127.0.0.1", "::ffff:127.0.0.1", true}}) {
    EXPECT_EQ(Network::parse(network).value().holds(make_address(address)), holds)
        << network << " " << address;
  }
  for (const std::string bad :
       {"", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0", "::/129", "fe80::1%lo"})
    EXPECT_FALSE(Network::parse(bad)) << bad;
}

TEST(Access, TheClientIsTheRightMostHopThatIsNoTrustedProxy) {
  const auto trusted = networks({"127.0.0.1", "10.0.0.0/8"});
  struct Case {
    std::string peer, forwarded, client;
  };
  for (const auto& [peer, forwarded, client] :
       {Case{"192.0.2.1", "203.0.113.9", "192.0.2.1"},  // says what it likes: not trusted
        Case{"127.0.0.1", "", "127.0.0.1"}, Case{"127.0.0.1", "203.0.113.9", "203.0.113.9"},
        Case{"127.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"},
        Case{"127.0.0.1", "1.1.1.1, 203.0.113.9,10.1.1.1", "203.0.113.9"},
        Case{"127.0.0.1", "10.1.1.1", "10.1.1.1"}, Case{"127.0.0.1", "203.0.113.9, junk", "127.0.0.1"},
        Case{"127.0.0.1", "203.0.113.9:4711", "203.0.113.9"},
        Case{"127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"},
        Case{"::ffff:127.0.0.1", "2001:db8::1", "2001:db8::1"}}) {
    EXPECT_EQ(http::client_address(make_address(peer), forwarded, trusted).to_string(), client)
        << peer << " " << forwarded;
  }
  EXPECT_EQ(http::client_name(make_address("2001:db8::1:2:3:4")), "2001:db8::/64");
}

TEST(Access, Hosts) {
  for (const auto& [host, name] : std::vector<std::pair<std::string, std::string>>{
           {"LocalHost:80", "localhost"}, {"kpi.example.", "kpi.example"}, {"[::1]:9475", "::1"}})
    EXPECT_EQ(http::host_name(host), name);
  for (const std::string bad : {"", ":80", "a b", "a@b", "[::1", "[x]", "a:80x", "a:123456", "::1", "a/b"})
    EXPECT_FALSE(http::host_name(bad)) << bad;

  const auto loopback = make_address("127.0.0.1");
  const auto other = make_address("192.0.2.1");
  http::Access access{.trusted_proxies = {}, .hosts = {}, .check_loopback = true};
  for (const std::string host : {"localhost:9475", "127.0.0.1", "[::1]:1", "127.1.2.3", "kpi.localhost"})
    EXPECT_TRUE(http::host_allowed(access, host, loopback)) << host;
  for (const std::string host : {"evil.example", "127.0.0.1.evil.example", "192.0.2.1", ""})
    EXPECT_FALSE(http::host_allowed(access, host, loopback)) << host;
  EXPECT_TRUE(http::host_allowed(access, "anything", other));
  access.check_loopback = false;  // a password is asked for
  EXPECT_TRUE(http::host_allowed(access, "evil.example", loopback));
  access.hosts = {"kpi.example"};
  EXPECT_TRUE(http::host_allowed(access, "KPI.example:443", other));
  EXPECT_TRUE(http::host_allowed(access, "localhost", loopback));
  EXPECT_FALSE(http::host_allowed(access, "localhost", other));
  EXPECT_FALSE(http::host_allowed(access, "evil.example", loopback));
}

TEST(Access, Origins) {
  EXPECT_TRUE(http::same_origin({"", ""}, "kpi.example"));  // curl
  EXPECT_TRUE(http::same_origin({"https://KPI.example", ""}, "kpi.example"));
  EXPECT_TRUE(http::same_origin({"http://127.0.0.1:9475", "same-origin"}, "127.0.0.1:9475"));
  EXPECT_TRUE(http::same_origin({"", "none"}, "kpi.example"));
  EXPECT_FALSE(http::same_origin({"https://evil.example", ""}, "kpi.example"));
  EXPECT_FALSE(http::same_origin({"http://127.0.0.1:8000", ""}, "127.0.0.1:9475"));
  EXPECT_FALSE(http::same_origin({"null", ""}, "kpi.example"));
  EXPECT_FALSE(http::same_origin({"https://kpi.example", "cross-site"}, "kpi.example"));
  EXPECT_FALSE(http::same_origin({"", "same-site"}, "kpi.example"));
}

}  // namespace
}  // namespace waymark::tests
