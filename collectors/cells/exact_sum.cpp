#include "collectors/cells/exact_sum.hpp"

#include <limits>

namespace waymark::cells {

bool ExactSum::add(Wide mantissa, std::uint8_t scale) {
  Wide sum = mantissa_;
  auto digits = scale_;
  for (; digits < scale; ++digits) {
    if (__builtin_mul_overflow(sum, Wide{10}, &sum)) return false;
  }
  for (; scale < digits; ++scale) {
    if (__builtin_mul_overflow(mantissa, Wide{10}, &mantissa)) return false;
  }
  if (__builtin_add_overflow(sum, mantissa, &sum)) return false;
  mantissa_ = sum;
  scale_ = digits;
  return true;
}

bool ExactSum::subtract(const ExactSum& other) {
  return add(-other.mantissa_, other.scale_);
}

std::optional<core::Decimal> ExactSum::value() const {
  constexpr Wide largest = std::numeric_limits<std::int64_t>::max();
  Wide mantissa = mantissa_;
  auto scale = scale_;
  while ((mantissa > largest || mantissa < -largest) && scale > 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --scale;
  }
  if (mantissa > largest || mantissa < -largest) return std::nullopt;
  return core::Decimal{static_cast<std::int64_t>(mantissa), scale};
}

bool ExactSum::comes_to(core::Decimal total) const {
  constexpr std::uint8_t pence = 2;
  Wide sum = mantissa_;
  Wide other = total.mantissa;
  for (auto digits = scale_; digits < total.scale; ++digits) {
    if (__builtin_mul_overflow(sum, Wide{10}, &sum)) return false;
  }
  Wide unit = 1;  // of the total's last digit, in the sum's
  for (auto digits = total.scale; digits < scale_; ++digits) {
    if (__builtin_mul_overflow(unit, Wide{10}, &unit)) return false;
  }
  if (__builtin_mul_overflow(other, unit, &other)) return false;
  if (sum == other) return true;
  if (total.scale < pence) return false;
  const Wide apart = sum > other ? sum - other : other - sum;
  return apart <= unit / 2;
}

}  // namespace waymark::cells
