#pragma once

#include <cstdint>
#include <optional>

#include "daemon/core/decimal.hpp"

namespace waymark::cells {

// A sum of decimals, which may need more digits on its way than a figure has. Exact, or not there.
class ExactSum {
 public:
  // False when 128 bits do not hold it; the sum then stays what it was.
  [[nodiscard]] bool add(core::Decimal value) {
    Wide sum = 0;
    if (value.scale != scale_ || __builtin_add_overflow(mantissa_, Wide{value.mantissa}, &sum)) {
      return add(value.mantissa, value.scale);
    }
    mantissa_ = sum;
    return true;
  }
  [[nodiscard]] bool subtract(const ExactSum& other);
  // With the largest scale that was added, or fewer noughts at the end where it does not fit otherwise. None
  // when it has more digits than a figure can.
  [[nodiscard]] std::optional<core::Decimal> value() const;
  // Equal; one with pence also when it is the sum rounded to its own digits.
  [[nodiscard]] bool comes_to(core::Decimal total) const;

 private:
  // 128 bits are an extension, and only a typedef can be marked as one.
  __extension__ typedef __int128 Wide;  // NOLINT(modernize-use-using)

  [[nodiscard]] bool add(Wide mantissa, std::uint8_t scale);

  Wide mantissa_ = 0;
  std::uint8_t scale_ = 0;
};

}  // namespace waymark::cells
