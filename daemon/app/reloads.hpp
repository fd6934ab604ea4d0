#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "daemon/http/site.hpp"

namespace waymark::app {

// Reloads on a thread of its own, one at a time. However many ask while one is under way, one more follows:
// each has the answer of a reload that began after it asked. Thread-safe.
class Reloads {
 public:
  // `reload` is called on that thread; it throws nothing.
  explicit Reloads(std::function<http::ReloadResult()> reload);
  ~Reloads() { end(); }
  Reloads(const Reloads&) = delete;
  Reloads& operator=(const Reloads&) = delete;

  void ask();
  // Asks and waits for the answer.
  [[nodiscard]] http::ReloadResult wait();
  // Lets the one under way end; whoever waits for another one is refused.
  void end();

 private:
  void run();

  std::function<http::ReloadResult()> reload_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;  // those that asked first, so many, have `answer_` or an earlier one
  http::ReloadResult answer_;
  bool ending_ = false;
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace waymark::app
