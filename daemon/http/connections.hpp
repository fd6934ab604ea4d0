#pragma once

#include <functional>
#include <list>
#include <memory>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/http/server.hpp"

namespace waymark::http {

// What the server can do to a connection. Everything here runs on the loop's thread.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual void close() = 0;  // what it waits for ends with an error, then the connection ends
};

// All open connections of a server, and what they share.
class Connections {
 public:
  using Place = std::list<Connection*>::iterator;

  Connections(boost::asio::thread_pool& workers, Dispatch dispatch, const Limits& limits)
      : workers_(workers), dispatch_(std::move(dispatch)), limits_(limits) {}

  boost::asio::thread_pool& workers() const { return workers_; }
  const Dispatch& dispatch() const { return dispatch_; }
  const Limits& limits() const { return limits_; }
  bool stopping() const { return stopping_; }

  // A connection starts out idle, which means: closing it now breaks no request.
  Place opened(Connection& connection) { return idle_.insert(idle_.end(), &connection); }
  void becomes_idle(Place place) { idle_.splice(idle_.end(), busy_, place); }
  void becomes_busy(Place place) { busy_.splice(busy_.end(), idle_, place); }
  void closed(Place place, bool idle) {
    (idle ? idle_ : busy_).erase(place);
    if (idle_.empty() && busy_.empty() && drained_) drained_();
  }

  // Makes sure that one more fits in, at the cost of the one idle for longest. False: all are at work.
  bool make_room() {
    if (idle_.size() + busy_.size() < limits_.connections) return true;
    if (idle_.empty()) return false;
    idle_.front()->close();
    return true;
  }

  // From now on no connection serves a further request; `drained` is called when the last one has gone.
  void stop(std::function<void()> drained) {
    stopping_ = true;
    for (auto* connection : idle_) connection->close();
    drained_ = std::move(drained);
    if (idle_.empty() && busy_.empty()) drained_();
  }
  void close_all() {
    for (auto* connection : idle_) connection->close();
    for (auto* connection : busy_) connection->close();
  }

 private:
  boost::asio::thread_pool& workers_;
  Dispatch dispatch_;
  Limits limits_;
  std::list<Connection*> idle_, busy_;  // idle: the longest first
  bool stopping_ = false;
  std::function<void()> drained_;
};

// Serves one accepted connection until it ends.
boost::asio::awaitable<void> serve(std::shared_ptr<Connections> connections,
                                   boost::asio::ip::tcp::socket socket);

}  // namespace waymark::http
