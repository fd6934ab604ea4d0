// What a file holds beside the mistakes in it stays in the file.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/configuration.hpp"
#include "config/plan_loader.hpp"
#include "config/web_config.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace waymark::config {
namespace {

constexpr auto secret = "hunter2";
constexpr auto head =
    "[ledger]\npath = \"ledger.db\"\n[[authority]]\ncode = \"E07000125\"\nname = \"x\"\nplans = "
    "[\"p.toml\"]\n";

// Lines with a secret, each with something wrong, as they stand below a [[source]] of PostgreSQL.
const std::vector<std::string> wrong_sources{
    "pasword = \"hunter2\"",
    "pasword = 'hunter2'",
    "passwd = \"hunter2\"",
    "password = \"hunter2\"",
    "password = [\"hunter2\"]",
    "PASSWORD = { value = \"hunter2\" }",
    "pwd = \"hunter2\"\nhost = 5",
    "secret = \"hunter2\"",
    "usr = \"hunter2\"",
    "colour = [1, 2, \"hunter2\"]",
    "colour.password = \"hunter2\"",
    "colour = { a = { b = \"hunter2\" } }",
    "pasword = \"\"\"\nhunter2\nhunter2\"\"\"",
    "pasword = \"hunter2",
    "pasword = \"hunter2\" x",
    "pasword = hunter2",
    "pasword = hunter2 = x",
    "pasword \"hunter2\"",
    "pasword: hunter2",
    "pasword: hunter2=",
    "pasword == \"hunter2\"",
    "pasword = \"\"\"\nhunter2=\\q\"\"\"",
    "pasword = [\n\"hunter2\"\n\"x\"\n]",
    "pasword = [\n[\"hunter2\" \"x\"]\n]",
    "pasword = \"hunter2\xE9\"",
    "pasword = \"hunter2\x01\"",
    "host = \"h\"\nhost = \"hunter2\"",
    "database = \"postgresql://user:hunter2@host/x\"\nport = \"x\"",
    "host = \"user:hunter2@host\"\ndsn = \"UID=u;PWD=hunter2\"",
    "[source.options]\npwd = \"hunter2\"",
    "[source.credentials]\nuser = \"hunter2\"",
};

class Secrets : public testing::Test {
 protected:
  std::string said(const std::string& text) {
    tests::write_file(folder_.path() / "p.toml", "");
    tests::write_file(folder_.path() / "waymark.toml", text);
    Diagnostics diagnostics;
    static_cast<void>(load_configuration(folder_.path() / "waymark.toml", diagnostics));
    EXPECT_FALSE(diagnostics.ok()) << text;
    std::string all = diagnostics.text();
    for (const auto& diagnostic : diagnostics.list()) all += diagnostic.message + diagnostic.excerpt;
    return all;
  }
  tests::TemporaryDirectory folder_;
};

TEST_F(Secrets, OfSourcesAreNeverShown) {
  for (const auto& line : wrong_sources) {
    const auto text = std::string(head) + "[[source]]\nname = \"s\"\ndriver = \"postgresql\"\n" + line + "\n";
    const auto message = said(text);
    EXPECT_FALSE(message.contains(secret)) << message;
  }
}

TEST_F(Secrets, WithinALineAreNotShownWithItsOtherMistakes) {
  for (const auto* table :
       {R"({ name = "s", driver = "sqlite", pasword = "hunter2", path = 5 })",
        R"({ name = "s", driver = "nothing", password = "hunter2" })",
        R"({ pasword = """hunter2
hunter2""", name = 5 })",
        R"({ name = "s", driver = "odbc", options = { PWD = "hunter2", "a;" = "x" } })"}) {
    const auto message = said("source = [" + std::string(table) + "]\n" + head);
    EXPECT_FALSE(message.contains(secret)) << message;
  }
}

TEST_F(Secrets, OfOtherTablesAreNeverShown) {
  for (const auto* lines :
       {"[remote_write]\nurl = \"https://u:hunter2@host/\"",
        "[remote_write]\nurl = \"htp://u:hunter2@host/\"",
        "[remote_write]\nurl = \"https://u:hun/hunter2@host/\"",
        "[remote_write]\nurl = \"http://h/\"\npassword = \"hunter2\"",
        "remote_write = { pasword = \"hunter2\" }",
        "[http]\nlisten = [\"127.0.0.1:0\"]\nbearer_token = \"hunter2\"", "[htpp]\ntoken = \"hunter2\"",
        "token = \"hunter2\"", "[http.users]\nbob = \"hunter2\""}) {
    // Keys of the root stand before all headers.
    const auto message = said(std::string(lines) + "\n" + head);
    EXPECT_FALSE(message.contains(secret)) << message;
  }
}

TEST_F(Secrets, OfPlansAreNeverShown) {
  for (const auto* text : {"[[plan]]\nid = \"a\"\ntitle = \"A\"\npasword = \"hunter2\"", "hunter2",
                           "pasword = \"hunter2", "[[source]]\nurl = \"https://u:hunter2@host/\""}) {
    Diagnostics diagnostics;
    static_cast<void>(load_plan({"E07000125"}, "Example", false, {{"plan.toml", text}}, diagnostics));
    EXPECT_FALSE(diagnostics.ok()) << text;
    EXPECT_FALSE(diagnostics.text().contains(secret)) << diagnostics.text();
  }
}

TEST_F(Secrets, OfTheWebConfigurationAreNeverShown) {
  for (const auto* text :
       {"[basic_auth_users]\nalice = \"hunter2\"", "[basic_auth_users]\n\"alice:hunter2\" = \"x\"",
        "[basic_auth_user]\nalice = \"hunter2\"", "[basic_auth_users]\nalice = \"hunter2",
        "[tls_server_config]\npasphrase = \"hunter2\"", "[basic_auth_users]\nalice = 1234567hunter2"}) {
    tests::write_file(folder_.path() / "web.toml", text);
    Diagnostics diagnostics;
    EXPECT_FALSE(load_web_config(
        folder_.path() / "web.toml", [](const WebTls&) { return std::nullopt; }, diagnostics));
    EXPECT_FALSE(diagnostics.text().contains(secret)) << diagnostics.text();
  }
}

TEST_F(Secrets, AndTheRestOfALineIs) {
  const auto message = said(
      std::string(head) + "[[source]]\nname = \"s\"\ndriver = \"postgresql\"\npasword_file = \"hunter2\"\n");
  EXPECT_TRUE(message.contains(
      "waymark.toml:10:1: \"pasword_file\" is not a source setting; did you mean \"password_file\"?\n"
      "  10 | pasword_file = …\n     | ^\n"))
      << message;
  EXPECT_TRUE(
      said("ledger = { path = 5, pasword = \"hunter2\" }\n").contains("ledger = { path = 5, pasword = …\n"));
}

TEST_F(Secrets, SettingsThatMustNotBeThereAreNotSuggested) {
  const auto message =
      said(std::string(head) +
           "[[source]]\nname = \"s\"\ndriver = \"sqlite\"\npath = \"x\"\npasword = \"hunter2\"\n");
  EXPECT_TRUE(message.contains("\"pasword\" is not a source setting; there are driver, name, path\n"))
      << message;
}

}  // namespace
}  // namespace waymark::config
