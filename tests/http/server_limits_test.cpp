// What clients may not do, and what happens to those that do it.
#include <string>
#include <sys/resource.h>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/http/access.hpp"
#include "tests/http/server_fixture.hpp"

namespace waymark::tests {
namespace {

using namespace std::chrono_literals;

http::Response fine(const http::Request&) {
  return text_response("fine");
}

bool many_files(rlim_t wanted) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur >= wanted;
}

TEST(ServerLimits, RefusesWhatIsNotARequest) {
  RunningServer running(answering(fine), {.target_bytes = 100, .header_bytes = 1000, .body_bytes = 50});
  const std::string host = "Host: x\r\n";
  const std::string transfer = "The only Transfer-Encoding that this server takes is chunked, by HTTP/1.1.\n";
  struct Case {
    std::string request;
    unsigned status;
    std::string body;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400, "The request must have one Host header.\n"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "The request must have one Host header.\n"},
      {"GET /%00 HTTP/1.1\r\n" + host + "\r\n", 400,
       "The address holds a malformed %-escape, a control character or text that is not UTF-8.\n"},
      {"GET /%2e%2e/etc/passwd HTTP/1.1\r\n" + host + "\r\n", 400,
       "The address must not hold the segments \".\" or \"..\".\n"},
      {"DELETE / HTTP/1.1\r\n" + host + "\r\n", 405, "This server answers GET, HEAD and POST.\n"},
      {"BREW / HTTP/1.1\r\n" + host + "\r\n", 405, "This server answers GET, HEAD and POST.\n"},
      {"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 405, "This server answers GET, HEAD and POST.\n"},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 51\r\n\r\n" + std::string(51, 'x'), 413,
       "The request's content is larger than 50 bytes.\n"},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n33\r\n" + std::string(51, 'x') +
           "\r\n0\r\n\r\n",
       413, "The request's content is larger than 50 bytes.\n"},
      {"GET /" + std::string(100, 'x') + " HTTP/1.1\r\n" + host + "\r\n", 414,
       "The address is longer than 100 bytes.\n"},
      {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(2000, 'x') + "\r\n\r\n", 431,
       "The request's header is larger than 1000 bytes.\n"},
      {"GET / HTTP/3.0\r\n" + host + "\r\n", 505, "This server speaks HTTP/1.1.\n"},
      {"hello\r\n\r\n", 400, "The request is not well-formed HTTP: bad method.\n"},
      {"\x16\x03\x01\x02\x01 a TLS hello\r\n\r\n", 400, "The request is not well-formed HTTP: bad method.\n"},
      {"GET / HTTP/1.1\r\n" + host + "bad header\r\n\r\n", 400,
       "The request is not well-formed HTTP: bad field.\n"},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400,
       "The request is not well-formed HTTP: bad Content-Length.\n"},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400,
       "The request is not well-formed HTTP: bad chunk.\n"},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400, transfer},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400, transfer},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, transfer},
      {"POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, transfer},
      {"GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", 400,
       "The request is not well-formed HTTP: bad obs-fold.\n"},
      {"GET / HTTP/1.1\r\n" + host + "X: a\r\n\tb\r\n\r\n", 400,
       "The request is not well-formed HTTP: bad obs-fold.\n"},
  };
  for (const auto& [request, status, body] : cases) {
    Client client(running.port());
    const auto reply = client.ask(request);
    ASSERT_TRUE(reply) << request;
    EXPECT_EQ(reply->status, status) << request;
    EXPECT_EQ(reply->body, body) << request;
    EXPECT_EQ(reply->headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply->headers.contains("allow"), status == 405);
  }
  EXPECT_EQ(Client(running.port()).get("/")->body, "fine");
}

TEST(ServerLimits, AConnectionWhoseRequestCannotBeReadEnds) {
  RunningServer running(answering(fine));
  Client client(running.port());
  client.say("nonsense\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto reply = client.hear();
  EXPECT_EQ(reply->status, 400U);
  EXPECT_EQ(reply->headers.at("connection"), "close");
  EXPECT_EQ(client.rest(), 0U);  // the second request has no answer
}

TEST(ServerLimits, ARefusalIsHeardEvenByOneWhoKeepsSending) {
  RunningServer running(answering(fine));
  Client client(running.port());
  client.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n");
  client.say(std::string(200000, 'x'));
  EXPECT_EQ(client.hear()->status, 413U);
}

TEST(ServerLimits, WhoSendsTooSlowlyIsCut) {
  RunningServer running(answering(fine), {.read = 50ms});
  for (const std::string part : {"GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n",
                                 "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"}) {
    Client client(running.port());
    client.say(part);
    EXPECT_EQ(client.rest(), 0U) << part;
  }
}

TEST(ServerLimits, WhoSaysNothingIsCut) {
  RunningServer running(answering(fine), {.idle = 50ms});
  Client silent(running.port());
  EXPECT_EQ(silent.rest(), 0U);
  Client once(running.port());
  EXPECT_EQ(once.get("/")->body, "fine");
  EXPECT_EQ(once.rest(), 0U);
}

TEST(ServerLimits, WhoReadsTooSlowlyIsCut) {
  constexpr std::size_t size = 64'000'000;
  const auto text = std::make_shared<const std::string>(size, 'x');
  Event cut;
  auto dispatch = answering([&](const http::Request&) {
    auto response = text_response("");
    // The response is gone when the session gives it up.
    response.keep = std::shared_ptr<const void>(text.get(), [&](const void*) { cut.set(); });
    response.view = *text;
    return response;
  });
  RunningServer running(dispatch, {.write = 50ms});
  Client client(running.port(), 4096);
  client.say("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(cut.wait());
  const auto received = client.rest();
  ASSERT_TRUE(received);
  EXPECT_LT(*received, size);
}

TEST(ServerLimits, AThousandIdleConnectionsKeepNobodyOut) {
  constexpr std::size_t limit = 100;
  constexpr std::size_t many = 1000;
  if (!many_files(2 * many + 100)) GTEST_SKIP() << "too few file descriptors";

  RunningServer running(answering(fine), {.connections = limit});
  std::vector<Client> idle;
  idle.reserve(many);
  for (std::size_t i = 0; i < many; ++i) idle.emplace_back(running.port());
  Client last(running.port());
  EXPECT_EQ(last.get("/")->body, "fine");
  // The ones idle for longest made room.
  for (std::size_t i = 0; i + limit < many; ++i) ASSERT_EQ(idle[i].rest(), 0U) << i;
  EXPECT_TRUE(idle.back().open());
}

TEST(ServerLimits, AThousandThatSendAByteNowAndThenKeepNobodyOut) {
  constexpr std::size_t limit = 100;
  constexpr std::size_t many = 1000;
  if (!many_files(2 * many + 100)) GTEST_SKIP() << "too few file descriptors";

  RunningServer running(answering(fine), {.connections = limit});
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ";
  std::vector<Client> slow;
  slow.reserve(many);
  for (std::size_t i = 0; i < many; ++i) {
    slow.emplace_back(running.port());
    slow.back().say(request);
  }
  // Scrapes come through, whatever trickles in beside them. Each comes on a connection of its own: one that
  // is kept and idle is the first to make room, since closing it breaks no request.
  for (int round = 0; round < 5; ++round) {
    for (auto& client : slow) client.say("x");
    const auto reply = Client(running.port()).get("/inline");
    ASSERT_TRUE(reply) << round;
    EXPECT_EQ(reply->body, "fine");
  }
  // Those whose requests took longest to come made room.
  for (std::size_t i = 0; i + limit < many; ++i) ASSERT_TRUE(slow[i].rest().has_value()) << i;
}

TEST(ServerLimits, WhenAllAreAtWorkAFurtherOneIsToldToComeBack) {
  Event release;
  std::atomic<int> at_work = 0;
  Event both;
  RunningServer running(answering([&](const http::Request&) {
                          if (++at_work == 2) both.set();
                          release.wait();
                          return text_response("done");
                        }),
                        {.connections = 2});
  Client first(running.port());
  Client second(running.port());
  first.say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  second.say("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(both.wait());
  Client third(running.port());
  const auto reply = third.hear();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503U);
  EXPECT_EQ(reply->headers.at("retry-after"), "5");
  release.set();
  EXPECT_EQ(first.hear()->body, "done");
  EXPECT_EQ(second.hear()->body, "done");
}

TEST(ServerLimits, TwoWaysToSayTheLengthAreOneTooMany) {
  RunningServer running(answering(fine));
  for (const std::string headers :
       {"Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    Client client(running.port());
    const auto reply = client.ask("POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n0\r\n\r\n");
    ASSERT_TRUE(reply) << headers;
    EXPECT_EQ(reply->status, 400U) << headers;
    EXPECT_EQ(reply->headers.at("connection"), "close") << headers;
    EXPECT_EQ(client.rest(), 0U) << headers;
  }
}

TEST(ServerLimits, ClientsThatDoNotReadKeepNobodyOut) {
  constexpr std::size_t many = 200;
  const auto text = std::make_shared<const std::string>(8'000'000, 'x');
  RunningServer running(answering([&](const http::Request& request) {
                          if (request.path == "/inline/health") return text_response("fine");
                          auto response = text_response("");
                          response.keep = text;
                          response.view = *text;
                          return response;
                        }),
                        {.connections = 50});
  std::vector<Client> deaf;
  for (std::size_t i = 0; i < many; ++i) {
    deaf.emplace_back(running.port(), 4096);
    deaf.back().say("GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto reply = Client(running.port()).get("/inline/health");
    ASSERT_TRUE(reply) << i;
    ASSERT_EQ(reply->status, 200U) << i;
  }
}

TEST(ServerLimits, WhoHasTooManyConnectionsLosesItsOwn) {
  RunningServer running(answering(fine));
  auto access = std::make_shared<http::Access>();
  access->connections_per_client = 3;
  running.server().allow(access);
  std::vector<Client> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(running.port());
    EXPECT_EQ(clients.back().get("/")->status, 200U);
  }
  EXPECT_EQ(clients[0].rest(), 0U);
  EXPECT_EQ(clients[1].rest(), 0U);
  EXPECT_TRUE(clients[2].open());
}

TEST(ServerLimits, OneClientHasSoManyRequestsAtWorkOnly) {
  Event release;
  Event started;
  RunningServer running(answering([&](const http::Request& request) {
                          if (request.path == "/slow") {
                            started.set();
                            release.wait();
                          }
                          return text_response("fine");
                        }),
                        {.working_per_client = 1});
  Client slow(running.port());
  slow.say("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(started.wait());
  const auto refused = Client(running.port()).get("/page");
  EXPECT_EQ(refused->status, 429U);
  EXPECT_EQ(refused->headers.at("retry-after"), "5");
  EXPECT_EQ(Client(running.port()).get("/inline")->status, 200U);
  release.set();
  EXPECT_EQ(slow.hear()->status, 200U);
}

TEST(ServerLimits, PipelinedRequestsAreBounded) {
  RunningServer running(answering(fine), {.pipelined = 5});
  Client client(running.port());
  std::string all;
  for (int i = 0; i < 20; ++i) all += "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n";
  client.say(all);
  int answered = 0;
  for (auto reply = client.hear(); reply; reply = client.hear()) {
    ++answered;
    EXPECT_EQ(reply->headers.contains("connection"), answered == 6);
  }
  EXPECT_EQ(answered, 6);
}

TEST(ServerAccess, TheHostIsOneOfOurs) {
  RunningServer running(answering(fine));
  auto access = std::make_shared<http::Access>();
  access->check_loopback = true;
  running.server().allow(access);
  const auto asked = [&](const std::string& host) {
    return Client(running.port()).ask("GET /inline HTTP/1.1\r\nHost: " + host + "\r\n\r\n")->status;
  };
  EXPECT_EQ(asked("127.0.0.1:9475"), 200U);
  EXPECT_EQ(asked("localhost"), 200U);
  EXPECT_EQ(asked("evil.example"), 421U);
  access = std::make_shared<http::Access>(*access);
  access->hosts = {"kpi.example"};
  running.server().allow(access);
  EXPECT_EQ(asked("KPI.example"), 200U);
}

TEST(ServerAccess, WhatChangesSomethingComesFromHere) {
  RunningServer running(answering(fine));
  const auto posted = [&](const std::string& headers) {
    return Client(running.port()).ask("POST /-/reload HTTP/1.1\r\nHost: x:1\r\n" + headers + "\r\n")->status;
  };
  EXPECT_EQ(posted(""), 200U);
  EXPECT_EQ(posted("Origin: http://x:1\r\n"), 200U);
  EXPECT_EQ(posted("Origin: http://evil.example\r\n"), 403U);
  EXPECT_EQ(posted("Sec-Fetch-Site: cross-site\r\n"), 403U);
}

TEST(ServerStop, LetsResponsesInProgressEnd) {
  Event release;
  Event started;
  Event stopped;
  RunningServer running(answering([&](const http::Request&) {
    started.set();
    release.wait();
    return text_response("done");
  }));
  Client idle(running.port());
  Client busy(running.port());
  busy.say("GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(started.wait());
  running.server().stop([&] { stopped.set(); });
  EXPECT_EQ(idle.rest(), 0U);
  EXPECT_THROW(Client(running.port()), std::runtime_error);
  release.set();
  const auto reply = busy.hear();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "done");
  EXPECT_EQ(reply->headers.at("connection"), "close");
  EXPECT_EQ(busy.rest(), 0U);  // the pipelined one is not begun
  EXPECT_TRUE(stopped.wait());
}

TEST(ServerStop, DoesNotWaitForEver) {
  Event release;
  Event started;
  Event stopped;
  RunningServer running(answering([&](const http::Request&) {
                          started.set();
                          release.wait();
                          return text_response("too late");
                        }),
                        {.stop = 20ms});
  Client client(running.port());
  client.say("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(started.wait());
  running.server().stop([&] { stopped.set(); });
  EXPECT_TRUE(stopped.wait());
  EXPECT_EQ(client.rest(), 0U);
  release.set();
}

}  // namespace
}  // namespace waymark::tests
