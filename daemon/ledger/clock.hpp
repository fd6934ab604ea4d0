#pragma once

#include <chrono>
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace waymark::ledger {

using Clock = std::function<std::chrono::sys_time<std::chrono::milliseconds>()>;

// What a writer goes by. One clock alone is believed as long as it does not go back.
struct Clocks {
  Clocks() = default;
  template <class Now>
    requires std::constructible_from<Clock, Now>
  Clocks(Now clock) : now(std::move(clock)) {}  // NOLINT(google-explicit-constructor): one clock

  Clock now;
  std::function<std::chrono::nanoseconds()> uptime{};  // goes on by itself, whatever the clock is set to
  std::function<bool()> synchronised{};                // whether another clock keeps this one right
  bool accept = false;                                 // believe the clock, whatever it says
};

// The system's: its clock, the time since it was started (also asleep), and whether it says that it is
// synchronised.
[[nodiscard]] Clocks system_clocks(bool accept = false);

[[nodiscard]] inline std::chrono::sys_seconds system_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Whether a clock can be right. A record with a wrong time would make every answer about the past wrong.
class ClockCheck {
 public:
  explicit ClockCheck(Clocks clocks) : clocks_(std::move(clocks)) {}
  [[nodiscard]] std::chrono::sys_seconds now() const;
  [[nodiscard]] bool synchronised() const { return !clocks_.synchronised || clocks_.synchronised(); }
  [[nodiscard]] bool accepted() const { return clocks_.accept; }
  // Why it cannot be right, as a sentence without an end, when `last` is the time of the last record; empty
  // when it may be, or is accepted. The first time that it may be is what its steps are measured from: a
  // clock that is set right after a start in the past is no clock that was put forward.
  [[nodiscard]] std::string problem(std::optional<std::chrono::sys_seconds> last);

 private:
  [[nodiscard]] std::string problem_by_record(std::optional<std::chrono::sys_seconds> last) const;
  // By how much the clock has left the uptime since it was believed.
  [[nodiscard]] std::chrono::seconds drift() const;

  Clocks clocks_;
  struct Believed {
    std::chrono::sys_seconds time;
    std::chrono::nanoseconds uptime{};
  };
  std::optional<Believed> believed_;
};

}  // namespace waymark::ledger
