#include "daemon/core/status.hpp"

#include <algorithm>

#include "daemon/core/amount.hpp"
#include "daemon/core/reason.hpp"

namespace waymark::core {
namespace {

// s x (expected - actual): positive is worse than expected.
std::optional<Decimal> shortfall(Decimal expected, Decimal actual, Polarity polarity) {
  return polarity == Polarity::higher ? subtract(expected, actual) : subtract(actual, expected);
}

// How far outside the band, 0 within.
std::optional<Decimal> outside(const BandTolerance& band, Decimal actual) {
  if (actual < band.low) return subtract(band.low, actual);
  if (actual > band.high) return subtract(actual, band.high);
  return Decimal{};
}

// Whether a shortfall above 0 is still within the tolerance.
struct WithinTolerance {
  Decimal short_by, expected, actual;
  Polarity polarity;

  bool operator()(const RelativeTolerance& tolerance) const {
    return compare_with_product(short_by, tolerance.share, expected) <= 0;
  }
  bool operator()(const AbsoluteTolerance& tolerance) const { return short_by <= tolerance.amount; }
  bool operator()(const PointsTolerance& tolerance) const { return short_by <= tolerance.points; }
  bool operator()(const FloorTolerance& tolerance) const {
    return polarity == Polarity::higher ? actual >= tolerance.minimum : actual <= tolerance.minimum;
  }
  bool operator()(const BandTolerance& tolerance) const { return short_by <= tolerance.at_risk; }
};

// So many digits that the rounded expectation, the actual and their difference add up as printed.
std::uint8_t digits(const Commitment& commitment, Decimal target, Decimal actual) {
  auto most = std::max(target.scale, actual.scale);
  if (commitment.baseline) most = std::max(most, commitment.baseline->value.scale);
  for (const auto& point : commitment.trajectory.points) most = std::max(most, point.value.scale);
  return most;
}

bool started(const Commitment& commitment, std::chrono::sys_days as_of) {
  if (commitment.start && *commitment.start > as_of) return false;
  return !commitment.baseline || commitment.baseline->period.last_day() <= as_of;
}

std::string when_it_starts(const Commitment& commitment, std::chrono::sys_days as_of) {
  if (commitment.start && *commitment.start > as_of) return "Starts on " + long_date(*commitment.start);
  const auto baseline = commitment.baseline->period;
  return "Starts after its baseline period " + baseline.label() + ", which ends on " +
         long_date(baseline.last_day());
}

// `2023/24 Q4 was due by 30 May 2024`, when that day has passed.
std::optional<std::string> late(const Commitment& commitment, const Evidence& evidence) {
  const auto next = awaited(commitment, evidence);
  if (!next) return std::nullopt;
  const auto by = evidence.calendar.after(next->last_day(), evidence.indicator.due_after);
  if (by >= evidence.as_of) return std::nullopt;
  return next->label() + " was due by " + long_date(by);
}

const BandTolerance* band_of(const Commitment& commitment, Polarity polarity) {
  return polarity == Polarity::range ? std::get_if<BandTolerance>(&commitment.tolerance) : nullptr;
}

Verdict in_range(const BandTolerance& band, const Evidence& evidence, const std::optional<Period>& due) {
  const auto unit = evidence.indicator.unit;
  const auto& figure = evidence.due ? *evidence.due : *evidence.latest;
  Verdict verdict{.reason = beside_band(figure, band, unit), .shortfall = outside(band, figure.value)};
  const bool within = figure.value >= band.low && figure.value <= band.high;
  if (evidence.due && due) {
    verdict.status = within ? Status::achieved : Status::missed;
    verdict.reason += ", " + due_in(*due);
  } else if (within) {
    verdict.status = Status::on_track;
  } else {
    const bool near = verdict.shortfall && *verdict.shortfall <= band.at_risk;
    verdict.status = near ? Status::at_risk : Status::off_track;
  }
  verdict.reason += completeness(figure.coverage, evidence.coverage_noun);
  return verdict;
}

Verdict against_target(const Commitment& commitment, const DatedValue& target, const Evidence& evidence) {
  const auto unit = evidence.indicator.unit;
  const auto& due = *evidence.due;
  const bool met =
      evidence.indicator.polarity == Polarity::higher ? due.value >= target.value : due.value <= target.value;
  Verdict verdict{.status = met ? Status::achieved : Status::missed};
  verdict.expected = target.value.rounded(digits(commitment, target.value, due.value));
  verdict.shortfall = shortfall(*verdict.expected, due.value, evidence.indicator.polarity);
  verdict.reason = beside_target(due, target, met, unit) + completeness(due.coverage, evidence.coverage_noun);
  return verdict;
}

Verdict against_trajectory(const Commitment& commitment, const DatedValue& target, const Evidence& evidence) {
  const auto unit = evidence.indicator.unit;
  const auto polarity = evidence.indicator.polarity;
  const auto& actual = *evidence.latest;
  Verdict verdict;
  verdict.expected =
      expected(commitment, actual.period, evidence.as_of, digits(commitment, target.value, actual.value));
  if (!verdict.expected) {
    // No baseline, so that nothing is promised before the first point or the target itself.
    const auto& points = commitment.trajectory.points;
    const auto first = points.empty() ? target.period : std::min(points.front().period, target.period);
    verdict.status = Status::not_due;
    verdict.reason = "Nothing is expected before " + first.label() + "; " + latest_figure(actual, unit);
    return verdict;
  }
  verdict.shortfall = shortfall(*verdict.expected, actual.value, polarity);
  const bool worse =
      polarity == Polarity::higher ? actual.value < *verdict.expected : actual.value > *verdict.expected;
  if (!worse) {
    verdict.status = Status::on_track;
  } else {
    // A shortfall too large for 64 bits is beyond any tolerance.
    const bool within = verdict.shortfall && std::visit(WithinTolerance{.short_by = *verdict.shortfall,
                                                                        .expected = *verdict.expected,
                                                                        .actual = actual.value,
                                                                        .polarity = polarity},
                                                        commitment.tolerance);
    verdict.status = within ? Status::at_risk : Status::off_track;
  }
  verdict.reason = beside_expected(actual, *verdict.expected, unit);
  if (verdict.status == Status::off_track && std::holds_alternative<FloorTolerance>(commitment.tolerance)) {
    const auto minimum = std::get<FloorTolerance>(commitment.tolerance).minimum;
    verdict.reason += "; the minimum standard is " + amount(minimum, unit);
  }
  verdict.reason += completeness(actual.coverage, evidence.coverage_noun);
  return verdict;
}

// The verdict where no figure decides: a commitment that is monitored only, or had not begun by that day.
std::optional<Verdict> undecided(const Commitment& commitment, const Evidence& evidence,
                                 std::chrono::sys_days day) {
  const auto polarity = evidence.indicator.polarity;
  const bool by_band = band_of(commitment, polarity) != nullptr;
  const auto monitored = [&](std::string_view why) {
    return Verdict{
        .status = Status::monitor_only,
        .reason = std::string{why} + "; " + latest_figure(evidence.latest, evidence.indicator.unit)};
  };
  if (polarity == Polarity::neutral) return monitored("Monitored without a direction");
  if (polarity == Polarity::range && !by_band) return monitored("No band is set");
  if (!commitment.target_on(evidence.as_of) && !by_band) return monitored("No target is set");
  if (!started(commitment, day)) {
    return Verdict{.status = Status::not_due, .reason = when_it_starts(commitment, day)};
  }
  return std::nullopt;
}

// The figure of the due period, or else the latest one, beside what was promised; late or not.
Verdict decided(const Commitment& commitment, const Evidence& evidence) {
  const auto target = commitment.target_on(evidence.as_of);
  const auto* band = band_of(commitment, evidence.indicator.polarity);
  if (evidence.due && target) {
    return band != nullptr ? in_range(*band, evidence, target->period)
                           : against_target(commitment, *target, evidence);
  }
  return band != nullptr ? in_range(*band, evidence, std::nullopt)
                         : against_trajectory(commitment, *target, evidence);
}

}  // namespace

std::optional<Period> awaited(const Commitment& commitment, const Evidence& evidence) {
  const auto target = commitment.target_on(evidence.as_of);
  std::optional<Period> next;
  if (evidence.latest) {
    next = evidence.latest->period.plus(1);
  } else if (commitment.baseline) {
    next = commitment.baseline->period.plus(1);
  } else if (commitment.start) {
    next = Period::containing(evidence.indicator.frequency, *commitment.start);
  }
  if (!next || !target || *next <= target->period) return next;
  if (evidence.due || !evidence.latest) return std::nullopt;
  return target->period;
}

Verdict judge(const Commitment& commitment, const Evidence& evidence) {
  if (auto verdict = undecided(commitment, evidence, evidence.as_of)) return std::move(*verdict);
  if (!evidence.latest) {
    const auto since = late(commitment, evidence);
    return {.status = Status::no_data,
            .reason = "Nothing has been reported yet" + (since ? "; " + *since : "")};
  }
  auto verdict = decided(commitment, evidence);
  if (evidence.due && commitment.target_on(evidence.as_of)) return verdict;
  if (const auto since = late(commitment, evidence)) {
    const auto& latest = *evidence.latest;
    // Late or not, the latest figure keeps standing beside what was expected of it.
    verdict.status = Status::overdue;
    verdict.reason = *since + "; the latest figure is " + latest.period.label() + " (" +
                     amount(latest.value, evidence.indicator.unit) + ')';
  }
  return verdict;
}

Status status_beside(const Commitment& commitment, const Indicator& indicator, const Figure& actual,
                     std::chrono::sys_days as_of) {
  static const Calendar no_calendar;  // nothing here asks when a figure was due
  const auto target = commitment.target_on(as_of);
  Evidence evidence{.indicator = indicator, .latest = actual, .as_of = as_of, .calendar = no_calendar};
  if (target && actual.period == target->period) evidence.due = actual;
  const auto verdict = undecided(commitment, evidence, std::min(as_of, actual.period.last_day()));
  return verdict ? verdict->status : decided(commitment, evidence).status;
}

std::optional<Decimal> expected_beside(const Commitment& commitment, const Figure& actual,
                                       std::chrono::sys_days as_of) {
  const auto target = commitment.target_on(as_of);
  if (!target) return std::nullopt;
  return expected(commitment, actual.period, as_of, digits(commitment, target->value, actual.value));
}

}  // namespace waymark::core
