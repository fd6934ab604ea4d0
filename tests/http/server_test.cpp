// What a client sees, over real sockets.
#include "daemon/http/server.hpp"

#include <atomic>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/http/response_head.hpp"
#include "tests/http/server_fixture.hpp"
#include "tests/support/gunzip.hpp"

namespace waymark::tests {
namespace {

using namespace std::chrono_literals;

// Says what it was asked.
http::Response echo(const http::Request& request) {
  std::string said = request.method + " " + request.path;
  for (const auto& [name, value] : request.query) said.append(" ").append(name).append("=").append(value);
  if (!request.body.empty()) said += " [" + request.body + "]";
  return text_response(said);
}

TEST(Server, AnswersOnTheLoopAndInThePool) {
  RunningServer running(answering(echo));
  Client client(running.port());
  const auto here = client.get("/inline/a%20b?x=1");
  ASSERT_TRUE(here);
  EXPECT_EQ(here->status, 200U);
  EXPECT_EQ(here->body, "GET /inline/a b x=1");
  EXPECT_EQ(client.get("/page")->body, "GET /page");
}

TEST(Server, KeepsTheConnection) {
  RunningServer running(answering(echo));
  Client client(running.port());
  for (int i = 0; i < 100; ++i) {
    const auto path = (i % 2 == 0 ? "/inline/" : "/page/") + std::to_string(i);
    const auto reply = client.get(path);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "GET " + path);
    EXPECT_FALSE(reply->headers.contains("connection"));
  }
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  RunningServer running(answering(echo));
  Client client(running.port());
  client.say(
      "GET /page/1 HTTP/1.1\r\nHost: x\r\n\r\n"
      "HEAD /inline/2 HTTP/1.1\r\nHost: x\r\n\r\n"
      "POST /page/3 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
      "POST /page/4 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
      "GET /inline/5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.hear()->body, "GET /page/1");
  EXPECT_EQ(client.hear(true)->headers["content-length"], "14");
  EXPECT_EQ(client.hear()->body, "POST /page/3 [hello]");
  EXPECT_EQ(client.hear()->body, "POST /page/4 [abcde]");
  const auto last = client.hear();
  EXPECT_EQ(last->body, "GET /inline/5");
  EXPECT_EQ(last->headers.at("connection"), "close");
  EXPECT_EQ(client.rest(), 0U);
}

TEST(Server, SpeaksToOldClients) {
  RunningServer running(answering(echo));
  Client once(running.port());
  const auto reply = once.ask("GET /page HTTP/1.0\r\n\r\n");
  EXPECT_EQ(reply->body, "GET /page");
  EXPECT_EQ(reply->headers.at("connection"), "close");
  EXPECT_EQ(once.rest(), 0U);
  Client again(running.port());
  EXPECT_EQ(again.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->headers.at("connection"),
            "keep-alive");
  EXPECT_EQ(again.ask("GET / HTTP/1.0\r\n\r\n")->status, 200U);
}

TEST(Server, HeadHasTheLengthWithoutTheContent) {
  RunningServer running(answering(echo));
  Client client(running.port());
  for (const std::string path : {"/inline", "/page"}) {
    client.say("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    client.say("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client.hear(true);
    EXPECT_EQ(head->headers.at("content-length"), std::to_string(("HEAD " + path).size()));
    EXPECT_EQ(client.hear()->body, "GET " + path);
  }
}

TEST(Server, TellsAClientToGoOn) {
  RunningServer running(answering(echo));
  Client client(running.port());
  client.say("POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.hear()->status, 100U);
  EXPECT_EQ(client.ask("ok")->body, "POST /page [ok]");
}

TEST(Server, PacksWorkersTextWhenAsked) {
  const std::string long_text(5000, 'a');
  RunningServer running(answering([&](const http::Request& request) {
    auto response = text_response(request.path.contains("long") ? long_text : "short");
    if (request.path.ends_with("png")) response.content_type = "image/png";
    return response;
  }));
  Client client(running.port());
  const auto packed = client.get("/long", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed->headers.at("content-encoding"), "gzip");
  EXPECT_EQ(packed->headers.at("vary"), "Accept, Accept-Encoding");
  EXPECT_LT(packed->body.size(), 100U);
  EXPECT_EQ(gunzip(packed->body), long_text);

  const auto plain = client.get("/long");
  EXPECT_FALSE(plain->headers.contains("content-encoding"));
  EXPECT_EQ(plain->headers.at("vary"), "Accept, Accept-Encoding");
  EXPECT_EQ(plain->body, long_text);
  for (const std::string path : {"/short", "/long.png", "/inline/long"}) {
    EXPECT_FALSE(client.get(path, "Accept-Encoding: gzip\r\n")->headers.contains("content-encoding")) << path;
  }
}

TEST(Server, SendsViewAndTailWithoutCopying) {
  const auto text = std::make_shared<const std::string>(3'000'000, 'v');
  RunningServer running(answering([&](const http::Request&) {
    auto response = text_response("not sent");
    response.keep = text;
    response.view = *text;
    response.tail = "# EOF\n";
    return response;
  }));
  Client client(running.port());
  EXPECT_EQ(client.get("/inline")->body, *text + "# EOF\n");
}

TEST(Server, AThrowingHandlerIsOnlyA500) {
  std::vector<std::string> failed;
  std::vector<std::string> observed;
  auto dispatch = answering([](const http::Request& request) -> http::Response {
    if (request.path.ends_with("throw")) throw std::runtime_error("no such table");
    return text_response("fine");
  });
  dispatch.failed = [&](std::string_view path, std::string_view what) {
    failed.push_back(std::string{path} + ": " + std::string{what});
  };
  dispatch.observed = [&](std::string_view path, unsigned status) {
    observed.push_back(std::string{path} + " " + std::to_string(status));
  };
  {
    RunningServer running(dispatch);
    Client client(running.port());
    for (const std::string path : {"/inline/throw", "/throw"}) {
      const auto reply = client.get(path);
      EXPECT_EQ(reply->status, 500U);
      EXPECT_EQ(reply->body, "Something went wrong here; the daemon's log says what.\n");
    }
    EXPECT_EQ(client.get("/page")->body, "fine");
  }
  EXPECT_EQ(failed, (std::vector<std::string>{"/inline/throw: no such table", "/throw: no such table"}));
  EXPECT_EQ(observed, (std::vector<std::string>{"/inline/throw 500", "/throw 500", "/page 200"}));
}

TEST(Server, ListensOnSeveralAddressesOrNone) {
  boost::asio::io_context loop;
  boost::asio::thread_pool workers(1);
  http::Server server(loop, workers, answering(echo));
  const auto bound = server.listen({"127.0.0.1:0", "127.0.0.1:0"});
  ASSERT_TRUE(bound) << bound.error();
  ASSERT_EQ(bound->size(), 2U);
  EXPECT_TRUE(bound->at(0).starts_with("127.0.0.1:"));
  EXPECT_NE(bound->at(0), "127.0.0.1:0");
  EXPECT_NE(bound->at(0), bound->at(1));

  struct Case {
    std::string address, sentence;
  };
  const Case cases[] = {
      {bound->at(0), "cannot listen on " + bound->at(0) +
                         ": Address already in use; another program listens there; choose another port with "
                         "--web.listen-address 127.0.0.1:PORT or [http] listen"},
      {"192.0.2.1:9475",
       "cannot listen on 192.0.2.1:9475: Cannot assign requested address; choose an address of this machine"},
      {"9475", "\"9475\" is not an address to listen on; write it as 127.0.0.1:9475, [::1]:9475 or :9475"},
      {"127.0.0.1:",
       "\"127.0.0.1:\" is not an address to listen on; write it as 127.0.0.1:9475, [::1]:9475 or :9475"},
      {"x:99999",
       "\"x:99999\" is not an address to listen on; write it as 127.0.0.1:9475, [::1]:9475 or :9475"},
      {"::1:80", "\"::1:80\": an IPv6 address stands in brackets: [::1]:80"},
  };
  for (const auto& [address, sentence] : cases) {
    const auto refused = server.listen({"127.0.0.1:0", address});
    ASSERT_FALSE(refused) << address;
    EXPECT_EQ(refused.error(), sentence);
  }
}

TEST(ResponseHead, SaysWhatItMustOnEveryResponse) {
  http::Response response = text_response("x");
  response.status = 303;
  response.headers = {{"Location", "/"}, {"X-Split", "a\r\nEvil: yes"}, {"Referrer-Policy", "no-referrer"}};
  EXPECT_EQ(http::response_head(response, {.now = std::chrono::sys_seconds{784111777s}}),
            "HTTP/1.1 303 See Other\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 1\r\n"
            "Location: /\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "X-Frame-Options: DENY\r\n"
            "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; "
            "form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'\r\n"
            "\r\n");
}

}  // namespace
}  // namespace waymark::tests
