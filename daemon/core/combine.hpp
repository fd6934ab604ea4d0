#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/scoreboard.hpp"

// How figures become one figure. For this folder.
namespace waymark::core {

enum class Combination : std::uint8_t { sum, last, mean, ratio };

[[nodiscard]] Combination over_scopes(Aggregation aggregation);
[[nodiscard]] Combination over_time(Aggregation aggregation);

// The parts of one figure. `coverage` speaks of all parts, `figures` holds those that are there, in order; a
// part that is itself partial counts with its own parts.
struct Parts {
  Period period;
  std::vector<const Figure*> figures;
  Coverage coverage;
};

// No figure for a zero denominator; the error is a sentence for a result beyond 64 bits. `ratio` needs
// figures with parts.
[[nodiscard]] std::expected<std::optional<Figure>, std::string> combine(Combination how, const Parts& parts,
                                                                        const Indicator& result);

// numerator / denominator of the same period.
[[nodiscard]] std::expected<std::optional<Figure>, std::string> divide(const Figure& numerator,
                                                                       const Figure& denominator,
                                                                       const Indicator& result);

// A ratio in the indicator's unit: a percentage or a number per 1,000 has its point moved. Empty for a zero
// denominator and beyond 64 bits.
[[nodiscard]] std::optional<Decimal> ratio(const Fraction& parts, const Indicator& indicator);

}  // namespace waymark::core
