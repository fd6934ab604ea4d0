#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
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

#include "daemon/http/authorization.hpp"
#include "daemon/http/connections.hpp"
#include "daemon/http/exchange.hpp"
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

// Where proxies and we could differ about where a request ends, somebody could hide one in another's.
std::string_view framing_problem(const Parser& parser) {
  using beast::http::field;
  const auto& message = parser.get();
  const auto encodings = message.count(field::transfer_encoding);
  const auto lengths = message.count(field::content_length);
  if (lengths > 1) return "The request must not have two Content-Length headers.";
  if (encodings == 0) return {};
  if (lengths > 0) return "The request must not have both Transfer-Encoding and Content-Length.";
  if (encodings > 1 || message.version() < 11 ||
      !beast::iequals(message[field::transfer_encoding], "chunked")) {
    return "The only Transfer-Encoding that this server takes is chunked, by HTTP/1.1.";
  }
  return {};
}

// Sees the bytes of a header as they are read: Beast takes a line that continues the one before for one line,
// and others do not.
class FoldWatch {
 public:
  // True once a line has begun with white space.
  bool saw_fold(std::string_view bytes) {
    for (const char c : bytes) {
      if (ended_ || folded_) break;
      if (c == '\n') {
        ended_ = line_is_empty_ && lines_ > 0;
        line_is_empty_ = true;
        ++lines_;
      } else if (c != '\r') {
        folded_ = line_is_empty_ && lines_ > 0 && (c == ' ' || c == '\t');
        line_is_empty_ = false;
      }
    }
    return folded_;
  }

 private:
  std::size_t lines_ = 0;
  bool line_is_empty_ = true, ended_ = false, folded_ = false;
};

std::string text(beast::string_view value) {
  return {value.data(), value.size()};
}

std::string forwarded_for(const Parser& parser) {
  std::string all;
  const auto [first, last] = parser.get().equal_range("X-Forwarded-For");
  for (auto line = first; line != last; ++line) {
    if (!all.empty()) all += ',';
    all += text(line->value());
  }
  return all;
}

// What is wrong with where a request comes from, if anything.
void check_access(const Parser& parser, const Access& access, const Ends& ends, bool users,
                  Exchange& exchange) {
  const auto& message = parser.get();
  const auto host = text(message[beast::http::field::host]);
  const bool open = users && access.hosts.empty();  // a page from elsewhere does not know the password
  if (!open && !host_allowed(access, host, ends.own)) {
    refuse(exchange, 421,
           "This service is not known by the name in the Host header; [http] hosts lists its names.");
  } else if (exchange.request.method == "POST" &&
             !same_origin({.origin = text(message["Origin"]), .fetch_site = text(message["Sec-Fetch-Site"])},
                          host)) {
    refuse(exchange, 403, "The request comes from a page of another site.");
  }
}

std::shared_ptr<Exchange> interpret(Parser& parser, const Limits& limits, const Access& access,
                                    const Ends& ends, bool users) {
  auto& message = parser.get();
  auto exchange = std::make_shared<Exchange>();
  exchange->keep_alive = message.keep_alive();
  exchange->http_1_0 = message.version() < 11;
  exchange->client = client_name(client_address(ends.peer, forwarded_for(parser), access.trusted_proxies));
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
    check_access(parser, access, ends, users, *exchange);
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
  Session(std::shared_ptr<Connections> connections, asio::ip::tcp::socket socket, Ends ends)
      : connections_(std::move(connections)),
        ends_(std::move(ends)),
        limits_(connections_->limits()),
        security_(connections_->security()),
        transport_(make_transport(std::move(socket), security_->tls)),
        place_(connections_->opened(*this)) {}
  ~Session() override { connections_->closed(place_, phase_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void close() override {
    transport_->close();
    becomes(Phase::closing);
  }
  const std::string& peer() const override { return ends_.client; }

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
      if (!exchange->refused) {
        auto asked = authorize(connections_, security_->users, exchange, [this] { becomes(Phase::sending); });
        co_await std::move(asked);
      }
      if (!exchange->refused) co_await handle(exchange);
      becomes(Phase::sending);
      going = co_await send(exchange);
      becomes(Phase::idle);
    }
  }

 private:
  void becomes(Phase phase) {
    if (phase_ == Phase::closing) return;
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
    if (buffer_.size() > 0) {
      ++pipelined_;
      auto turn = turn_of(connections_->wait_in_pipeline(ends_.client));
      co_await std::move(turn);
      co_return phase_ != Phase::closing && !ending();
    }
    pipelined_ = 0;
    buffer_.shrink_to_fit();  // gives back what a large request took
    transport_->expires_after(limits_.idle);
    const bool more = co_await read_more();
    co_return more;
  }

  // Reads the header, or everything; end_of_stream when the connection has ended.
  asio::awaitable<error_code> parse(Parser* parser, bool everything, FoldWatch* folds) {
    const auto done = [&] { return everything ? parser->is_done() : parser->is_header_done(); };
    parser->eager(everything);
    while (!done()) {
      error_code problem;
      const std::size_t used = buffer_.size() == 0 ? 0 : parser->put(buffer_.data(), problem);
      const std::string_view seen{static_cast<const char*>(buffer_.data().data()), used};
      const bool folded = !everything && used > 0 && folds->saw_fold(seen);
      buffer_.consume(used);
      if (folded) co_return make_error_code(beast::http::error::bad_obs_fold);
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
    FoldWatch folds;
    error_code problem = co_await parse(&parser, false, &folds);
    if (problem) co_return unreadable(problem, limits_);
    if (const auto wrong = framing_problem(parser); !wrong.empty()) {
      auto exchange = std::make_shared<Exchange>();
      refuse(*exchange, 400, wrong);
      co_return exchange;
    }
    if (!parser.is_done()) {
      if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
        Transport::Parts go_on{asio::buffer(continue_line)};
        const Transport::Patience patience{.whole = limits_.read, .stall = limits_.read};
        const bool sent = co_await transport_->write(go_on, patience);
        if (!sent) co_return nullptr;
      }
      transport_->expires_after(limits_.read);
      problem = co_await parse(&parser, true, &folds);
      if (problem) co_return unreadable(problem, limits_);
    }
    co_return interpret(parser, limits_, *connections_->access(), ends_, security_->users != nullptr);
  }

  [[nodiscard]] std::optional<Response> at_hand(const Request& request) const {
    const auto& dispatch = connections_->dispatch();
    return dispatch.at_hand ? dispatch.at_hand(request) : std::nullopt;
  }

  asio::awaitable<void> handle(std::shared_ptr<Exchange> exchange) {
    const auto& dispatch = connections_->dispatch();
    std::string what;
    try {
      if (dispatch.is_inline(exchange->request.path)) {
        exchange->response = dispatch.inline_handler(exchange->request);
      } else if (auto ready = at_hand(exchange->request)) {
        exchange->response = std::move(*ready);
      } else {
        auto& own_working = connections_->clients().of(exchange->client).working;
        if (own_working >= limits_.working_per_client) {
          come_back(*exchange, 429, "Too many requests of yours are being answered.");
          co_return;
        }
        if (connections_->working() >= limits_.working) {
          come_back(*exchange, 503, "Too many requests are being answered.");
          co_return;
        }
        const Counted one(connections_->working());
        const Counted own(own_working);
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
    const bool keep_alive = exchange->keep_alive && !ending() && pipelined_ < limits_.pipelined;
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
    const Transport::Patience patience{.whole = limits_.write, .stall = limits_.stall};
    const bool sent = co_await transport_->write(parts, patience);
    if (!sent) co_return false;
    if (!keep_alive) {
      transport_->expires_after(std::min<std::chrono::milliseconds>(limits_.read, std::chrono::seconds{1}));
      co_await transport_->say_goodbye();
    }
    co_return keep_alive;
  }

  static constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

  std::shared_ptr<Connections> connections_;
  const Ends ends_;
  const Limits& limits_;
  const std::shared_ptr<const Security> security_;  // as it was when the client came
  const std::unique_ptr<Transport> transport_;
  beast::flat_buffer buffer_;
  const Connections::Place place_;
  Phase phase_ = Phase::idle;
  std::size_t pipelined_ = 0;  // requests in a row that were there before the one before was answered
};

}  // namespace

asio::awaitable<void> serve(std::shared_ptr<Connections> connections, asio::ip::tcp::socket socket,
                            Ends ends) {
  Session session(std::move(connections), std::move(socket), std::move(ends));
  co_await session.run();
}

}  // namespace waymark::http
