#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace waymark::ledger {

// What counts as known, in one of three forms: all that is recorded now; what was recorded before a time,
// which is how the end of a day is said; or what one run and those before it recorded.
class Moment {
 public:
  Moment() = default;  // now
  // Exclusive: for the end of a day, the first second of the next one.
  Moment(std::chrono::sys_seconds before) : before_(before) {}  // NOLINT(google-explicit-constructor): a form
  static Moment after_run(std::int64_t run) {
    Moment moment;
    moment.run_ = run;
    return moment;
  }
  [[nodiscard]] const std::optional<std::chrono::sys_seconds>& before() const { return before_; }
  [[nodiscard]] std::optional<std::int64_t> run() const { return run_; }

 private:
  std::optional<std::chrono::sys_seconds> before_;
  std::optional<std::int64_t> run_;
};

}  // namespace waymark::ledger
