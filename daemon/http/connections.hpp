#pragma once

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/http/security.hpp"
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

// What a connection does: closing an idle one breaks no request, closing one that receives breaks only what
// the client has not finished saying.
enum class Phase { idle, receiving, answering };

// All open connections of a server, and what they share.
class Connections {
 public:
  using Place = std::list<Connection*>::iterator;
  using Executor = boost::asio::thread_pool::executor_type;
  static constexpr int most_checks_waiting = 64;

  Connections(boost::asio::thread_pool& workers, Executor checking, Dispatch dispatch, const Limits& limits)
      : workers_(workers), checking_(std::move(checking)), dispatch_(std::move(dispatch)), limits_(limits) {}

  boost::asio::thread_pool& workers() const { return workers_; }
  // Passwords are checked by a thread of their own: whoever tries many does not take the workers.
  const Executor& checking() const { return checking_; }
  int& checks_waiting() { return checks_waiting_; }
  const Dispatch& dispatch() const { return dispatch_; }
  const Limits& limits() const { return limits_; }
  bool stopping() const { return stopping_; }

  const std::shared_ptr<const Security>& security() const { return security_; }
  // For connections from now on; the others end, at the latest with the answer they are at.
  void secure(std::shared_ptr<const Security> security) {
    const auto open = [](const Security& rules) { return !rules.tls && !rules.users; };
    if (open(*security_) && open(*security)) return;
    security_ = std::move(security);
    for (auto* connection : in(Phase::idle)) connection->close();
  }

  Place opened(Connection& connection) { return in(Phase::idle).insert(in(Phase::idle).end(), &connection); }
  void becomes(Place place, Phase from, Phase to) { in(to).splice(in(to).end(), in(from), place); }
  void closed(Place place, Phase phase) {
    in(phase).erase(place);
    if (size() == 0 && drained_) drained_();
  }

  // Makes sure that one more fits in, at the cost of the one idle for longest, or else of the one whose
  // request takes longest to come. False: all are being answered.
  bool make_room() { return size() < limits_.connections || close_one(); }
  bool close_one() {
    for (const auto phase : {Phase::idle, Phase::receiving}) {
      if (in(phase).empty()) continue;
      in(phase).front()->close();
      return true;
    }
    return false;
  }

  // From now on no connection serves a further request; `drained` is called when the last one has gone.
  void stop(std::function<void()> drained) {
    stopping_ = true;
    for (auto* connection : in(Phase::idle)) connection->close();
    drained_ = std::move(drained);
    if (size() == 0) drained_();
  }
  void close_all() {
    for (const auto& list : lists_) {
      for (auto* connection : list) connection->close();
    }
  }

 private:
  std::list<Connection*>& in(Phase phase) { return lists_[static_cast<std::size_t>(phase)]; }
  std::size_t size() const { return lists_[0].size() + lists_[1].size() + lists_[2].size(); }

  boost::asio::thread_pool& workers_;
  Executor checking_;
  int checks_waiting_ = 0;
  Dispatch dispatch_;
  Limits limits_;
  std::shared_ptr<const Security> security_ = std::make_shared<const Security>();
  std::array<std::list<Connection*>, 3> lists_;  // by Phase; in each, the longest there first
  bool stopping_ = false;
  std::function<void()> drained_;
};

// Serves one accepted connection until it ends.
boost::asio::awaitable<void> serve(std::shared_ptr<Connections> connections,
                                   boost::asio::ip::tcp::socket socket);

}  // namespace waymark::http
