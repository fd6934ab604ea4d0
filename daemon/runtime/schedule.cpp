#include "daemon/runtime/schedule.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace waymark::runtime {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::sys_seconds;

namespace {

// When nothing is due any more.
constexpr Moment never{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};
constexpr milliseconds soon = 1s;
// A clock that is kept by NTP goes back by less; what was due within that time does not run twice.
constexpr milliseconds put_back = 1min;

std::chrono::local_seconds local(sys_seconds moment, std::chrono::seconds offset) {
  return std::chrono::local_seconds{moment.time_since_epoch() + offset};
}

}  // namespace

std::optional<sys_seconds> next_time(const core::Cron& cron, const local_time::TimeZone& zone,
                                     sys_seconds after) {
  auto from = std::chrono::floor<std::chrono::minutes>(after) + 1min;
  for (;;) {
    const auto now = zone.offset(from);
    const auto found = cron.next(local(from, now.offset));
    if (!found) return std::nullopt;
    const sys_seconds moment{found->time_since_epoch() - now.offset};
    if (moment < now.end) {
      const bool again = local(moment, now.offset) < local(now.begin, zone.offset(now.begin - 1s).offset);
      if (!again || cron.every_hour()) return moment;
      from = std::chrono::floor<std::chrono::minutes>(moment) + 1min;
      continue;
    }
    if (!cron.every_hour() && *found < local(now.end, zone.offset(now.end).offset)) return now.end;
    from = std::chrono::ceil<std::chrono::minutes>(now.end);
  }
}

std::string words(milliseconds duration) {
  struct Unit {
    milliseconds length;
    std::string_view word;
  };
  constexpr std::array units{Unit{24h, "d"}, Unit{1h, "h"}, Unit{1min, "m"}, Unit{1s, "s"}};
  for (const auto& unit : units) {
    if (duration.count() > 0 && duration % unit.length == 0ms) {
      return fmt::format("{}{}", duration / unit.length, unit.word);
    }
  }
  return fmt::format("{}ms", duration.count());
}

std::string words(const core::Schedule& schedule) {
  return schedule.cron ? fmt::format("at {} ({})", schedule.cron->text(), schedule.time_zone)
                       : "every " + words(schedule.interval);
}

Timetable::Timetable(core::Schedule schedule, std::function<double()> random)
    : schedule_(std::move(schedule)), zone_(schedule_.time_zone), random_(std::move(random)) {}

milliseconds Timetable::some_of(milliseconds most) const {
  return milliseconds{static_cast<milliseconds::rep>(random_() * static_cast<double>(most.count()))};
}

Moment Timetable::next_after(Moment now) const {
  if (!schedule_.cron) return now + schedule_.interval;
  const auto next = next_time(*schedule_.cron, zone_, std::chrono::floor<std::chrono::seconds>(now));
  return next ? Moment{*next} : never;
}

void Timetable::start(Moment now, std::optional<Moment> last_run) {
  const bool known = last_run && *last_run <= now;
  nominal_ = next_after(known ? *last_run : now);
  if (schedule_.run_on_start || nominal_ < now) nominal_ = now;
  due_ = nominal_ + some_of(schedule_.jitter);
  seen_ = now;
}

void Timetable::look(Moment now) {
  const auto back = seen_ - now;
  seen_ = now;
  if (back < put_back) return;
  nominal_ = schedule_.cron ? next_after(now) : nominal_ - back;
  due_ = schedule_.cron && failures_ == 0 ? nominal_ + some_of(schedule_.jitter) : due_ - back;
}

milliseconds Timetable::back_off(collectors::Failure failure) const {
  const bool refused = failure == collectors::Failure::authentication;
  const milliseconds most = refused ? 6h : 30min;
  milliseconds wait = refused ? milliseconds{15min} : std::min<milliseconds>(schedule_.interval, 1min);
  for (auto i = failures_; i > 1 && wait < most; --i) wait *= 2;
  wait = std::min(wait, most);
  return wait + some_of(wait / 4);
}

void Timetable::ended(Moment now, collectors::Failure failure, bool unsettled) {
  look(now);
  if (nominal_ <= now) {
    // An interval keeps its beat: what a long run overlaps is left out.
    nominal_ = schedule_.cron ? next_after(now)
                              : nominal_ + schedule_.interval * ((now - nominal_) / schedule_.interval + 1);
  }
  switch (failure) {
    case collectors::Failure::none:
      failures_ = 0;
      due_ = nominal_ + some_of(schedule_.jitter);
      if (unsettled) due_ = std::min(due_, now + soon);
      return;
    case collectors::Failure::unavailable:
    case collectors::Failure::authentication:
      ++failures_;
      due_ = now + back_off(failure);
      return;
  }
}

void Timetable::hasten(Moment now, milliseconds wait) {
  if (!schedule_.cron && failures_ == 0) due_ = std::min(due_, now + wait);
}

void Timetable::retry(Moment now) {
  if (failures_ > 0) due_ = std::min(due_, now);
  failures_ = 0;
}

}  // namespace waymark::runtime
