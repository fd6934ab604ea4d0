#pragma once

#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <netinet/in.h>
#include <snappy.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <remote_write.pb.h>

namespace waymark::remote_write::test {

// A receiver on 127.0.0.1 that answers as the test says, one request a connection, and keeps what it was
// sent.
class Receiver {
 public:
  struct Request {
    std::string head;
    wire::WriteRequest content;
  };
  static constexpr int hang = 0;  // an answer that never comes

  // The statuses of the first requests; 204 for all later ones.
  explicit Receiver(std::deque<int> statuses = {}, std::string headers = {})
      : statuses_(std::move(statuses)),
        headers_(std::move(headers)),
        socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, generic, &size) != 0) {
      throw std::runtime_error("no socket");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Receiver() {
    ::shutdown(socket_, SHUT_RDWR);
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
    ::close(socket_);
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/api/v1/write";
  }

  // What answers other than 204 say.
  void say(std::string text) {
    const std::scoped_lock lock(mutex_);
    said_ = std::move(text);
  }

  // Once so many requests have come; fewer after a minute.
  [[nodiscard]] std::vector<Request> requests(std::size_t at_least) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::minutes{1}, [&] { return seen_.size() >= at_least; });
    return seen_;
  }

 private:
  void serve() {
    for (int client = ::accept(socket_, nullptr, nullptr); client >= 0;
         client = ::accept(socket_, nullptr, nullptr)) {
      answer(client);
      ::close(client);
    }
  }

  void answer(int client) {
    std::string text;
    std::size_t end = std::string::npos;
    std::size_t wanted = 0;
    char piece[4096];
    while (end == std::string::npos || text.size() < wanted) {
      const auto got = ::read(client, piece, sizeof piece);
      if (got <= 0) return;
      text.append(piece, static_cast<std::size_t>(got));
      end = text.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      wanted =
          end + 4 + std::stoul(text.substr(text.find("Content-Length: ") + std::strlen("Content-Length: ")));
    }
    Request request{.head = text.substr(0, end), .content = {}};
    std::string plain;
    snappy::Uncompress(text.data() + end + 4, text.size() - end - 4, &plain);
    request.content.ParseFromString(plain);
    std::unique_lock lock(mutex_);
    seen_.push_back(std::move(request));
    int status = 204;
    if (!statuses_.empty()) {
      status = statuses_.front();
      statuses_.pop_front();
    }
    changed_.notify_all();
    if (status == hang) {
      changed_.wait(lock, [&] { return ended_; });
      return;
    }
    const std::string said = status == 204 ? "" : said_;
    lock.unlock();
    const auto response = "HTTP/1.1 " + std::to_string(status) + " Said\r\n" + headers_ +
                          "Connection: close\r\nContent-Length: " + std::to_string(said.size()) + "\r\n\r\n" +
                          said;
    static_cast<void>(!::write(client, response.data(), response.size()));
  }

  std::deque<int> statuses_;
  std::string headers_;
  std::string said_ = "because of the test\nand more";
  int socket_;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Request> seen_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace waymark::remote_write::test
