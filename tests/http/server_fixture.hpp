#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/http/security.hpp"
#include "daemon/http/server.hpp"

namespace waymark::tests {

struct Reply {
  unsigned status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// A client that says exactly the bytes it is told to. Waits ten seconds for an answer at most.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0)
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(socket_);
      throw std::runtime_error("cannot connect");
    }
  }
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    if (socket_ >= 0) ::close(socket_);
  }

  // False when the other side has closed.
  bool say(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next response; nothing when the connection ended before it was complete.
  std::optional<Reply> hear(bool without_body = false) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return std::nullopt;
    }
    Reply reply;
    const std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    reply.status = static_cast<unsigned>(std::stoul(head.substr(head.find(' ') + 1)));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
      const auto line_end = head.find("\r\n", at);
      const auto colon = head.find(": ", at);
      std::string name = head.substr(at, colon - at);
      std::ranges::transform(name, name.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      reply.headers[name] = head.substr(colon + 2, line_end - colon - 2);
      at = line_end + 2;
    }
    const auto length = reply.headers.find("content-length");
    if (without_body || length == reply.headers.end()) return reply;
    const std::size_t size = std::stoul(length->second);
    while (buffer_.size() < size) {
      if (!more()) return std::nullopt;
    }
    reply.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return reply;
  }

  // Reads one response with a Content-Length and keeps none of it; its size.
  std::size_t skim() {
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!more()) throw std::runtime_error("no answer");
    }
    const auto head = buffer_.find("\r\n\r\n") + 4;
    const auto size = head + std::stoul(buffer_.substr(buffer_.find("Content-Length: ") + 16));
    std::size_t taken = buffer_.size();
    static thread_local std::vector<char> sink(std::size_t{1} << 20U);
    while (taken < size) {
      const auto count = recv(socket_, sink.data(), std::min(sink.size(), size - taken), 0);
      if (count <= 0) throw std::runtime_error("the answer is incomplete");
      taken += static_cast<std::size_t>(count);
    }
    buffer_.clear();
    return size;
  }

  std::optional<Reply> ask(std::string_view text) {
    say(text);
    return hear();
  }
  std::optional<Reply> get(const std::string& target, const std::string& headers = "") {
    return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  }

  // Waits for the other side to close; how much came until then. Nothing when it stays open.
  std::optional<std::size_t> rest() {
    while (more()) {
    }
    if (!ended_) return std::nullopt;
    return buffer_.size();
  }
  // Whether it is still open, without waiting.
  bool open() {
    char byte = 0;
    return recv(socket_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

 private:
  bool more() {
    char piece[65536];
    const auto count = recv(socket_, piece, sizeof piece, 0);
    if (count <= 0) {
      ended_ = count == 0 || errno == ECONNRESET;
      return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  std::string buffer_;
  bool ended_ = false;
};

// Something that happens once in another thread.
class Event {
 public:
  void set() {
    const std::scoped_lock lock(mutex_);
    happened_ = true;
    changed_.notify_all();
  }
  bool wait(std::chrono::seconds patience = std::chrono::seconds{10}) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return happened_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool happened_ = false;
};

// A server on a free port with its loop in a thread of its own.
class RunningServer {
 public:
  explicit RunningServer(http::Dispatch dispatch, http::Limits limits = {},
                         std::shared_ptr<const http::Security> security = nullptr)
      : server_(loop_, workers_, std::move(dispatch), limits) {
    if (security) server_.secure(std::move(security));
    const auto bound = server_.listen({"127.0.0.1:0"});
    if (!bound) throw std::runtime_error(bound.error());
    port_ = static_cast<std::uint16_t>(std::stoul(bound->front().substr(bound->front().rfind(':') + 1)));
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~RunningServer() {
    guard_.reset();
    workers_.join();
    loop_.stop();
    thread_.join();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  std::uint16_t port() const { return port_; }
  http::Server& server() { return server_; }

 private:
  boost::asio::io_context loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{loop_.get_executor()};
  boost::asio::thread_pool workers_{2};
  http::Server server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// `/inline` and all below it on the loop, everything else in the pool.
inline http::Dispatch answering(http::Handler handler) {
  return {.is_inline = [](std::string_view path) { return path.starts_with("/inline"); },
          .inline_handler = handler,
          .worker = handler,
          .observed = {},
          .login_failed = {},
          .failed = {}};
}

inline http::Response text_response(std::string body) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

}  // namespace waymark::tests
