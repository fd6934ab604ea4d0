#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/runtime/runner.hpp"

// One collector in the hands of the Runner. Private to runtime.
namespace waymark::runtime {

struct Job {
  Job(boost::asio::io_context& loop, Scheduled scheduled_as, std::function<double()> random);

  [[nodiscard]] const core::CollectorName& name() const { return health.name; }
  // A run that somebody asked for, if there is one, else one by the schedule.
  void begin();
  // One run, on a worker thread. What the collector throws is the report's failure.
  [[nodiscard]] Runner::Finished work(core::Recorder& recorder) const;
  // As Collector::observe(), on a worker thread.
  [[nodiscard]] std::chrono::milliseconds observe() const;
  // Fills in what the run came to, and when the next one is due.
  void end(Runner::Finished& done, Moment now);
  void report(const Runner::Finished& done, std::chrono::sys_seconds now);
  [[nodiscard]] std::string timeout_problem() const;

  Scheduled scheduled;
  std::vector<std::filesystem::path> watched;  // as the collector said when they were watched last
  Timetable timetable;
  std::deque<Runner::Asked> asked;  // runs that wait for their turn
  std::optional<Runner::Asked> under_way;
  std::thread thread;                  // of the run under way, where the collector waits for a source
  boost::asio::steady_timer deadline;  // of the run under way
  std::stop_source stop;               // of the run under way
  CollectorHealth health;
  bool running = false;
  bool again = false;  // something changed since the run began
  bool timed_out = false;
};

}  // namespace waymark::runtime
