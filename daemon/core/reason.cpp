#include "daemon/core/reason.hpp"

#include "daemon/core/amount.hpp"

namespace waymark::core {
namespace {

// `0.21 points above`; a difference beyond 64 bits is left at its direction.
std::string position(Decimal value, Decimal reference, Unit unit) {
  const auto gap = subtract(value, reference);
  return (gap ? difference(*gap, unit) + ' ' : "") + (value > reference ? "above" : "below");
}

std::string for_period(Period period) {
  return period.kind() == PeriodKind::day ? long_date(period.first_day()) : period.label();
}

}  // namespace

std::string latest_figure(const std::optional<Figure>& figure, Unit unit) {
  if (!figure) return "nothing has been reported yet";
  return "the latest figure is " + amount(figure->value, unit) + " for " + for_period(figure->period);
}

std::string beside_expected(const Figure& actual, Decimal expected, Unit unit) {
  const auto says = amount(actual.value, unit) + " is ";
  const auto period = for_period(actual.period);
  if (actual.value == expected) return says + "what was expected for " + period;
  return says + position(actual.value, expected, unit) + " the " + amount(expected, unit) + " expected for " +
         period;
}

std::string beside_target(const Figure& actual, const DatedValue& target, bool met, Unit unit) {
  auto says = amount(actual.value, unit) + (met ? " meets" : " misses") + " the " +
              amount(target.value, unit) + " target " + due_in(target.period);
  const auto gap = subtract(actual.value, target.value);
  if (!met && gap) says += " by " + difference(*gap, unit);
  return says;
}

std::string beside_band(const Figure& actual, const BandTolerance& band, Unit unit) {
  const auto range = "the band of " + amount(band.low, unit) + " to " + amount(band.high, unit);
  const auto says = amount(actual.value, unit) + " for " + for_period(actual.period) + " is ";
  if (actual.value < band.low) return says + position(actual.value, band.low, unit) + ' ' + range;
  if (actual.value > band.high) return says + position(actual.value, band.high, unit) + ' ' + range;
  return says + "within " + range;
}

std::string completeness(const Coverage& coverage, const std::string& noun) {
  if (!coverage.partial()) return {};
  return "; " + std::to_string(coverage.have) + " of " + std::to_string(coverage.of) + ' ' + noun +
         " reported";
}

std::string due_in(Period period) {
  return (period.kind() == PeriodKind::day ? "due on " : "due in ") + for_period(period);
}

}  // namespace waymark::core
