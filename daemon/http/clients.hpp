#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

// What the server remembers of clients, by the name that client_name() gives. Everything here runs on the
// loop's thread.
namespace waymark::http {

// A place in a queue; the session that holds it waits on the timer until it is its turn.
struct Ticket {
  explicit Ticket(const boost::asio::any_io_executor& loop) : timer(loop) {}
  boost::asio::steady_timer timer;
  bool turn = false;
};

// Clients take turns, however many of one client's requests wait. Every second turn belongs to those that are
// known as good, where there are any.
class FairQueue {
 public:
  void enter(const std::string& client, bool known_good, const std::shared_ptr<Ticket>& ticket);
  // Gives the next one its turn; false when nobody waits.
  bool next();

 private:
  using Waiting = std::deque<std::weak_ptr<Ticket>>;
  struct Ring {
    std::map<std::string, Waiting> waiting;
    std::deque<std::string> order;
  };
  static std::shared_ptr<Ticket> take(Ring& ring);

  Ring good_, others_;
  bool good_comes_ = true;
};

// Counts of one client.
struct ClientCounts {
  std::size_t connections = 0, working = 0, checking = 0;
  bool known_good = false;  // gave a right password
};

// What is to be said in the log about a failed login: nothing when `failures` is 0.
struct FailureNote {
  std::size_t failures = 0;  // since the last line about this client
};

// Bounded: whoever has nothing open is forgotten when there are too many, the one heard of least lately
// first.
class Clients {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most = 4096;
  static constexpr std::size_t free_failures = 10;   // within `window`
  static constexpr std::chrono::seconds window{60};  // a line's distance in the log, too
  static constexpr std::size_t lines = 20;           // about all clients, within `window`

  ClientCounts& of(const std::string& client);
  FailureNote failed(const std::string& client, Clock::time_point now);
  // Whether this client has lately failed so often that its wrong passwords are answered late.
  [[nodiscard]] bool hammering(const std::string& client, Clock::time_point now);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    ClientCounts counts;
    std::size_t failures = 0, unsaid = 0;
    Clock::time_point since, said;
    std::list<std::string>::iterator place;
  };
  Entry& entry(const std::string& client);
  void forget();

  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> order_;  // heard of last comes first
  std::size_t lines_said_ = 0;
  Clock::time_point lines_since_;
};

}  // namespace waymark::http
