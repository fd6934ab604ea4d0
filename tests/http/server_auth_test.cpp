// Who is let in, over plain connections; through TLS: tests/e2e/web_config_test.py.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/http/security.hpp"
#include "tests/http/server_fixture.hpp"

namespace waymark::tests {
namespace {

// "open sesame" at the lowest cost.
constexpr auto hash = "$2b$04$fSJOfZh4hrNgxoxiySzkf.Ie/CNgDXSzeCPmRUm.2vqB9HC7TL7Om";
const std::string aladdin = "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n";
const std::string wrong = "Authorization: Basic QWxhZGRpbjp3cm9uZw==\r\n";

std::shared_ptr<const http::Security> asking() {
  auto security = std::make_shared<http::Security>();
  security->users = std::make_shared<const http::Users>(
      std::vector<std::pair<std::string, std::string>>{{"Aladdin", hash}});
  return security;
}

TEST(ServerAuthentication, EverythingIsBehindIt) {
  std::atomic<int> answered = 0;
  RunningServer running(answering([&](const http::Request&) {
                          ++answered;
                          return text_response("fine");
                        }),
                        {}, asking());
  Client client(running.port());
  for (const std::string path : {"/inline", "/page"}) {
    for (const auto& header : {std::string{}, wrong, std::string{"Authorization: Basic !\r\n"}}) {
      const auto reply = client.get(path, header);
      ASSERT_TRUE(reply);
      EXPECT_EQ(reply->status, 401U) << path << " " << header;
      EXPECT_EQ(reply->body, "Unauthorized\n");
      EXPECT_EQ(reply->headers.at("www-authenticate"), "Basic realm=\"Waymark\", charset=\"UTF-8\"");
      EXPECT_EQ(reply->headers.at("x-content-type-options"), "nosniff");
    }
    EXPECT_EQ(answered, 0);
    EXPECT_EQ(client.get(path, aladdin)->body, "fine");
    EXPECT_EQ(client.get(path)->status, 401U);  // asked anew for every request
    answered = 0;
  }
}

TEST(ServerAuthentication, ManyAtOnceAreAnsweredEach) {
  RunningServer running(answering([](const http::Request&) { return text_response("fine"); }), {}, asking());
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) clients.emplace_back(running.port());
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].say("GET /inline HTTP/1.1\r\nHost: x\r\n" + (i % 2 == 0 ? aladdin : wrong) + "\r\n");
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const auto reply = clients[i].hear();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, i % 2 == 0 ? 200U : 401U) << i;
  }
}

TEST(ServerAuthentication, NewRulesHoldForKeptConnectionsToo) {
  RunningServer running(answering([](const http::Request&) { return text_response("fine"); }));
  Client before(running.port());
  EXPECT_EQ(before.get("/inline")->status, 200U);
  running.server().secure(asking());
  EXPECT_EQ(before.rest(), 0U);  // ended: its next request comes on a new connection
  Client after(running.port());
  EXPECT_EQ(after.get("/inline")->status, 401U);
  EXPECT_EQ(after.get("/inline", aladdin)->status, 200U);
}

TEST(ServerAuthentication, AnAnswerUnderWayWhenTheRulesChangeStillArrives) {
  Event started;
  Event release;
  RunningServer running(answering([&](const http::Request&) {
    started.set();
    release.wait();
    return text_response("fine");
  }));
  Client client(running.port());
  client.say("GET /page HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(started.wait());
  running.server().secure(asking());
  release.set();
  const auto reply = client.hear();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "fine");
  EXPECT_EQ(reply->headers.at("connection"), "close");
  EXPECT_EQ(client.rest(), 0U);
}

std::shared_ptr<const http::Security> asking_slowly() {
  auto security = std::make_shared<http::Security>();
  security->users = std::make_shared<const http::Users>(std::vector<std::pair<std::string, std::string>>{
      {"prom", "$2y$10$xSCx7PkDjYFajHquSvM9g.I.a8613NHsJpANlGbW07hjZmAOeCwb6"}});  // "secret"
  return security;
}
const std::string scraper = "Authorization: Basic cHJvbTpzZWNyZXQ=\r\n";

// Connections with a wrong password each, whose answers nobody waits for.
std::vector<Client> flood(std::uint16_t port, int count) {
  std::vector<Client> clients;
  for (int i = 0; i < count; ++i) {
    clients.emplace_back(port);
    clients.back().say("GET /inline HTTP/1.1\r\nHost: x\r\nAuthorization: Basic cHJvbTp4\r\n\r\n");
  }
  return clients;
}

TEST(ServerAuthentication, AFloodOfWrongPasswordsKeepsTheRightOneOutNeitherBeforeNorAfterAReload) {
  RunningServer running(answering([](const http::Request&) { return text_response("fine"); }), {},
                        asking_slowly());
  EXPECT_EQ(Client(running.port()).get("/inline", scraper)->status, 200U);
  const auto before = flood(running.port(), 80);
  EXPECT_EQ(Client(running.port()).get("/inline", scraper)->status, 200U);
  running.server().secure(asking_slowly());
  const auto after = flood(running.port(), 80);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(Client(running.port()).get("/inline", scraper)->status, 200U);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{2});  // 160 checks take ten
}

TEST(ServerAuthentication, ARightPasswordThatIsNotKnownYetWaitsItsTurnOnly) {
  RunningServer running(answering([](const http::Request&) { return text_response("fine"); }), {}, asking());
  const auto others = flood(running.port(), 80);
  EXPECT_EQ(Client(running.port()).get("/inline", aladdin)->status, 200U);
}

TEST(ServerAuthentication, FailedLoginsAreTold) {
  struct Told {
    std::string client, user;
    std::size_t failures;
  };
  std::vector<Told> told;
  auto dispatch = answering([](const http::Request&) { return text_response("fine"); });
  dispatch.login_failed = [&](std::string_view client, std::string_view user, std::size_t failures) {
    told.push_back({std::string(client), std::string(user), failures});
  };
  {
    RunningServer running(dispatch, {.penalty = std::chrono::milliseconds{1}}, asking());
    Client client(running.port());
    EXPECT_EQ(client.get("/inline")->status, 401U);  // nobody tried anything
    for (int i = 0; i < 15; ++i) EXPECT_EQ(client.get("/inline", wrong)->status, 401U);
    EXPECT_EQ(client.get("/inline", aladdin)->status, 200U);
  }
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].client, "127.0.0.1");
  EXPECT_EQ(told[0].user, "Aladdin");
  EXPECT_EQ(told[0].failures, 1U);
}

TEST(ServerReach, WithoutRulesOnlyThisMachineIsServed) {
  boost::asio::io_context loop;
  boost::asio::thread_pool workers(1);
  http::Server server(loop, workers, answering([](const http::Request&) { return text_response(""); }));
  for (const std::string address : {"127.0.0.1:0", "localhost:0"}) {
    EXPECT_TRUE(server.listen({address}, http::Reach::this_machine)) << address;
  }
  for (const std::string address : {":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    const auto refused = server.listen({"127.0.0.1:0", address}, http::Reach::this_machine);
    ASSERT_FALSE(refused) << address;
    EXPECT_EQ(refused.error(),
              address +
                  " can be reached from other machines, and nobody would be asked for a password "
                  "or certificate: give --web.config.file, or --web.allow-open when that is meant");
  }
}

}  // namespace
}  // namespace waymark::tests
