#include "daemon/core/combine.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace waymark::core {
namespace {

// What a figure made of flagged ones has to say first.
Flag merged(Flag a, Flag b) {
  static constexpr std::array weakest_first{Flag::forecast,    Flag::low_reliability, Flag::estimate,
                                            Flag::provisional, Flag::break_in_series, Flag::confidential,
                                            Flag::revised,     Flag::unavailable,     Flag::not_applicable};
  for (const auto flag : weakest_first) {
    if (a == flag || b == flag) return flag;
  }
  return Flag::none;
}

std::unexpected<std::string> too_large(const Indicator& indicator, Period period) {
  return std::unexpected{indicator.id.text + " cannot be computed: the figure for " + period.label() +
                         " has more digits than can be kept exactly"};
}

void take_provenance(Figure& result, const Figure& part) {
  result.flag = merged(result.flag, part.flag);
  result.recorded = std::max(result.recorded, part.recorded);
  result.revisions += part.revisions;
}

std::optional<Decimal> total(const std::vector<const Figure*>& figures, auto value_of) {
  std::optional<Decimal> sum = Decimal{};
  for (const auto* figure : figures) {
    sum = add(*sum, value_of(*figure));
    if (!sum) break;
  }
  return sum;
}

std::optional<Decimal> sum_of_values(const std::vector<const Figure*>& figures) {
  return total(figures, [](const Figure& figure) { return figure.value; });
}

}  // namespace

Combination over_scopes(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::flow:
    case Aggregation::stock:
    case Aggregation::stock_mean:
    case Aggregation::cumulative: return Combination::sum;
    case Aggregation::ratio: return Combination::ratio;
  }
  return Combination::sum;
}

Combination over_time(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::flow: return Combination::sum;
    case Aggregation::stock:
    case Aggregation::cumulative: return Combination::last;
    case Aggregation::stock_mean: return Combination::mean;
    case Aggregation::ratio: return Combination::ratio;
  }
  return Combination::sum;
}

std::optional<Decimal> ratio(const Fraction& parts, const Indicator& indicator) {
  int shift = 0;
  if (indicator.unit == Unit::percent) shift = 2;
  if (indicator.unit == Unit::per_1000) shift = 3;
  return Decimal::quotient(parts.numerator, parts.denominator, shift, indicator.decimals);
}

std::expected<std::optional<Figure>, std::string> combine(Combination how, const Parts& parts,
                                                          const Indicator& result) {
  Figure figure{.period = parts.period, .computed = true, .coverage = parts.coverage};
  std::optional<Decimal> value;
  switch (how) {
    case Combination::sum: value = sum_of_values(parts.figures); break;
    case Combination::last:
      value = parts.figures.back()->value;
      figure.parts = parts.figures.back()->parts;
      take_provenance(figure, *parts.figures.back());
      figure.value = *value;
      return figure;
    case Combination::mean:
      if (const auto sum = sum_of_values(parts.figures)) {
        const Decimal count{.mantissa = static_cast<std::int64_t>(parts.figures.size()), .scale = 0};
        value = Decimal::quotient(*sum, count, 0, result.decimals);
      }
      break;
    case Combination::ratio: {
      const auto numerator = total(parts.figures, [](const Figure& part) { return part.parts->numerator; });
      const auto denominator =
          total(parts.figures, [](const Figure& part) { return part.parts->denominator; });
      if (!numerator || !denominator) break;
      if (denominator->zero()) return std::nullopt;
      figure.parts = Fraction{.numerator = *numerator, .denominator = *denominator};
      value = ratio(*figure.parts, result);
      break;
    }
  }
  if (!value) return too_large(result, parts.period);
  figure.value = *value;
  for (const auto* part : parts.figures) take_provenance(figure, *part);
  return figure;
}

std::expected<std::optional<Figure>, std::string> divide(const Figure& numerator, const Figure& denominator,
                                                         const Indicator& result) {
  if (denominator.value.zero()) return std::nullopt;
  Figure figure{.period = numerator.period, .computed = true, .coverage = numerator.coverage};
  figure.parts = Fraction{.numerator = numerator.value, .denominator = denominator.value};
  const auto value = ratio(*figure.parts, result);
  if (!value) return too_large(result, numerator.period);
  figure.value = *value;
  take_provenance(figure, numerator);
  take_provenance(figure, denominator);
  // The less complete of the two says how complete the ratio is.
  const auto& other = denominator.coverage;
  if (std::uint64_t{other.have} * figure.coverage.of < std::uint64_t{figure.coverage.have} * other.of ||
      !figure.coverage.partial()) {
    figure.coverage = other;
  }
  return figure;
}

}  // namespace waymark::core
