#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace waymark::core {

enum class PeriodKind : std::uint8_t { day = 1, week, month, quarter, financial_year, calendar_year };

// The word used in configuration and metrics: day, week, month, quarter, financial_year, calendar_year.
[[nodiscard]] std::string_view word(PeriodKind kind);
[[nodiscard]] std::optional<PeriodKind> period_kind(std::string_view word);

// A named span of days (domain.md 3). The financial year runs 1 April to 31 March, Q1 is April to June;
// weeks are ISO weeks. Ordered by kind, then by time.
class Period {
 public:
  // `ordinal` counts periods of the kind from the one that contains 1900-01-01 (weeks: from the Monday
  // 1900-01-01; financial years and quarters: from 1899/1900 and its Q4).
  constexpr Period(PeriodKind kind, std::int32_t ordinal)
      : code_((static_cast<std::uint32_t>(kind) << 24U) | static_cast<std::uint32_t>(ordinal)) {}
  // Throws std::out_of_range for days before 1900.
  [[nodiscard]] static Period containing(PeriodKind kind, std::chrono::sys_days day);
  // The integer that the ledger stores; order of codes is order of periods within a kind.
  [[nodiscard]] static constexpr Period from_code(std::uint32_t code) {
    return {static_cast<PeriodKind>(code >> 24U), static_cast<std::int32_t>(code & 0xFFFFFFU)};
  }

  [[nodiscard]] constexpr PeriodKind kind() const { return static_cast<PeriodKind>(code_ >> 24U); }
  [[nodiscard]] constexpr std::int32_t ordinal() const {
    return static_cast<std::int32_t>(code_ & 0xFFFFFFU);
  }
  [[nodiscard]] constexpr std::uint32_t code() const { return code_; }
  [[nodiscard]] std::chrono::sys_days first_day() const;
  [[nodiscard]] std::chrono::sys_days last_day() const;
  [[nodiscard]] bool begun_by(std::chrono::sys_days day) const { return first_day() <= day; }
  [[nodiscard]] bool ended_by(std::chrono::sys_days day) const { return last_day() <= day; }
  // `count` periods later (earlier when negative), same kind.
  [[nodiscard]] constexpr Period plus(std::int32_t count) const { return {kind(), ordinal() + count}; }
  // The same month, quarter, week number (53 becomes 52) or day (29 Feb becomes 28 Feb) a year before.
  [[nodiscard]] Period year_before() const;
  // `2023/24`, `2023/24 Q3`, `Apr 2023`, `2023-W14`, `2023-04-30`, `2019` (calendar year).
  [[nodiscard]] std::string label() const;

  friend constexpr auto operator<=>(Period, Period) = default;
  friend constexpr bool operator==(Period, Period) = default;

 private:
  std::uint32_t code_;
};

// Every form of domain.md 3 for an indicator of this frequency; a date stands for the period it lies in.
// Dates are day-first. Years outside 1900..2199 are refused. The error is one sentence that says what was
// read, why it is not a period of this kind, and what would be: `"2023/25" is not a financial year: the
// second part must be 24`.
// A time with a zone lies in the period of its day in the council's zone, which `local` knows; without that
// the day is the one that is written.
using LocalDay = std::function<std::chrono::sys_days(std::chrono::sys_seconds)>;
[[nodiscard]] std::expected<Period, std::string> parse_period(std::string_view text, PeriodKind kind,
                                                              const LocalDay* local = nullptr);

// Day-first dates: 30/04/2023, 30-04-2023, 30.04.23, 30 April 2023, 30-Apr-23, 2023-04-30, each with or
// without a time after it. Years outside 1900..2199 are refused.
[[nodiscard]] std::expected<std::chrono::sys_days, std::string> parse_date(std::string_view text);
// The day of an Excel serial date (1900 date system, 60 being refused, fraction ignored).
[[nodiscard]] std::expected<std::chrono::sys_days, std::string> parse_excel_date(std::string_view text);

// `2023-04-30`.
[[nodiscard]] std::string iso_date(std::chrono::sys_days day);
// `30 April 2023`, as sentences say it.
[[nodiscard]] std::string long_date(std::chrono::sys_days day);

}  // namespace waymark::core
