// Asks one server for two kinds of address at fixed rates over kept connections, from one thread that sleeps
// in between, and prints how long the answers took:
//
//   load_client PORT SECONDS [--scrapes N] [--pages N] PATH...      PATHs are the pages; scrapes ask for
//   /metrics
//
// A request is due at its time whether or not earlier ones are answered, and its time counts from then: a
// server that stalls is not asked less. Only 127.0.0.1 is asked.
//
// Other machines are what asks in real life: where it may, the client runs in real time, so that its own
// waiting for a processor does not count as the server's. `real_time` in the output says whether it may.

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <netinet/tcp.h>
#include <sched.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int socket = -1;
  std::string head;           // of the answer, until it is complete
  std::size_t remaining = 0;  // of its content
  bool in_content = false;
  Clock::time_point due;
};

// One kind of request: its rate, its connections, and what came of it.
class Stream {
 public:
  Stream(int events, std::uint16_t port, std::string name, unsigned rate, std::vector<std::string> paths)
      : events_(events), port_(port), name_(std::move(name)), paths_(std::move(paths)), connections_(32) {
    if (rate > 0) step_ = std::chrono::nanoseconds{1'000'000'000 / rate};
    for (auto& connection : connections_) idle_.push_back(&connection);
  }

  void start(Clock::time_point at) { next_ = at; }
  bool active() const { return step_.count() > 0; }
  Clock::time_point next() const { return next_; }
  bool waiting() const { return idle_.size() < connections_.size() || !due_.empty(); }

  void tick(Clock::time_point now, Clock::time_point end) {
    while (active() && next_ <= now && next_ < end) {
      due_.push_back(next_);
      next_ += step_;
    }
    while (!due_.empty() && !idle_.empty()) {
      auto* connection = idle_.back();
      idle_.pop_back();
      connection->due = due_.front();
      due_.pop_front();
      if (!ask(*connection)) fail(*connection);
    }
  }

  bool owns(const Connection* connection) const {
    return connection >= connections_.data() && connection < connections_.data() + connections_.size();
  }

  void read(Connection& connection, std::vector<char>& room) {
    for (;;) {
      const auto count = recv(connection.socket, room.data(), room.size(), MSG_DONTWAIT);
      if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
      if (count <= 0) return fail(connection);
      bytes_ += static_cast<std::uint64_t>(count);
      if (!take(connection, {room.data(), static_cast<std::size_t>(count)})) return fail(connection);
      if (connection.in_content && connection.remaining == 0) return answered(connection);
    }
  }

  void print(double seconds) {
    std::ranges::sort(times_);
    const auto at = [&](double part) {
      return times_.empty() ? 0.0
                            : times_[static_cast<std::size_t>(part * static_cast<double>(times_.size() - 1))];
    };
    fmt::print(
        "\"{}\": {{\"answers\": {}, \"a_second\": {:.1f}, \"errors\": {}, \"p50_ms\": {:.3f}, \"p90_ms\": "
        "{:.3f}, "
        "\"p99_ms\": {:.3f}, \"max_ms\": {:.3f}, \"mb_a_second\": {:.1f}}}",
        name_, times_.size(), static_cast<double>(times_.size()) / seconds, errors_, at(0.5), at(0.9),
        at(0.99), at(1), static_cast<double>(bytes_) / 1e6 / seconds);
  }

 private:
  bool open(Connection& connection) {
    connection.socket = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(connection.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return false;
    const int on = 1;
    setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
    return epoll_ctl(events_, EPOLL_CTL_ADD, connection.socket, &event) == 0;
  }

  bool ask(Connection& connection) {
    if (connection.socket < 0 && !open(connection)) return false;
    const auto text = "GET " + paths_[asked_++ % paths_.size()] +
                      " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n";
    return send(connection.socket, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
  }

  // False when it is no answer that is wanted.
  bool take(Connection& connection, std::string_view piece) {
    if (!connection.in_content) {
      connection.head += piece;
      const auto end = connection.head.find("\r\n\r\n");
      if (end == std::string::npos) return true;
      const auto length = connection.head.find("Content-Length: ");
      if (!connection.head.starts_with("HTTP/1.1 200 ") || length > end) return false;
      connection.remaining = std::stoul(connection.head.substr(length + 16));
      connection.in_content = true;
      piece = std::string_view{connection.head}.substr(end + 4);
    }
    if (piece.size() > connection.remaining) return false;
    connection.remaining -= piece.size();
    return true;
  }

  void answered(Connection& connection) {
    times_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - connection.due).count());
    connection.head.clear();
    connection.in_content = false;
    idle_.push_back(&connection);
  }

  void fail(Connection& connection) {
    ++errors_;
    if (connection.socket >= 0) close(connection.socket);
    connection = {};
    idle_.push_back(&connection);
  }

  int events_;
  std::uint16_t port_;
  std::string name_;
  std::vector<std::string> paths_;
  std::vector<Connection> connections_;
  std::vector<Connection*> idle_;
  std::deque<Clock::time_point> due_;
  std::chrono::nanoseconds step_{0};
  Clock::time_point next_;
  std::size_t asked_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t errors_ = 0;
  std::vector<double> times_;
};

void run(int events, std::vector<Stream*> streams, double seconds) {
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const auto patience = end + std::chrono::seconds{10};
  for (auto* stream : streams) stream->start(begin);
  std::vector<char> room(std::size_t{1} << 20U);
  std::vector<epoll_event> ready(64);
  for (auto now = begin; now < patience; now = Clock::now()) {
    auto wake = now >= end ? patience : end;
    bool busy = false;
    for (auto* stream : streams) {
      stream->tick(now, end);
      if (stream->active() && now < end) wake = std::min(wake, stream->next());
      busy = busy || stream->waiting();
    }
    if (now >= end && !busy) return;
    const auto left = std::max(wake - Clock::now(), Clock::duration::zero());
    const timespec pause{.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
    const int count = epoll_pwait2(events, ready.data(), static_cast<int>(ready.size()), &pause, nullptr);
    for (int i = 0; i < count; ++i) {
      auto* connection = static_cast<Connection*>(ready[static_cast<std::size_t>(i)].data.ptr);
      for (auto* stream : streams) {
        if (stream->owns(connection)) stream->read(*connection, room);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Load for one server on this machine"};
  std::uint16_t port = 0;
  double seconds = 0;
  unsigned scrapes = 200;
  unsigned pages = 0;
  std::vector<std::string> paths;
  app.add_option("port", port)->required();
  app.add_option("seconds", seconds)->required()->check(CLI::Range(0.1, 3600.0));
  app.add_option("--scrapes", scrapes, "a second")->check(CLI::Range(0, 1000));
  app.add_option("--pages", pages, "a second")->check(CLI::Range(0, 1000));
  app.add_option("paths", paths, "of the pages");
  CLI11_PARSE(app, argc, argv);
  if (paths.empty()) paths = {"/"};
  const sched_param lowest{.sched_priority = 1};
  const bool real_time = sched_setscheduler(0, SCHED_FIFO, &lowest) == 0;
  const int events = epoll_create1(0);
  Stream metrics(events, port, "scrapes", scrapes, {"/metrics"});
  Stream views(events, port, "pages", pages, paths);
  run(events, {&metrics, &views}, seconds);
  fmt::print("{{\"real_time\": {}, ", real_time);
  metrics.print(seconds);
  fmt::print(", ");
  views.print(seconds);
  fmt::print("}}\n");
  close(events);
  return 0;
}
