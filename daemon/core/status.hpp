#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "daemon/core/evaluate.hpp"

// The verdict on one commitment (domain.md 5). For this folder.
namespace waymark::core {

// What is known of the commitment's indicator and scope, and what a sentence about it needs.
struct Evidence {
  const Indicator& indicator;
  std::optional<Figure> latest;
  std::optional<Figure> due;  // the figure of the due period in force
  std::string coverage_noun;  // `services`, `months`: what a partial figure lacks
  std::chrono::sys_days as_of;
  const Calendar& calendar;
};

struct Verdict {
  Status status = Status::no_data;
  std::string reason;
  std::optional<Decimal> expected, shortfall;
};
[[nodiscard]] Verdict judge(const Commitment& commitment, const Evidence& evidence);

// The period whose figure comes next: the one after `latest`, or after the baseline, or the one that holds
// the start. Nothing once the due period has been reported.
[[nodiscard]] std::optional<Period> awaited(const Commitment& commitment, const Evidence& evidence);

}  // namespace waymark::core
