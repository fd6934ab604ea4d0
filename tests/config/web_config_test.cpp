// The web configuration file: what it says, and each mistake with its place.
#include "config/web_config.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::config {
namespace {

using tests::write_file;

constexpr auto hash = "$2y$10$EYxs8xwnT5Ye5..Mrr1keOqGdGWPKm4HhHYEFh6fMPQmR9wO0Iwmu";

class WebConfigTest : public testing::Test {
 protected:
  WebConfigTest() {
    write_file(folder / "cert.pem", "certificate");
    write_file(folder / "key.pem", "key");
    write_file(folder / "ca.pem", "authority");
    write_file(folder / "empty.pem", "");
  }

  std::optional<WebConfig> load(const std::string& text) {
    write_file(folder / "web.toml", text);
    diagnostics = {};
    return load_web_config(folder / "web.toml", [this](const WebTls&) { return found_by_tls; }, diagnostics);
  }
  // All messages, the folder's name taken out.
  std::string mistakes(const std::string& text) {
    EXPECT_FALSE(load(text)) << text;
    std::string said = diagnostics.text();
    const auto name = folder.string() + "/";
    for (auto at = said.find(name); at != std::string::npos; at = said.find(name))
      said.erase(at, name.size());
    return said;
  }

  const tests::TemporaryDirectory directory;
  const std::filesystem::path folder = directory.path();
  std::optional<WebTlsMistake> found_by_tls;
  Diagnostics diagnostics;
};

TEST_F(WebConfigTest, SaysWhoMayConnectAndHow) {
  const auto web = load(std::string(R"(
[tls_server_config]
cert_file = "cert.pem"
key_file = "key.pem"
client_ca_file = "ca.pem"
client_auth_type = "RequireAndVerifyClientCert"
min_version = "TLS13"

[basic_auth_users]
alice = ")") + hash + "\"\n\"Robert Example\" = \"" +
                        hash + "\"\n");
  ASSERT_TRUE(web) << diagnostics.text();
  ASSERT_TRUE(web->tls);
  EXPECT_EQ(web->tls->certificate, "certificate");
  EXPECT_EQ(web->tls->key, "key");
  EXPECT_EQ(web->tls->client_ca, "authority");
  EXPECT_EQ(web->tls->client_auth, ClientCertificate::require_and_verify);
  EXPECT_TRUE(web->tls->only_tls_1_3);
  EXPECT_EQ(web->users,
            (std::vector<std::pair<std::string, std::string>>{{"alice", hash}, {"Robert Example", hash}}));
}

TEST_F(WebConfigTest, HasDefaults) {
  const auto web = load("tls_server_config = { cert_file = 'cert.pem', key_file = 'key.pem' }\n");
  ASSERT_TRUE(web) << diagnostics.text();
  EXPECT_EQ(web->tls->client_auth, ClientCertificate::none);
  EXPECT_FALSE(web->tls->only_tls_1_3);
  EXPECT_TRUE(web->users.empty());
  const auto nothing = load("");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->tls);
}

TEST_F(WebConfigTest, EveryMistakeHasItsPlace) {
  struct Case {
    std::string text, said;
  };
  const std::string pair = "[tls_server_config]\ncert_file = 'cert.pem'\nkey_file = 'key.pem'\n";
  const Case cases[] = {
      {"[tls_server_config]\n",
       "web.toml:1:1: \"cert_file\" is missing\nweb.toml:1:1: \"key_file\" is missing\n"},
      {"[tls_server_config]\ncert_file = 'none.pem'\nkey_file = 'empty.pem'\n",
       "web.toml:2:13: cannot read none.pem: there is no such file\nweb.toml:3:12: empty.pem is empty\n"},
      {pair + "min_version = 'TLS10'\n",
       "web.toml:4:15: \"min_version\" must be one of TLS12, TLS13, not \"TLS10\"; "
       "did you mean \"TLS12\"?\n"},
      {pair + "client_auth_type = 'RequireAndVerifyClientCert'\n",
       "web.toml:4:20: \"client_ca_file\" is missing: the authority whose client certificates are good\n"},
      {pair + "client_ca_file = 'ca.pem'\n",
       "web.toml:4:18: \"client_ca_file\" has no effect without client_auth_type = "
       "\"RequireAndVerifyClientCert\" or "
       "\"VerifyClientCertIfGiven\"\n"},
      {pair + "client_auth_type = 'RequireClientCert'\n",
       "web.toml:4:20: \"client_auth_type\" must be one of NoClientCert, RequestClientCert, "
       "RequireAnyClientCert, "
       "VerifyClientCertIfGiven, RequireAndVerifyClientCert, not \"RequireClientCert\"; did you mean "
       "\"RequestClientCert\"?\n"},
      {pair + "cert = 1\n",
       "web.toml:4:1: \"cert\" is not a tls_server_config setting; there are cert_file, client_auth_type, "
       "client_ca_file, key_file, min_version\n"},
      {"[basic_auth_user]\n",
       "web.toml:1:2: \"basic_auth_user\" is not a web configuration setting; did you mean "
       "\"basic_auth_users\"?\n"},
      {"[basic_auth_users]\n",
       "web.toml:1:1: [basic_auth_users] names nobody; leave it out when no password is to be asked for\n"},
      {"[basic_auth_users]\nalice = 'open sesame'\nbob = 1\n\"a:b\" = '" + std::string(hash) + "'\n",
       "web.toml:2:9: what is given for \"alice\" is not a bcrypt hash; \"htpasswd -nBC 10 NAME\" asks for "
       "the "
       "password and prints one behind the colon\n"
       "web.toml:3:7: \"bob\" must be text in quotation marks, not a whole number\n"
       "web.toml:4:9: a user's name must not be empty, nor hold a colon or control characters\n"},
      {"[basic_auth_users]\nalice = '$2y$31$EYxs8xwnT5Ye5..Mrr1keOqGdGWPKm4HhHYEFh6fMPQmR9wO0Iwmu'\n",
       "web.toml:2:9: what is given for \"alice\" is a bcrypt hash of cost 31; make one of cost 10 to 12 (4 "
       "to 14 are "
       "taken)\n"},
  };
  for (const auto& [text, said] : cases) EXPECT_EQ(mistakes(text), said) << text;
}

TEST_F(WebConfigTest, AMistakeInACertificateIsAtItsKey) {
  found_by_tls = {{"key_file", "holds no private key in PEM form"}};
  EXPECT_EQ(mistakes("[tls_server_config]\ncert_file = 'cert.pem'\nkey_file = 'key.pem'\n"),
            "web.toml:3:12: key.pem holds no private key in PEM form\n");
}

TEST_F(WebConfigTest, NoMessageRepeatsASecret) {
  for (const std::string text :
       {"[basic_auth_users]\nalice = 'open sesame'\n", "[basic_auth_users]\nalice = open sesame\n",
        "[basic_auth_users]\nalice = 'open sesame\n", "[basic_auth_users]\nalice = ['open sesame']\n",
        "alice = 'open sesame'\n"}) {
    EXPECT_FALSE(mistakes(text).contains("sesame")) << text << diagnostics.text();
  }
}

}  // namespace
}  // namespace waymark::config
