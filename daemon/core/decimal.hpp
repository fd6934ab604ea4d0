#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace waymark::core {

// A decimal number exactly as its source wrote it: mantissa / 10^scale. `4` has scale 0 and prints `4`,
// `8.30` has scale 2 and prints `8.30`. Comparison is by value, so 8.3 == 8.30.
//
// The range is symmetric, |mantissa| < 2^63: every value has its negative, and nothing here overflows.
struct Decimal {
  static constexpr std::uint8_t max_scale = 18;

  std::int64_t mantissa = 0;
  std::uint8_t scale = 0;  // digits after the point, 0..max_scale

  // [-]digits[.digits] and nothing else; no exponent, no plus, no separators. Empty when malformed or when
  // the digits exceed 64 bits: figures are right or absent.
  [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);
  // Nearest decimal of that scale, halves away from zero, judged on the exact binary value: 0.15 lies below
  // the half and gives 0.1 with scale 1. Empty when not finite or out of range.
  [[nodiscard]] static std::optional<Decimal> from_double(double value, std::uint8_t scale);
  // numerator / denominator x 10^shift, rounded to `scale` digits, halves away from zero, from the exact
  // quotient. Empty for a zero denominator or out of range.
  [[nodiscard]] static std::optional<Decimal> quotient(Decimal numerator, Decimal denominator, int shift,
                                                       std::uint8_t scale);

  [[nodiscard]] std::string text() const;  // as the source wrote it, `-0.5`, `8.30`
  [[nodiscard]] double number() const;     // the nearest double
  // Rounded to `digits` after the point, halves away from zero; unchanged when it has no more than that.
  [[nodiscard]] Decimal rounded(std::uint8_t digits) const;
  [[nodiscard]] Decimal negated() const { return {-mantissa, scale}; }
  [[nodiscard]] Decimal magnitude() const { return {mantissa < 0 ? -mantissa : mantissa, scale}; }
  [[nodiscard]] bool zero() const { return mantissa == 0; }

  friend std::strong_ordering operator<=>(Decimal a, Decimal b);
  friend bool operator==(Decimal a, Decimal b) { return (a <=> b) == 0; }
};

// Exact sum and difference with the larger scale of the two; empty when it exceeds 64 bits.
[[nodiscard]] std::optional<Decimal> add(Decimal a, Decimal b);
[[nodiscard]] std::optional<Decimal> subtract(Decimal a, Decimal b);
// How `value` compares with |a| x |b|, exactly, whatever the number of digits. `value` must not be negative.
[[nodiscard]] std::strong_ordering compare_with_product(Decimal value, Decimal a, Decimal b);
// The point `part` / `whole` of the way from one value to another, rounded to `digits`, halves away from
// zero, from the exact fraction. 0 <= part <= whole, whole > 0. Empty when out of range.
[[nodiscard]] std::optional<Decimal> between(Decimal from, Decimal to, std::int32_t part, std::int32_t whole,
                                             std::uint8_t digits);

}  // namespace waymark::core
