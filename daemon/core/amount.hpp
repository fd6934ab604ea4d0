#pragma once

#include <string>

#include "daemon/core/decimal.hpp"
#include "daemon/core/indicator.hpp"

namespace waymark::core {

// A value as people read it, digits as its source gave them: `8.29%`, `£1,234.50`, `-£200`, `153 FTE`,
// `1,204`, `4 days`, `1 day`, `12.5 per 1,000`.
[[nodiscard]] std::string amount(Decimal value, Unit unit);
// The size of a difference: like amount(), but `0.21 points` for percentages (`1 point`). The sign is
// dropped.
[[nodiscard]] std::string difference(Decimal value, Unit unit);
// 1234567.50 -> `1,234,567.50`.
[[nodiscard]] std::string grouped(Decimal value);

}  // namespace waymark::core
