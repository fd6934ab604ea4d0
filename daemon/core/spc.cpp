#include "daemon/core/spc.hpp"

#include <algorithm>
#include <cmath>

#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

constexpr double limit_factor = 2.66;       // 3 / d2 for ranges of two
constexpr double screening_factor = 3.267;  // D4 for ranges of two
constexpr std::size_t run_length = 7;

using Values = std::span<const double>;
using Signals = std::span<ControlSignal>;

// To the last digit: whether a point lies on the mean is asked of it.
double mean_of(Values values) {
  long double sum = 0;
  for (const double value : values) sum += value;
  const long double mean = sum / static_cast<long double>(values.size());
  long double rest = 0;
  for (const double value : values) rest += value - mean;
  return static_cast<double>(mean + rest / static_cast<long double>(values.size()));
}

double average_range(Values values, double below) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double range = std::abs(values[i] - values[i - 1]);
    if (range >= below) continue;
    sum += range;
    ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

struct Limits {
  ControlGroup group;
  double near = 0;  // from the mean: two thirds of the way to the limit
};

Limits limits_of(Values values, std::size_t first, const ControlRules& rules) {
  const auto fixed = rules.fixed_baseline;
  const auto baseline = fixed > 0 && fixed < values.size() ? values.first(fixed) : values;
  auto range = average_range(baseline, HUGE_VAL);
  Limits limits{.group = {.first = first, .count = values.size(), .mean = mean_of(baseline)}};
  limits.group.baseline = baseline.size();
  limits.group.varies = range > 0;
  if (rules.screening) range = average_range(baseline, screening_factor * range);
  limits.group.lower = limits.group.mean - limit_factor * range;
  limits.group.upper = limits.group.mean + limit_factor * range;
  limits.near = limit_factor * 2 / 3 * range;
  return limits;
}

// Calls found(first, last, way) for each longest stretch of neighbours with the same way other than 0; both
// ends included. `way` is asked of positions 1 and up when it looks back at the neighbour.
template <class Way, class Found>
void stretches(std::size_t begin, std::size_t end, const Way& way, const Found& found) {
  for (std::size_t i = begin; i < end;) {
    const int here = way(i);
    auto last = i;
    while (last + 1 < end && way(last + 1) == here) ++last;
    if (here != 0) found(i, last, here);
    i = last + 1;
  }
}

// In the reverse of their precedence, so that the stronger one stays.
void find_signals(Values values, const Limits& limits, Signals signals) {
  const auto& [group, near] = limits;
  const auto count = values.size();
  const auto side = [&](std::size_t i) { return (values[i] > group.mean) - (values[i] < group.mean); };
  const auto outside = [&](std::size_t i) { return values[i] > group.upper || values[i] < group.lower; };
  const auto close = [&, low = group.mean - near, high = group.mean + near](std::size_t i) {
    return (values[i] > high || values[i] < low) && !outside(i);
  };
  const auto move = [&](std::size_t i) { return (values[i] > values[i - 1]) - (values[i] < values[i - 1]); };

  stretches(0, count, side, [&](std::size_t first, std::size_t last, int way) {
    if (last - first + 1 < run_length) return;
    std::fill(signals.begin() + static_cast<std::ptrdiff_t>(first),
              signals.begin() + static_cast<std::ptrdiff_t>(last) + 1,
              ControlSignal{SpecialCause::shift, way > 0});
  });
  for (std::size_t i = 0; i + 2 < count; ++i) {
    const int way = side(i);
    if (way == 0 || side(i + 1) != way || side(i + 2) != way) continue;
    if (close(i) + close(i + 1) + close(i + 2) < 2) continue;
    for (auto j = i; j < i + 3; ++j) {
      if (close(j)) signals[j] = {SpecialCause::two_of_three, way > 0};
    }
  }
  stretches(1, count, move, [&](std::size_t first, std::size_t last, int way) {
    if (last - first + 2 < run_length) return;
    for (auto i = first - 1; i <= last; ++i) {
      // The turning point between two trends belongs to the earlier one.
      if (signals[i].cause != SpecialCause::trend) signals[i] = {SpecialCause::trend, way > 0};
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (outside(i)) signals[i] = {SpecialCause::outside_limits, values[i] > group.upper};
  }
}

std::optional<Assurance> assurance_of(const ControlGroup& group, const ControlRules& rules) {
  const bool judged = rules.polarity == Polarity::higher || rules.polarity == Polarity::lower;
  if (!rules.target || !judged || group.baseline < 2) return std::nullopt;
  const bool higher = rules.polarity == Polarity::higher;
  if (*rules.target > group.upper)
    return higher ? Assurance::consistently_fails : Assurance::consistently_passes;
  if (*rules.target < group.lower)
    return higher ? Assurance::consistently_passes : Assurance::consistently_fails;
  return Assurance::inconsistent;
}

}  // namespace

ControlLimits control_limits(std::span<const double> values, const ControlRules& rules) {
  ControlLimits chart;
  if (values.empty()) return chart;
  chart.signals.resize(values.size());
  chart.groups.reserve(rules.starts.size() + 1);
  for (std::size_t g = 0; g <= rules.starts.size(); ++g) {
    const auto first = g == 0 ? 0 : rules.starts[g - 1];
    const auto end = g == rules.starts.size() ? values.size() : rules.starts[g];
    const auto own = values.subspan(first, end - first);
    const auto limits = limits_of(own, first, rules);
    if (limits.group.varies) find_signals(own, limits, Signals{chart.signals}.subspan(first, own.size()));
    chart.groups.push_back(limits.group);
  }
  chart.variation = variation(chart.signals.back(), rules.polarity);
  chart.assurance = assurance_of(chart.groups.back(), rules);
  return chart;
}

Variation variation(ControlSignal signal, Polarity polarity) {
  if (signal.cause == SpecialCause::none) return Variation::common_cause;
  switch (polarity) {
    case Polarity::higher: return signal.high ? Variation::improvement_high : Variation::concern_low;
    case Polarity::lower: return signal.high ? Variation::concern_high : Variation::improvement_low;
    case Polarity::neutral:
    case Polarity::range: return signal.high ? Variation::neutral_high : Variation::neutral_low;
  }
  return Variation::common_cause;
}

std::string_view word(SpecialCause cause) {
  static constexpr Words<SpecialCause, 5> all{{{SpecialCause::none, "none"},
                                               {SpecialCause::outside_limits, "outside_limits"},
                                               {SpecialCause::trend, "trend"},
                                               {SpecialCause::two_of_three, "two_of_three"},
                                               {SpecialCause::shift, "shift"}}};
  return word_of(all, cause);
}

std::string_view word(Variation variation) {
  static constexpr Words<Variation, variation_count> all{{{Variation::common_cause, "common_cause"},
                                                          {Variation::improvement_high, "improvement_high"},
                                                          {Variation::improvement_low, "improvement_low"},
                                                          {Variation::concern_high, "concern_high"},
                                                          {Variation::concern_low, "concern_low"},
                                                          {Variation::neutral_high, "neutral_high"},
                                                          {Variation::neutral_low, "neutral_low"}}};
  return word_of(all, variation);
}

std::string_view words(Variation variation) {
  static constexpr Words<Variation, variation_count> all{
      {{Variation::common_cause, "Common cause: no signal"},
       {Variation::improvement_high, "Improvement: higher"},
       {Variation::improvement_low, "Improvement: lower"},
       {Variation::concern_high, "Concern: higher"},
       {Variation::concern_low, "Concern: lower"},
       {Variation::neutral_high, "A change: higher"},
       {Variation::neutral_low, "A change: lower"}}};
  return word_of(all, variation);
}

std::string_view word(Assurance assurance) {
  static constexpr Words<Assurance, assurance_count> all{
      {{Assurance::consistently_passes, "consistently_passes"},
       {Assurance::consistently_fails, "consistently_fails"},
       {Assurance::inconsistent, "inconsistent"}}};
  return word_of(all, assurance);
}

std::string_view words(Assurance assurance) {
  static constexpr Words<Assurance, assurance_count> all{
      {{Assurance::consistently_passes, "Consistently meets the target"},
       {Assurance::consistently_fails, "Consistently fails the target"},
       {Assurance::inconsistent, "Meets the target at times"}}};
  return word_of(all, assurance);
}

}  // namespace waymark::core
