#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "collectors/collector.hpp"
#include "daemon/core/schedule.hpp"
#include "daemon/local_time/time_zone.hpp"

namespace waymark::runtime {

using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

// The first moment after `after` at which the zone's clocks show a time that the text names. When they are
// put forward, times that they skip count at the end of the gap; when they are put back, times that they show
// twice count the first time. A text that names every hour goes by the hours that pass instead: it skips what
// does not exist, and counts both. Nothing after 2200.
[[nodiscard]] std::optional<std::chrono::sys_seconds> next_time(const core::Cron& cron,
                                                                const local_time::TimeZone& zone,
                                                                std::chrono::sys_seconds after);

// `every 10m`; `at 30 6 * * 1-5 (Europe/London)`.
[[nodiscard]] std::string words(const core::Schedule& schedule);
// `250ms`, `90s`, `10m`, `1h`, `2d`: as it is written in the configuration.
[[nodiscard]] std::string words(std::chrono::milliseconds duration);

// When one job is due, by the wall clock. It asks nobody for the time: whoever runs the job says what happens
// and when. Missed times (the daemon was down, the machine slept, the last run took long) make one run.
class Timetable {
 public:
  // `random` gives numbers from 0 to below 1, for jitter. Throws std::runtime_error when the system does not
  // know the time zone.
  Timetable(core::Schedule schedule, std::function<double()> random);

  // `last_run`: when it last ran before the daemon started, if that is known.
  void start(Moment now, std::optional<Moment> last_run);
  [[nodiscard]] Moment due() const { return due_; }
  // To be called now and then while nothing runs; notices that the clock was put back.
  void look(Moment now);
  // After a failure the next run is put off: by the interval or a minute at first (whichever is shorter),
  // doubling up to half an hour; by a quarter of an hour, doubling up to six hours, when the user was
  // refused; by up to a quarter more of that at random. `unsettled` asks for another look soon.
  void ended(Moment now, collectors::Failure failure, bool unsettled);
  // Something changed: not later than so long from now, unless it goes by cron text or waits after a failure.
  void hasten(Moment now, std::chrono::milliseconds wait);
  // What made it fail may be mended: a failed run is repeated at once.
  void retry(Moment now);
  [[nodiscard]] unsigned failures() const { return failures_; }  // one after the other, until now

 private:
  [[nodiscard]] Moment next_after(Moment now) const;
  [[nodiscard]] std::chrono::milliseconds some_of(std::chrono::milliseconds most) const;
  [[nodiscard]] std::chrono::milliseconds back_off(collectors::Failure failure) const;

  core::Schedule schedule_;
  local_time::TimeZone zone_;
  std::function<double()> random_;
  Moment nominal_;  // due without jitter, back-off and haste
  Moment due_;
  Moment seen_;
  unsigned failures_ = 0;
};

}  // namespace waymark::runtime
