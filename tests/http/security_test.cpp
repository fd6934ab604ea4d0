// Passwords, and the certificates of a server.
#include "daemon/http/security.hpp"

#include <array>
#include <string>

#include <crypt.h>
#include <gtest/gtest.h>

#include "tests/support/certificates.hpp"

namespace waymark::tests {
namespace {

// At the lowest cost, since the tests are not about being slow.
std::string hash(const std::string& password, const char* prefix = "$2b$") {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> salt{};
  if (crypt_gensalt_rn(prefix, 4, nullptr, 0, salt.data(), salt.size()) == nullptr) return {};
  crypt_data memory{};
  return crypt_r(password.c_str(), salt.data(), &memory);
}

TEST(BasicAuthorization, IsReadAsRfc7617WritesIt) {
  struct Case {
    std::string header, login;  // empty: refused
  };
  const Case cases[] = {
      {"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin|open sesame"},
      {"basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin|open sesame"},
      {"BASIC YTpiOmM=", "a|b:c"},  // only the first colon divides
      {"Basic dGVzdDoxMjPCow==", "test|123£"},
      {"Basic Og==", "|"},
      {"Basic YWJj", ""},       // no colon
      {"Basic YTpi Og==", ""},  // a space within
      {"Basic YTpi=", ""},      // not a multiple of four
      {"Basic YT=iOg==", ""},   // padding within
      {"Basic ====", ""},
      {"Basic YTpi*g==", ""},
      {"Basic ", ""},
      {"Basic", ""},
      {"Bearer YTpi", ""},
      {"", ""},
  };
  for (const auto& [header, expected] : cases) {
    const auto login = http::parse_basic(header);
    EXPECT_EQ(login ? login->user + "|" + login->password : "", expected) << header;
  }
}

TEST(Users, TheRightPasswordOfTheRightUserIsRight) {
  const http::Users users(
      {{"alice", hash("open sesame")}, {"bob", hash("x", "$2y$")}, {"eve", hash("£", "$2a$")}});
  EXPECT_TRUE(users.check({"alice", "open sesame"}));
  EXPECT_TRUE(users.check({"bob", "x"}));
  EXPECT_TRUE(users.check({"eve", "£"}));
  const http::Login wrong[] = {{"alice", "x"},           {"bob", "open sesame"}, {"alice", ""}, {"", ""},
                               {"Alice", "open sesame"}, {"nobody", "x"},        {"", "x"}};
  for (const auto& login : wrong) EXPECT_FALSE(users.check(login)) << login.user << " " << login.password;
}

TEST(Users, WhatBcryptWouldNotLookAtIsNotIgnored) {
  const std::string longest(72, 'x');
  const http::Users users({{"alice", hash(longest)}, {"bob", hash("x")}, {"empty", hash("")}});
  EXPECT_TRUE(users.check({"alice", longest}));
  EXPECT_FALSE(users.check({"alice", longest + "y"}));
  EXPECT_FALSE(users.check({"bob", std::string("x\0y", 3)}));
  EXPECT_FALSE(users.check({"empty", std::string(73, 'x')}));
}

TEST(Users, RememberOnlyWhatTheyFoundRight) {
  const http::Users users({{"alice", hash("a")}, {"bob", hash("b")}});
  EXPECT_FALSE(users.remembered({"alice", "a"}));
  EXPECT_FALSE(users.check({"alice", "b"}));
  EXPECT_FALSE(users.remembered({"alice", "b"}));
  EXPECT_TRUE(users.check({"alice", "a"}));
  EXPECT_TRUE(users.remembered({"alice", "a"}));
  EXPECT_FALSE(users.remembered({"bob", "a"}));
  EXPECT_FALSE(users.remembered({"alic", "ea"}));
  EXPECT_FALSE(users.remembered({"nobody", "a"}));
}

class TlsTest : public testing::Test {
 protected:
  const TestAuthority authority{"Test CA"};
  const Identity server = authority.issue("server");

  static std::string mistake(const http::TlsSettings& settings) {
    const auto made = http::make_tls(settings);
    if (made) return "none";
    const std::array parts{"cert_file ", "key_file ", "client_ca_file "};
    return parts[static_cast<std::size_t>(made.error().part)] + made.error().sentence;
  }
};

TEST_F(TlsTest, CertificateAndKeyMustFit) {
  const auto other = authority.issue("other");
  EXPECT_EQ(mistake({.certificate = server.certificate, .key = server.key}), "none");
  EXPECT_EQ(mistake({.certificate = server.certificate + authority.certificate(), .key = server.key}),
            "none");
  EXPECT_EQ(mistake({.certificate = "x", .key = server.key}),
            "cert_file holds no certificate in PEM form that can be used");
  EXPECT_EQ(mistake({.certificate = server.key, .key = server.key}),
            "cert_file holds no certificate in PEM form that can be used");
  EXPECT_EQ(mistake({.certificate = server.certificate, .key = "x"}),
            "key_file holds no private key in PEM form");
  EXPECT_EQ(mistake({.certificate = server.certificate, .key = server.certificate}),
            "key_file holds no private key in PEM form");
  EXPECT_EQ(mistake({.certificate = server.certificate, .key = other.key}),
            "key_file holds a key that does not belong to the certificate in cert_file");
  EXPECT_EQ(mistake({.certificate = server.certificate, .key = encrypted(server.key)}),
            "key_file holds an encrypted key; store it without a pass phrase");
}

TEST_F(TlsTest, EveryCertificateOfTheClientsAuthorityCounts) {
  const auto with = [&](const std::string& ca) {
    return mistake({.certificate = server.certificate,
                    .key = server.key,
                    .client_ca = ca,
                    .client_auth = http::ClientAuth::require});
  };
  EXPECT_EQ(with(authority.certificate() + TestAuthority("Another").certificate()), "none");
  EXPECT_EQ(with("x"), "client_ca_file holds no certificate in PEM form");
  auto broken = authority.certificate();
  broken.replace(broken.size() / 2, 4, "!!!!");
  EXPECT_TRUE(with(authority.certificate() + broken)
                  .starts_with("client_ca_file holds a certificate that cannot be read: "));
}

}  // namespace
}  // namespace waymark::tests
