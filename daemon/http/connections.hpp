#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/http/access.hpp"
#include "daemon/http/clients.hpp"
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
  [[nodiscard]] virtual const std::string& peer() const = 0;  // by client_name(); empty: a trusted proxy
};

// What a connection does: closing an idle one breaks no request, closing one that receives breaks only what
// the client has not finished saying, closing one that sends what the client has not taken for the longest.
// One that is closed stays until it has noticed.
enum class Phase { idle, receiving, sending, answering, closing };

// All open connections of a server, and what they share.
class Connections {
 public:
  using Place = std::list<Connection*>::iterator;
  using Executor = boost::asio::thread_pool::executor_type;

  Connections(boost::asio::any_io_executor loop, boost::asio::thread_pool& workers, Executor checking,
              Dispatch dispatch, const Limits& limits)
      : loop_(std::move(loop)),
        workers_(workers),
        checking_(std::move(checking)),
        dispatch_(std::move(dispatch)),
        limits_(limits) {}

  const boost::asio::any_io_executor& loop() const { return loop_; }
  boost::asio::thread_pool& workers() const { return workers_; }
  // Passwords are checked by a thread of their own: whoever tries many does not take the workers.
  const Executor& checking() const { return checking_; }
  const Dispatch& dispatch() const { return dispatch_; }
  const Limits& limits() const { return limits_; }
  bool stopping() const { return stopping_; }
  Clients& clients() { return clients_; }
  std::size_t& working() { return working_; }
  std::size_t& checks() { return checks_; }

  const std::shared_ptr<const Access>& access() const { return access_; }
  void allow(std::shared_ptr<const Access> access) { access_ = std::move(access); }

  // A place in the queue for the thread that checks passwords. Whoever got the turn gives it on.
  std::shared_ptr<Ticket> wait_to_check(const std::string& client) {
    auto ticket = std::make_shared<Ticket>(loop_);
    to_check_.enter(client, clients_.of(client).known_good, ticket);
    if (!checking_now_) checking_now_ = to_check_.next();
    return ticket;
  }
  void checked() { checking_now_ = to_check_.next(); }

  // A place in the queue for requests that were sent before the one before them was answered: one of all
  // clients gets its turn each time the loop has gone round.
  std::shared_ptr<Ticket> wait_in_pipeline(const std::string& client) {
    auto ticket = std::make_shared<Ticket>(loop_);
    pipelined_.enter(client, false, ticket);
    if (!std::exchange(pumping_, true)) pump();
    return ticket;
  }

  const std::shared_ptr<const Security>& security() const { return security_; }
  // For connections from now on; the others end, at the latest with the answer they are at.
  void secure(std::shared_ptr<const Security> security) {
    const auto open = [](const Security& rules) { return !rules.tls && !rules.users; };
    if (open(*security_) && open(*security)) return;
    if (security->users && security_->users) security->users->remember_as(*security_->users);
    security_ = std::move(security);
    close(in(Phase::idle));
  }

  Place opened(Connection& connection) {
    ++clients_.of(connection.peer()).connections;
    return in(Phase::idle).insert(in(Phase::idle).end(), &connection);
  }
  void becomes(Place place, Phase from, Phase to) { in(to).splice(in(to).end(), in(from), place); }
  void closed(Place place, Phase phase) {
    --clients_.of((*place)->peer()).connections;
    in(phase).erase(place);
    if (size() == 0 && in(Phase::closing).empty() && drained_) drained_();
  }

  // Makes sure that one more of this client fits in, at the cost of the one idle for longest, or else of the
  // one whose request takes longest to come, or whose client takes longest to read: its own when it has too
  // many. False: all are being answered.
  bool make_room(const std::string& peer) {
    const bool too_many = !peer.empty() && clients_.of(peer).connections >= access_->connections_per_client;
    if (too_many && !close_one(&peer)) return false;
    return size() < limits_.connections || close_one();
  }
  bool close_one(const std::string* of = nullptr) {
    for (const auto phase : {Phase::idle, Phase::receiving, Phase::sending}) {
      const auto found = std::ranges::find_if(
          in(phase), [&](const auto* connection) { return of == nullptr || connection->peer() == *of; });
      if (found == in(phase).end()) continue;
      (*found)->close();  // which moves it to Phase::closing
      return true;
    }
    return false;
  }

  // From now on no connection serves a further request; `drained` is called when the last one has gone.
  void stop(std::function<void()> drained) {
    stopping_ = true;
    close(in(Phase::idle));
    drained_ = std::move(drained);
    if (size() == 0 && in(Phase::closing).empty()) drained_();
  }
  void close_all() {
    for (const auto& list : lists_) close(list);
  }

 private:
  std::list<Connection*>& in(Phase phase) { return lists_[static_cast<std::size_t>(phase)]; }
  // Those that are closing do not count: they hold no file any more.
  std::size_t size() const {
    return lists_[0].size() + lists_[1].size() + lists_[2].size() + lists_[3].size();
  }
  // Each leaves its list meanwhile.
  static void close(const std::list<Connection*>& connections) {
    const std::vector<Connection*> all(connections.begin(), connections.end());
    for (auto* connection : all) connection->close();
  }
  void pump() {
    boost::asio::post(loop_, [this] {
      pumping_ = pipelined_.next();
      if (pumping_) pump();
    });
  }

  boost::asio::any_io_executor loop_;
  boost::asio::thread_pool& workers_;
  Executor checking_;
  std::size_t working_ = 0, checks_ = 0;  // requests that wait for a worker or have one, likewise passwords
  Clients clients_;
  FairQueue to_check_, pipelined_;
  bool checking_now_ = false, pumping_ = false;
  std::shared_ptr<const Access> access_ = std::make_shared<const Access>();
  Dispatch dispatch_;
  Limits limits_;
  std::shared_ptr<const Security> security_ = std::make_shared<const Security>();
  std::array<std::list<Connection*>, 5> lists_;  // by Phase; in each, the longest there first
  bool stopping_ = false;
  std::function<void()> drained_;
};

// Where a connection comes from and where it arrived.
struct Ends {
  boost::asio::ip::address peer, own;
  std::string client;  // client_name() of the peer; empty when it is a trusted proxy
};

// Serves one accepted connection until it ends.
boost::asio::awaitable<void> serve(std::shared_ptr<Connections> connections,
                                   boost::asio::ip::tcp::socket socket, Ends ends);

}  // namespace waymark::http
