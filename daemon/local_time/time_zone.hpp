#pragma once

#include <chrono>
#include <string>

#include "daemon/core/period.hpp"

namespace date {
class time_zone;
}

namespace waymark::local_time {

// Where a day begins and ends for the council, from the system's time zone database.
class TimeZone {
 public:
  // Throws std::runtime_error with a sentence for people when the zone does not exist.
  explicit TimeZone(const std::string& name);
  // The local calendar day of that moment.
  [[nodiscard]] std::chrono::sys_days day(std::chrono::sys_seconds moment) const;
  // The first moment after that local day: what was recorded before it was known by the end of the day.
  [[nodiscard]] std::chrono::sys_seconds end_of(std::chrono::sys_days day) const;

  // How far the zone's clocks are ahead of UTC at that moment, and from when (inclusive) to when.
  struct Offset {
    std::chrono::seconds offset;
    std::chrono::sys_seconds begin, end;
  };
  [[nodiscard]] Offset offset(std::chrono::sys_seconds moment) const;

 private:
  const date::time_zone* zone_;
};

// The day of a moment by that zone's clocks; empty when the system does not know the zone.
[[nodiscard]] core::LocalDay local_day(const std::string& zone);

}  // namespace waymark::local_time
