#include "daemon/ledger/clock.hpp"

#include <ctime>
#include <sys/timex.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace waymark::ledger {

namespace {

constexpr std::chrono::minutes may_go_back{1};
constexpr std::chrono::days may_drift{1}, may_be_alone{100};

std::string moment(std::chrono::sys_seconds time) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", time);
}

std::chrono::nanoseconds since_start() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

bool says_synchronised() {
  timex state{};
  const int code = adjtimex(&state);
  return code >= 0 && code != TIME_ERROR;
}

}  // namespace

Clocks system_clocks(bool accept) {
  Clocks clocks(
      [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); });
  clocks.uptime = since_start;
  clocks.synchronised = says_synchronised;
  clocks.accept = accept;
  return clocks;
}

std::chrono::sys_seconds ClockCheck::now() const {
  return std::chrono::floor<std::chrono::seconds>(clocks_.now());
}

std::chrono::seconds ClockCheck::drift() const {
  if (!clocks_.uptime || !believed_) return {};
  return now() - believed_->time -
         std::chrono::floor<std::chrono::seconds>(clocks_.uptime() - believed_->uptime);
}

std::string ClockCheck::problem_by_record(std::optional<std::chrono::sys_seconds> last) const {
  const auto time = now();
  if (last && time < *last - may_go_back) {
    return fmt::format("the clock says {}, but the last record is of {}", moment(time), moment(*last));
  }
  if (last && time > *last + may_be_alone && !synchronised()) {
    return fmt::format(
        "the clock says {}, {} days after the last record, and the system does not say that it is "
        "synchronised",
        moment(time), std::chrono::floor<std::chrono::days>(time - *last).count());
  }
  return {};
}

std::string ClockCheck::problem(std::optional<std::chrono::sys_seconds> last) {
  if (clocks_.accept) return {};
  if (auto problem = problem_by_record(last); !problem.empty()) return problem;
  // Nothing speaks for a clock without a record before it and nobody who keeps it right.
  if (!believed_ && (last || synchronised()))
    believed_ = {now(), clocks_.uptime ? clocks_.uptime() : std::chrono::nanoseconds()};
  const auto by = drift();
  if (std::chrono::abs(by) <= may_drift) return {};
  return fmt::format("the clock says {}, and was set {} by {} days while this process runs", moment(now()),
                     by > by.zero() ? "forward" : "back",
                     std::chrono::floor<std::chrono::days>(std::chrono::abs(by)).count());
}

}  // namespace waymark::ledger
