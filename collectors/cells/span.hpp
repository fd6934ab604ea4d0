#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/period.hpp"

namespace waymark::cells {

// The days that a line may be of: one, or those of the period that its file or its date column names.
struct Span {
  std::chrono::sys_days first, last;

  // The period of that frequency that all of them lie in. The error is one sentence about `text`, which named
  // them.
  [[nodiscard]] std::expected<core::Period, std::string> within(core::PeriodKind frequency,
                                                                std::string_view text) const;
};

// The shortest that `text` names: `2024/25 Q1` is a quarter, `April 2024` a month. None when it names none.
[[nodiscard]] std::optional<Span> parse_span(std::string_view text);

}  // namespace waymark::cells
