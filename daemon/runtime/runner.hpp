#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "daemon/runtime/schedule.hpp"

namespace boost::asio {
class io_context;
class thread_pool;
}  // namespace boost::asio

namespace waymark::runtime {

struct Scheduled {
  std::shared_ptr<collectors::Collector> collector;
  core::Schedule schedule;
  std::chrono::milliseconds timeout{std::chrono::minutes{30}};
  std::string made_from;           // equal for the same name: the same collector, whatever made it anew
  std::optional<Moment> last_run;  // before the daemon started, when that is known
};

// What is known of one collector since the daemon started.
struct CollectorHealth {
  core::CollectorName name;
  std::string schedule;  // in words
  bool running = false;
  bool ran = false;
  bool up = false;        // the last run worked: no problem, nothing quarantined, refused or failed
  std::string problem;    // why not
  unsigned failures = 0;  // runs that could not work, one after the other: the next one is put off
  std::optional<std::chrono::sys_seconds> last_run, last_success, next_run;
};

// Runs each collector when its schedule says so, and one with an interval also when a watched directory
// changes. Runs of one collector never overlap; one that takes longer than its timeout is asked to stop. A
// run of a collector that waits for a source has a thread of its own, the others share the pool. All calls
// from the event loop's thread, except health().
class Runner {
 public:
  struct Finished {
    core::CollectorName collector;
    collectors::CollectReport report;
    std::string failure;  // the ledger could not go on
    std::string problem;  // the first of all there were, as on the page; empty when up
    std::chrono::duration<double> took{};
    bool up = false;
    bool timed_out = false;
    std::optional<std::chrono::sys_seconds> next_run;  // none when the collector is gone
  };
  // A run that somebody asked for, and who is told what it came to; or, with `observed`, only a look at what
  // is there, and who is told how long until that can be seen to be complete (Collector::observe()).
  struct Asked {
    collectors::Request request;
    std::function<void(const Finished&)> handler;
    std::function<void(std::chrono::milliseconds)> observed;
  };
  using Clock = std::function<Moment()>;
  // `finished` is called on the event loop after each run. `clock` is the time of day.
  Runner(boost::asio::io_context& loop, boost::asio::thread_pool& pool, core::Recorder& recorder,
         std::function<void(const Finished&)> finished, Clock clock = system_clock());
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // These are the collectors from now on. One that was there before (same name, made from the same) goes on
  // undisturbed, but tries again at once if it was put off after a failure. Others of before are asked to
  // stop; a new one of the same name waits until its predecessor has ended.
  void start(std::vector<Scheduled> collectors);
  // A run of that collector as it is asked for, whatever its schedule says: now, or after the one under way.
  // The handler is called on the event loop when it has ended, or will not be: then `failure` says why.
  void run_now(const core::CollectorName& name, Asked asked);
  // Asks those to stop that would not go on if these were started.
  void retire(const std::vector<Scheduled>& next);
  // No new runs; running ones are asked to stop. `stopped` is called on the event loop when none is left.
  void stop(std::function<void()> stopped);
  [[nodiscard]] std::vector<CollectorHealth> health() const;  // thread-safe
  [[nodiscard]] static Clock system_clock();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::runtime
