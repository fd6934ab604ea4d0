#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "daemon/history/samples.hpp"
#include "daemon/remote_write/client.hpp"

namespace waymark::remote_write {

struct Settings {
  Target target;
  std::filesystem::path queue;                                     // the Store's file
  std::size_t queue_limit = 1'000'000;                             // samples that may wait
  std::size_t batch = 500;                                         // samples in one request, at most
  std::optional<std::chrono::seconds> max_age;                     // in the queue; none: nothing is given up
  std::optional<std::uint32_t> max_attempts;                       // none: as many as it takes
  std::chrono::milliseconds first_wait = std::chrono::seconds{1};  // doubled after each failure
  std::chrono::milliseconds longest_wait = std::chrono::minutes{5};

  std::chrono::milliseconds look = std::chrono::minutes{1};  // whether samples are to be sent again

  friend bool operator==(const Settings&, const Settings&) = default;
};

// What happened since the last report, and how things stand.
struct Report {
  std::uint64_t sent = 0, refused = 0, given_up = 0;  // samples
  std::uint64_t requests = 0, failures = 0;           // failures: those to be tried again
  std::uint64_t waiting = 0;                          // samples, now
  bool up = true;                                     // the last request was accepted
};

// Sends every figure to a remote write 1.0 receiver from a thread of its own: new ones, and corrected ones
// under the next vintage, so that what was published stays. Samples that a receiver calls bad are dropped and
// counted; all others wait until they are accepted, across restarts.
class Sink {
 public:
  // Calls the visitor for every series there is, with all of its samples.
  using Visit = std::function<void(const history::SampleSeries&)>;
  using Scan = std::function<void(const Visit&)>;
  struct Outside {
    Scan scan;  // on the sink's thread; may throw
    std::function<std::chrono::sys_seconds()> now;
    std::function<void(const Report&)> report;         // on the sink's thread
    std::function<void(const std::string&)> complain;  // a problem in one line, once until it changes
    std::string version;
  };

  // Starts at once with a first scan.
  Sink(Settings settings, Outside outside);
  // Ends the request under way, and the thread.
  ~Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // There may be new figures: scan again. Any thread; costs nothing.
  void wake();
  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  class Work;
  void run(const std::stop_token& stop);

  const Settings settings_;
  const Outside outside_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool scan_wanted_ = true;
  std::jthread thread_;  // the last member: it uses the others
};

}  // namespace waymark::remote_write
