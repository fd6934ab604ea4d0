#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "daemon/http/connections.hpp"
#include "daemon/http/gzip.hpp"
#include "daemon/http/response_head.hpp"
#include "daemon/http/security.hpp"
#include "daemon/http/target.hpp"
#include "daemon/http/transport.hpp"

namespace waymark::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using Parser = beast::http::request_parser<beast::http::string_body>;

// One request and its answer.
struct Exchange {
  Request request;
  Response response;
  std::string authorization;
  bool keep_alive = false;
  bool http_1_0 = false;
  bool refused = false;  // `response` is the answer already; no handler sees the request
};

void refuse(Exchange& exchange, unsigned status, std::string_view sentence) {
  exchange.response = plain_response(status, sentence);
  exchange.refused = true;
}

// A request that cannot be read any further: what follows it on the connection means nothing.
std::shared_ptr<Exchange> unreadable(const error_code& problem, const Limits& limits) {
  using beast::http::error;
  if (problem.category() != make_error_code(error::bad_target).category()) return nullptr;
  if (problem == error::end_of_stream || problem == error::partial_message) return nullptr;
  auto exchange = std::make_shared<Exchange>();
  if (problem == error::header_limit || problem == error::buffer_overflow) {
    refuse(*exchange, 431,
           "The request's header is larger than " + std::to_string(limits.header_bytes) + " bytes.");
  } else if (problem == error::body_limit) {
    refuse(*exchange, 413,
           "The request's content is larger than " + std::to_string(limits.body_bytes) + " bytes.");
  } else if (problem == error::bad_version) {
    refuse(*exchange, 505, "This server speaks HTTP/1.1.");
  } else {
    refuse(*exchange, 400, "The request is not well-formed HTTP: " + problem.message() + ".");
  }
  return exchange;
}

std::shared_ptr<Exchange> interpret(Parser& parser, const Limits& limits) {
  auto& message = parser.get();
  auto exchange = std::make_shared<Exchange>();
  exchange->keep_alive = message.keep_alive();
  exchange->http_1_0 = message.version() < 11;
  auto& request = exchange->request;
  request.method = message.method_string();
  request.accept = message[beast::http::field::accept];
  request.accept_encoding = message[beast::http::field::accept_encoding];
  exchange->authorization = message[beast::http::field::authorization];
  request.body = std::move(message.body());

  const std::string_view target{message.target().data(), message.target().size()};
  const auto hosts = message.count(beast::http::field::host);
  if (hosts > 1 || (hosts == 0 && !exchange->http_1_0)) {
    refuse(*exchange, 400, "The request must have one Host header.");
  } else if (target.size() > limits.target_bytes) {
    refuse(*exchange, 414, "The address is longer than " + std::to_string(limits.target_bytes) + " bytes.");
  } else if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    refuse(*exchange, 405, "This server answers GET, HEAD and POST.");
    exchange->response.headers.emplace_back("Allow", "GET, HEAD, POST");
  } else if (auto parsed = parse_target(target); !parsed) {
    refuse(*exchange, 400, parsed.error());
  } else {
    request.path = std::move(parsed->path);
    request.query = std::move(parsed->query);
  }
  return exchange;
}

// Runs in the pool.
asio::awaitable<void> on_worker(std::shared_ptr<const Connections> connections,
                                std::shared_ptr<Exchange> exchange) {
  exchange->response = connections->dispatch().worker(exchange->request);
  compress_if_accepted(exchange->request, exchange->response);
  co_return;
}

// Runs on the thread that checks passwords.
asio::awaitable<bool> check(std::shared_ptr<const Users> users, std::shared_ptr<const Login> login) {
  co_return users->check(*login);
}

class Session : public Connection {
 public:
  Session(std::shared_ptr<Connections> connections, asio::ip::tcp::socket socket)
      : connections_(std::move(connections)),
        limits_(connections_->limits()),
        security_(connections_->security()),
        transport_(make_transport(std::move(socket), security_->tls)),
        place_(connections_->opened(*this)) {}
  ~Session() override { connections_->closed(place_, phase_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void close() override { transport_->close(); }

  asio::awaitable<void> run() {
    transport_->expires_after(limits_.read);
    bool going = co_await transport_->greet();
    while (going && !ending()) {
      going = co_await wait_for_request();
      if (!going) break;
      becomes(Phase::receiving);
      auto exchange = co_await receive();
      if (!exchange) break;
      becomes(Phase::answering);
      if (!exchange->refused) co_await authorize(exchange);
      if (!exchange->refused) co_await handle(exchange);
      going = co_await send(exchange);
      becomes(Phase::idle);
    }
  }

 private:
  void becomes(Phase phase) {
    connections_->becomes(place_, phase_, phase);
    phase_ = phase;
  }
  bool ending() const { return connections_->stopping() || connections_->security() != security_; }

  // False when the connection has ended.
  asio::awaitable<bool> read_more() {
    constexpr std::size_t least = 2048;
    constexpr std::size_t most = 65536;
    const auto room = buffer_.prepare(std::clamp(buffer_.capacity() - buffer_.size(), least, most));
    const std::size_t count = co_await transport_->read_some(room);
    buffer_.commit(count);
    co_return count > 0;
  }

  // Until a first byte is there. A pipelined request may be there already.
  asio::awaitable<bool> wait_for_request() {
    if (buffer_.size() > 0) co_return true;
    buffer_.shrink_to_fit();  // gives back what a large request took
    transport_->expires_after(limits_.idle);
    const bool more = co_await read_more();
    co_return more;
  }

  // Reads the header, or everything; end_of_stream when the connection has ended.
  asio::awaitable<error_code> parse(Parser* parser, bool everything) {
    const auto done = [&] { return everything ? parser->is_done() : parser->is_header_done(); };
    parser->eager(everything);
    while (!done()) {
      error_code problem;
      const std::size_t used = buffer_.size() == 0 ? 0 : parser->put(buffer_.data(), problem);
      buffer_.consume(used);
      if (problem && problem != beast::http::error::need_more) co_return problem;
      if (done()) break;
      if (used > 0 && buffer_.size() > 0 && !problem) continue;
      const bool more = co_await read_more();
      if (!more) co_return make_error_code(beast::http::error::end_of_stream);
    }
    co_return error_code{};
  }

  // Null when the connection has ended.
  asio::awaitable<std::shared_ptr<Exchange>> receive() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser.body_limit(limits_.body_bytes);
    transport_->expires_after(limits_.read);
    error_code problem = co_await parse(&parser, false);
    if (problem) co_return unreadable(problem, limits_);
    if (!parser.is_done()) {
      if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
        Transport::Parts go_on{asio::buffer(continue_line)};
        const bool sent = co_await transport_->write(go_on);
        if (!sent) co_return nullptr;
      }
      problem = co_await parse(&parser, true);
      if (problem) co_return unreadable(problem, limits_);
    }
    co_return interpret(parser, limits_);
  }

  // Refuses who is not known, on every path, as Prometheus' tools do.
  asio::awaitable<void> authorize(std::shared_ptr<Exchange> exchange) {
    const auto users = security_->users;
    if (!users) co_return;
    const auto login = parse_basic(exchange->authorization);
    if (login && users->remembered(*login)) co_return;
    if (login && connections_->checks_waiting() >= Connections::most_checks_waiting) {
      refuse(*exchange, 503, "Too many passwords are waiting to be checked.");
      exchange->response.headers.emplace_back("Retry-After", "5");
      co_return;
    }
    if (login) {
      auto work = check(users, login);
      ++connections_->checks_waiting();
      const bool right =
          co_await asio::co_spawn(connections_->checking(), std::move(work), asio::use_awaitable);
      --connections_->checks_waiting();
      if (right) co_return;
    }
    refuse(*exchange, 401, "Unauthorized");
    exchange->response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Waymark\", charset=\"UTF-8\"");
  }

  asio::awaitable<void> handle(std::shared_ptr<Exchange> exchange) {
    const auto& dispatch = connections_->dispatch();
    std::string what;
    try {
      if (dispatch.is_inline(exchange->request.path)) {
        exchange->response = dispatch.inline_handler(exchange->request);
      } else {
        auto work = on_worker(connections_, exchange);
        co_await asio::co_spawn(connections_->workers(), std::move(work), asio::use_awaitable);
      }
      co_return;
    } catch (const std::exception& problem) {
      what = problem.what();
    }
    exchange->response = plain_response(500, "Something went wrong here; the daemon's log says what.");
    if (dispatch.failed) dispatch.failed(exchange->request.path, what);
  }

  // False when the connection is to end.
  asio::awaitable<bool> send(std::shared_ptr<Exchange> exchange) {
    const auto& response = exchange->response;
    const bool keep_alive = exchange->keep_alive && !ending();
    if (connections_->dispatch().observed)
      connections_->dispatch().observed(exchange->request.path, response.status);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const HeadOptions options{.keep_alive = keep_alive, .http_1_0 = exchange->http_1_0, .now = now};
    const std::string head = response_head(response, options);
    Transport::Parts parts{asio::buffer(head)};
    if (exchange->request.method != "HEAD" && response.status != 204 && response.status != 304) {
      parts[1] = response.view.empty() ? asio::buffer(response.body)
                                       : asio::buffer(response.view.data(), response.view.size());
      parts[2] = asio::buffer(response.tail);
    }
    transport_->expires_after(limits_.write);
    const bool sent = co_await transport_->write(parts);
    if (!sent) co_return false;
    if (!keep_alive) {
      transport_->expires_after(std::min<std::chrono::milliseconds>(limits_.read, std::chrono::seconds{1}));
      co_await transport_->say_goodbye();
    }
    co_return keep_alive;
  }

  static constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

  std::shared_ptr<Connections> connections_;
  const Limits& limits_;
  const std::shared_ptr<const Security> security_;  // as it was when the client came
  const std::unique_ptr<Transport> transport_;
  beast::flat_buffer buffer_;
  const Connections::Place place_;
  Phase phase_ = Phase::idle;
};

}  // namespace

asio::awaitable<void> serve(std::shared_ptr<Connections> connections, asio::ip::tcp::socket socket) {
  Session session(std::move(connections), std::move(socket));
  co_await session.run();
}

}  // namespace waymark::http
