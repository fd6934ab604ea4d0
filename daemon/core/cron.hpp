#pragma once

#include <bitset>
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace waymark::core {

// A cron text of five fields: minute, hour, day of the month, month, weekday. Each is `*`, a number, a range
// `a-b`, either with a step `/n`, or a list of these with commas; months and weekdays also by their first
// three English letters; 0 and 7 are Sunday. When both days are restricted (begin with no `*`), one that fits
// either counts, as in every cron.
class Cron {
 public:
  // The error names the field, what is wrong with it, and what would be right. A text that never happens (30
  // February) is an error.
  [[nodiscard]] static std::expected<Cron, std::string> parse(std::string_view text);

  // The first fitting minute at or after that wall clock time, which knows no zone. Nothing after 2200.
  [[nodiscard]] std::optional<std::chrono::local_seconds> next(std::chrono::local_seconds from) const;
  // Runs in every hour of the day: it follows the hours that pass, not the hands of the clock.
  [[nodiscard]] bool every_hour() const { return hours_.all(); }
  [[nodiscard]] const std::string& text() const { return text_; }

  friend bool operator==(const Cron& a, const Cron& b) { return a.text_ == b.text_; }

 private:
  [[nodiscard]] bool fits(std::chrono::local_days day) const;

  std::string text_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;     // 1 to 31
  std::bitset<13> months_;   // 1 to 12
  std::bitset<7> weekdays_;  // 0 is Sunday
  bool any_day_ = false;     // the field begins with `*`
  bool any_weekday_ = false;
};

}  // namespace waymark::core
