#include "daemon/local_time/time_zone.hpp"

#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

namespace waymark::local_time {

TimeZone::TimeZone(const std::string& name) : zone_(nullptr) {
  try {
    zone_ = date::locate_zone(name);
  } catch (const std::runtime_error&) {
    throw std::runtime_error(
        fmt::format("time_zone: \"{}\" is not in the system's time zone database; write an IANA name such as "
                    "\"Europe/London\" "
                    "(package tzdata)",
                    name));
  }
}

std::chrono::sys_days TimeZone::day(std::chrono::sys_seconds moment) const {
  const auto local = zone_->to_local(moment);
  return std::chrono::sys_days{std::chrono::days{date::floor<date::days>(local).time_since_epoch().count()}};
}

std::chrono::sys_seconds TimeZone::end_of(std::chrono::sys_days day) const {
  const date::local_seconds midnight{std::chrono::seconds{(day + std::chrono::days{1}).time_since_epoch()}};
  return std::chrono::time_point_cast<std::chrono::seconds>(zone_->to_sys(midnight, date::choose::earliest));
}

TimeZone::Offset TimeZone::offset(std::chrono::sys_seconds moment) const {
  const auto info = zone_->get_info(moment);
  return {.offset = info.offset, .begin = info.begin, .end = info.end};
}

core::LocalDay local_day(const std::string& zone) {
  try {
    return [known = TimeZone(zone)](std::chrono::sys_seconds moment) { return known.day(moment); };
  } catch (const std::runtime_error&) {
    return {};
  }
}

}  // namespace waymark::local_time
