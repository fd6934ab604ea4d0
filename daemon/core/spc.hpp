#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/core/indicator.hpp"

// XmR control charts as NHS England's Making Data Count has them (domain.md 7; docs/analysis.md).
namespace waymark::core {

enum class SpecialCause : std::uint8_t {
  none,
  outside_limits,
  trend,         // 7 points, each above the one before, or each below
  two_of_three,  // 2 of 3 points between two thirds of the limit and the limit
  shift,         // 7 points on one side of the mean
};
[[nodiscard]] std::string_view word(SpecialCause cause);

// What a point says. High and low are where it lies or, in a trend, where it goes.
enum class Variation : std::uint8_t {
  common_cause,
  improvement_high,
  improvement_low,
  concern_high,
  concern_low,
  neutral_high,
  neutral_low,
};
inline constexpr std::size_t variation_count = 7;
[[nodiscard]] std::string_view word(Variation variation);   // common_cause
[[nodiscard]] std::string_view words(Variation variation);  // Common cause: no signal; Improvement: lower

// Whether the process, left as it is, can be expected to meet the target.
enum class Assurance : std::uint8_t { consistently_passes, consistently_fails, inconsistent };
inline constexpr std::size_t assurance_count = 3;
[[nodiscard]] std::string_view word(Assurance assurance);
[[nodiscard]] std::string_view words(Assurance assurance);

struct ControlRules {
  Polarity polarity = Polarity::neutral;
  bool screening = true;           // moving ranges of 3.267 times their average and more do not count
  std::size_t fixed_baseline = 0;  // limits come from the first so many points of each group; 0: from all
  std::optional<double> target;
  std::span<const std::size_t> starts;  // where new groups begin: ascending positions above 0
};

// Points with limits of their own.
struct ControlGroup {
  std::size_t first = 0;
  std::size_t count = 0;
  double mean = 0;
  double lower = 0;
  double upper = 0;
  std::size_t baseline = 0;  // how many points the limits come from
  bool varies = false;       // false: every moving range is 0 or there is none; no special cause is reported
  static constexpr std::size_t enough = 12;
  [[nodiscard]] bool trial() const { return baseline < enough; }  // so few points that limits may still move
};

struct ControlSignal {
  SpecialCause cause = SpecialCause::none;
  bool high = false;
  friend bool operator==(const ControlSignal&, const ControlSignal&) = default;
};

struct ControlLimits {
  std::vector<ControlGroup> groups;               // ascending, at least one unless there are no points
  std::vector<ControlSignal> signals;             // one a point
  Variation variation = Variation::common_cause;  // of the latest point
  std::optional<Assurance> assurance;             // with a target and a polarity only
};

// Finite values in order of time, discrete ones for cumulative measures.
[[nodiscard]] ControlLimits control_limits(std::span<const double> values, const ControlRules& rules);
[[nodiscard]] Variation variation(ControlSignal signal, Polarity polarity);

}  // namespace waymark::core
