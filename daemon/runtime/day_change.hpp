#pragma once

#include <functional>
#include <memory>

#include "daemon/local_time/time_zone.hpp"
#include "daemon/runtime/runner.hpp"

namespace boost::asio {
class io_context;
}

namespace waymark::runtime {

// Tells when the council's date changes: at midnight by its clocks, or within half a minute when a clock is
// set or the machine slept over it. All calls from the event loop's thread.
class DayChange {
 public:
  // `changed` is called on the event loop. `clock` is the time of day.
  DayChange(boost::asio::io_context& loop, std::function<void()> changed,
            Runner::Clock clock = Runner::system_clock());
  ~DayChange();
  DayChange(const DayChange&) = delete;
  DayChange& operator=(const DayChange&) = delete;

  // From today on, by this zone; also in place of another one.
  void start(const local_time::TimeZone& zone);
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace waymark::runtime
