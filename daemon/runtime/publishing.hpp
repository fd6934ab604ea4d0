#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include <boost/asio/thread_pool.hpp>

namespace waymark::runtime {

// The thread that evaluates and publishes. It waits for no collector, whatever those wait for. Thread-safe.
class Publishing {
 public:
  // `publish` is called on that thread; it throws nothing. `niceness` as of work_in_background().
  Publishing(std::function<void()> publish, int niceness);
  ~Publishing() { end(); }
  Publishing(const Publishing&) = delete;
  Publishing& operator=(const Publishing&) = delete;

  // Publishes what is recorded now. What several ask for before it begins is done once.
  void ask();
  // Calls that on the same thread, after all that was asked for before. It throws nothing.
  void then(std::function<void()> call);
  // Waits for all that was asked for. Nothing may be asked for afterwards.
  void end();

 private:
  std::function<void()> publish_;
  std::atomic<std::uint64_t> asked_ = 0;
  std::uint64_t done_ = 0;  // on the thread only
  boost::asio::thread_pool thread_{1};
};

}  // namespace waymark::runtime
