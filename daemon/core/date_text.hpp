#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/text_tokens.hpp"

// What parse_date and parse_period share. For this folder.
namespace waymark::core {

// Why a text is neither date nor period. The sentence is written only when somebody wants it.
struct Fault {
  enum class Kind : std::uint8_t {
    form,       // nothing of the expected shape
    year,       // a: the year outside 1900 to 2199
    month,      // a: the month that there is not
    day,        // a: the last day of the month b of year c
    quarter,    // a: the quarter that there is not
    week,       // a: the last week of year b
    span,       // a: what the second part must be
    half_year,  // a: a single year where a financial year is meant
    slash,      // a/b reads as a month and as a financial year
  };
  Kind kind = Kind::form;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
};

template <class Value>
using Read = std::expected<Value, Fault>;

// Two digits: 00..68 are 2000..2068, 69..99 are 1969..1999. Four digits as they are; others are a fault.
[[nodiscard]] Read<std::uint32_t> year_of(const Token& token);
[[nodiscard]] Read<std::chrono::sys_days> date_of(std::uint32_t year, std::uint32_t month, std::uint32_t day);
// A day, and of a time with a zone (Z, +01:00, UTC) its moment.
struct DateTime {
  std::chrono::sys_days day;  // as it is written
  std::optional<std::chrono::sys_seconds> moment;
};
// Three numbers, or day, month's name, year, or eight digits; then perhaps a time of day.
[[nodiscard]] Read<DateTime> read_date_time(const Tokens& tokens);
[[nodiscard]] Read<std::chrono::sys_days> read_date(const Tokens& tokens);
// `st`, `nd`, `rd`, `th` right behind a number.
[[nodiscard]] bool ordinal_suffix(const Token& token);
// `2023-04-30` and nothing else; for speed.
[[nodiscard]] bool iso_date_shape(std::string_view text);
[[nodiscard]] Read<std::chrono::sys_days> read_iso_date(std::string_view text);

// The text in quotes, long ones cut, control characters replaced.
[[nodiscard]] std::string quoted(std::string_view text);
// `the year 20223 is outside 1900 to 2199`; empty for Kind::form.
[[nodiscard]] std::string explain(const Fault& fault);

}  // namespace waymark::core
