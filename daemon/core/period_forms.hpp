#pragma once

#include <chrono>
#include <optional>

#include "daemon/core/date_text.hpp"
#include "daemon/core/period.hpp"

// The parts of parse_period. For this folder.
namespace waymark::core {

// `2023-04`, `Apr 2023`, `Apr-23`, `Apr 2023/24`, `2023M04`.
[[nodiscard]] Read<Period> read_month(const Tokens& tokens);

// A day of the one period of that kind that the words name for certain; nothing when they name none.
// - `as at 31 March 2016`, `as at March 2016`;
// - `quarter ended December 2022`, `year ending 31 March 2017`, `w/e 07/04/2024`: that day is its last;
// - `Oct-Dec 2020`, `2020/21 October to December`, `1 April 2009 to 31 March 2010`: it has just these days.
[[nodiscard]] std::optional<std::chrono::sys_days> read_phrase(const Tokens& tokens, PeriodKind kind);

}  // namespace waymark::core
