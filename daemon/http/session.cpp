#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "daemon/http/connections.hpp"
#include "daemon/http/gzip.hpp"
#include "daemon/http/response_head.hpp"
#include "daemon/http/target.hpp"

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

class Session : public Connection {
 public:
  Session(std::shared_ptr<Connections> connections, asio::ip::tcp::socket socket)
      : connections_(std::move(connections)),
        limits_(connections_->limits()),
        stream_(std::move(socket)),
        place_(connections_->opened(*this)) {}
  ~Session() override { connections_->closed(place_, idle_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void close() override { stream_.close(); }

  asio::awaitable<void> run() {
    for (bool going = true; going && !connections_->stopping();) {
      going = co_await wait_for_request();
      if (!going) break;
      becomes(false);
      auto exchange = co_await receive();
      if (!exchange) break;
      if (!exchange->refused) co_await handle(exchange);
      going = co_await send(exchange);
      becomes(true);
    }
  }

 private:
  void becomes(bool idle) {
    idle_ = idle;
    if (idle) {
      connections_->becomes_idle(place_);
    } else {
      connections_->becomes_busy(place_);
    }
  }

  // Until a first byte is there. A pipelined request may be there already.
  asio::awaitable<bool> wait_for_request() {
    if (buffer_.size() > 0) co_return true;
    buffer_.shrink_to_fit();  // gives back what a large request took
    constexpr std::size_t first_read = 2048;
    error_code problem;
    stream_.expires_after(limits_.idle);
    const auto room = buffer_.prepare(first_read);
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    const std::size_t count = co_await stream_.async_read_some(room, token);
    buffer_.commit(count);
    co_return !problem && count > 0;
  }

  // Null when the connection has ended.
  asio::awaitable<std::shared_ptr<Exchange>> receive() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser.body_limit(limits_.body_bytes);
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    stream_.expires_after(limits_.read);
    co_await beast::http::async_read_header(stream_, buffer_, parser, token);
    if (problem) co_return unreadable(problem, limits_);
    if (!parser.is_done()) {
      if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
        const auto go_on = asio::buffer(continue_line);
        co_await asio::async_write(stream_, go_on, token);
        if (problem) co_return nullptr;
      }
      co_await beast::http::async_read(stream_, buffer_, parser, token);
      if (problem) co_return unreadable(problem, limits_);
    }
    co_return interpret(parser, limits_);
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
    const bool keep_alive = exchange->keep_alive && !connections_->stopping();
    if (connections_->dispatch().observed)
      connections_->dispatch().observed(exchange->request.path, response.status);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const HeadOptions options{.keep_alive = keep_alive, .http_1_0 = exchange->http_1_0, .now = now};
    const std::string head = response_head(response, options);
    std::array<asio::const_buffer, 3> parts{asio::buffer(head)};
    if (exchange->request.method != "HEAD" && response.status != 204 && response.status != 304) {
      parts[1] = response.view.empty() ? asio::buffer(response.body)
                                       : asio::buffer(response.view.data(), response.view.size());
      parts[2] = asio::buffer(response.tail);
    }
    // A whole megabyte at a time: Asio's own choice of 64 KiB costs a large scrape a tenth of its time.
    constexpr auto in_large_pieces = [](const error_code& failed, std::size_t) -> std::size_t {
      return failed ? 0 : std::size_t{1} << 20U;
    };
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    stream_.expires_after(limits_.write);
    co_await asio::async_write(stream_, parts, in_large_pieces, token);
    if (problem) co_return false;
    if (!keep_alive) co_await linger();
    co_return keep_alive;
  }

  // Closing with unread data resets the connection, and the client may never see the answer: so take in a
  // little of what it still sends.
  asio::awaitable<void> linger() {
    constexpr std::size_t at_most = std::size_t{256} * 1024;
    std::array<char, 4096> sink;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    error_code problem;
    problem = stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, problem);
    stream_.expires_after(std::min<std::chrono::milliseconds>(limits_.read, std::chrono::seconds{1}));
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    const auto room = asio::buffer(sink);
    for (std::size_t taken = 0; !problem && taken < at_most;) {
      taken += co_await stream_.async_read_some(room, token);
    }
  }

  static constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

  std::shared_ptr<Connections> connections_;
  const Limits& limits_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  Connections::Place place_;
  bool idle_ = true;
};

}  // namespace

asio::awaitable<void> serve(std::shared_ptr<Connections> connections, asio::ip::tcp::socket socket) {
  Session session(std::move(connections), std::move(socket));
  co_await session.run();
}

}  // namespace waymark::http
