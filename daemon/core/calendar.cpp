#include "daemon/core/evaluate.hpp"

namespace waymark::core {

using std::chrono::days;
using std::chrono::sys_days;

bool Calendar::working(sys_days day) const {
  const std::chrono::weekday weekday{day};
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
  return !bank_holidays.contains(static_cast<std::int32_t>(day.time_since_epoch().count()));
}

sys_days Calendar::after(sys_days day, DueAfter due) const {
  if (!due.working_days) return day + days{due.days};
  for (auto left = due.days; left > 0;) {
    day += days{1};
    if (working(day)) --left;
  }
  return day;
}

int Calendar::working_days(sys_days first, sys_days last) const {
  int count = 0;
  for (auto day = first; day <= last; day += days{1}) count += working(day) ? 1 : 0;
  return count;
}

}  // namespace waymark::core
