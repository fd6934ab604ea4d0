#include "daemon/http/transport.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include "daemon/http/tls.hpp"

namespace waymark::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

// A whole megabyte at a time: Asio's own choice of 64 KiB costs a large scrape a tenth of its time.
std::size_t in_large_pieces(const error_code& failed, std::size_t /*sent*/) {
  return failed ? 0 : std::size_t{1} << 20U;
}

asio::awaitable<void> drain(beast::tcp_stream* stream) {
  constexpr std::size_t at_most = std::size_t{256} * 1024;
  std::array<char, 4096> sink;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  error_code problem;
  std::ignore = stream->socket().shutdown(asio::ip::tcp::socket::shutdown_send, problem);
  auto token = asio::redirect_error(asio::use_awaitable, problem);
  const auto room = asio::buffer(sink);
  for (std::size_t taken = 0; !problem && taken < at_most;) {
    taken += co_await stream->async_read_some(room, token);
  }
}

void advance(Transport::Parts& parts, std::size_t count) {
  for (auto& part : parts) {
    const auto taken = std::min(count, part.size());
    part += taken;
    count -= taken;
  }
}

class Plain : public Transport {
 public:
  explicit Plain(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}

  void expires_after(std::chrono::milliseconds deadline) override { stream_.expires_after(deadline); }
  void close() override { stream_.close(); }

  asio::awaitable<bool> greet() override { co_return true; }

  asio::awaitable<std::size_t> read_some(asio::mutable_buffer room) override {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    const std::size_t count = co_await stream_.async_read_some(room, token);
    co_return problem ? 0 : count;
  }

  asio::awaitable<bool> write(Parts parts, Patience patience) override {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + patience.whole;
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    for (std::size_t left = asio::buffer_size(parts); left > 0;) {
      const auto now = steady_clock::now();
      if (now >= end) co_return false;
      stream_.expires_at(std::min<steady_clock::time_point>(end, now + patience.stall));
      const std::size_t count = co_await stream_.async_write_some(parts, token);
      if (problem) co_return false;
      left -= count;
      advance(parts, count);
    }
    co_return true;
  }

  asio::awaitable<void> say_goodbye() override {
    auto rest = drain(&stream_);
    co_await std::move(rest);
  }

 private:
  beast::tcp_stream stream_;
};

class Encrypted : public Transport {
 public:
  Encrypted(asio::ip::tcp::socket socket, std::shared_ptr<Tls> tls)
      : tls_(std::move(tls)), stream_(std::move(socket), tls_->context) {}

  void expires_after(std::chrono::milliseconds deadline) override {
    stream_.next_layer().expires_after(deadline);
  }
  void close() override { stream_.next_layer().close(); }

  asio::awaitable<bool> greet() override {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
    if (!problem) co_return true;
    const auto code = static_cast<unsigned long>(problem.value());
    const bool in_clear = problem.category() == asio::error::get_ssl_category() &&
                          ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_HTTP_REQUEST;
    if (in_clear) {
      const auto answer = asio::buffer(no_http);
      co_await asio::async_write(stream_.next_layer(), answer, token);
    }
    auto rest = drain(&stream_.next_layer());  // so that our alert, too, is seen
    co_await std::move(rest);
    co_return false;
  }

  asio::awaitable<std::size_t> read_some(asio::mutable_buffer room) override {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    const std::size_t count = co_await stream_.async_read_some(room, token);
    co_return problem ? 0 : count;
  }

  // One record for a small answer, instead of one for each part.
  asio::awaitable<bool> write(Parts parts, Patience patience) override {
    stream_.next_layer().expires_after(patience.whole);
    constexpr std::size_t record = 16 * 1024;
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    if (asio::buffer_size(parts) > record) {
      co_await asio::async_write(stream_, parts, in_large_pieces, token);
      co_return !problem;
    }
    std::string whole(asio::buffer_size(parts), '\0');
    asio::buffer_copy(asio::buffer(whole), parts);
    const auto content = asio::buffer(whole);
    co_await asio::async_write(stream_, content, token);
    co_return !problem;
  }

  asio::awaitable<void> say_goodbye() override {
    error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    co_await stream_.async_shutdown(token);  // fails when the client has more to say
    auto rest = drain(&stream_.next_layer());
    co_await std::move(rest);
  }

 private:
  static constexpr std::string_view no_http =
      "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 46\r\n"
      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
      "This server speaks HTTPS: write https:// here\n";

  std::shared_ptr<Tls> tls_;
  asio::ssl::stream<beast::tcp_stream> stream_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(asio::ip::tcp::socket socket, std::shared_ptr<Tls> tls) {
  if (!tls) return std::make_unique<Plain>(std::move(socket));
  return std::make_unique<Encrypted>(std::move(socket), std::move(tls));
}

}  // namespace waymark::http
