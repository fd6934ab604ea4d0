#include <cmath>

#include "daemon/core/evaluate.hpp"

namespace waymark::core {
namespace {

// The thresholds of domain.md 6.
PaceWord word_for(double growth) {
  if (growth < 0) return PaceWord::deterioration;
  if (growth < 0.60) return PaceWord::limited;
  if (growth < 0.95) return PaceWord::acceleration_needed;
  return PaceWord::on_track;
}

bool met(Decimal actual, Decimal target, Polarity polarity) {
  return polarity == Polarity::higher ? actual >= target : actual <= target;
}

}  // namespace

Pace pace(const Commitment& commitment, const Indicator& indicator, const Figure& actual,
          std::chrono::sys_days as_of) {
  const auto target = commitment.target_on(as_of);
  if (!target || indicator.polarity == Polarity::neutral || indicator.polarity == Polarity::range) return {};

  Pace pace;
  if (commitment.baseline) {
    const auto& baseline = *commitment.baseline;
    const int elapsed = actual.period.ordinal() - baseline.period.ordinal();
    const int whole = target->period.ordinal() - baseline.period.ordinal();
    if (elapsed > 0 && whole > 0 && baseline.value != target->value) {
      const double from = baseline.value.number();
      const double to = target->value.number();
      const double now = actual.value.number();
      pace.linear = (now - from) / (to - from) / (static_cast<double>(elapsed) / whole);
      if (from != 0 && now / from > 0 && to / from > 0) {
        // Growth per period: to the year it would be another power of both, and nearly the same ratio.
        pace.growth = std::expm1(std::log(now / from) / elapsed) / std::expm1(std::log(to / from) / whole);
        pace.word = word_for(*pace.growth);
      }
    }
  }
  if (met(actual.value, target->value, indicator.polarity)) pace.word = PaceWord::target_met;
  return pace;
}

}  // namespace waymark::core
