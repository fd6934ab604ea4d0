#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace boost::asio {
class io_context;
class thread_pool;
}  // namespace boost::asio

namespace waymark::runtime {

struct Scheduled {
  std::shared_ptr<collectors::Collector> collector;
  std::chrono::milliseconds interval;
};

// What is known of one collector since the daemon started.
struct CollectorHealth {
  core::CollectorName name;
  bool running = false;
  bool ran = false;
  bool up = false;      // the last run worked: no problem, nothing quarantined, refused or failed
  std::string problem;  // why not
  std::optional<std::chrono::sys_seconds> last_run, last_success, next_run;
};

// Runs each collector at its interval and when a watched directory changes; runs of one collector never
// overlap; the work happens in the pool. All calls from the event loop's thread, except health().
class Runner {
 public:
  struct Finished {
    core::CollectorName collector;
    collectors::CollectReport report;
    std::string failure;  // the ledger could not go on
    std::chrono::duration<double> took{};
    bool up = false;
  };
  // `finished` is called on the event loop after each run.
  Runner(boost::asio::io_context& loop, boost::asio::thread_pool& pool, core::Recorder& recorder,
         std::function<void(const Finished&)> finished);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Takes these collectors over and runs each at once. What an earlier start() had is stopped first.
  void start(std::vector<Scheduled> collectors);
  // No new runs; running ones are asked to stop. `stopped` is called on the event loop when none is left.
  void stop(std::function<void()> stopped);
  [[nodiscard]] std::vector<CollectorHealth> health() const;  // thread-safe

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::runtime
