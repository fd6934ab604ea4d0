#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/http/clients.hpp"
#include "daemon/http/response_head.hpp"
#include "daemon/http/server.hpp"

namespace waymark::http {

// One request and its answer.
struct Exchange {
  Request request;
  Response response;
  std::string authorization;
  std::string client;  // client_name() of who asks, behind trusted proxies
  bool keep_alive = false;
  bool http_1_0 = false;
  bool refused = false;  // `response` is the answer already; no handler sees the request
};

inline void refuse(Exchange& exchange, unsigned status, std::string_view sentence) {
  exchange.response = plain_response(status, sentence);
  exchange.refused = true;
}

inline void come_back(Exchange& exchange, unsigned status, std::string_view sentence) {
  refuse(exchange, status, sentence);
  exchange.response.headers.emplace_back("Retry-After", "5");
}

// Counts one more for as long as it lives.
class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::size_t& count_;
};

// Until it is this one's turn.
inline boost::asio::awaitable<void> turn_of(std::shared_ptr<Ticket> ticket) {
  boost::system::error_code ignored;
  auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ignored);
  while (!ticket->turn) {
    ticket->timer.expires_at(std::chrono::steady_clock::time_point::max());
    co_await ticket->timer.async_wait(token);
  }
}

}  // namespace waymark::http
