// Texts read back digit for digit, and arithmetic is exact or refuses.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/core/amount.hpp"
#include "daemon/core/decimal.hpp"

using namespace waymark::core;

namespace {

void require(bool held) {
  if (!held) std::abort();
}

void check_pair(Decimal a, Decimal b, std::uint8_t scale) {
  require((a < b) == (b > a) && (a == b) == (b == a));
  if (const auto sum = add(a, b)) require(add(b, a) == sum);
  if (const auto gap = subtract(a, b)) require(gap->zero() == (a == b) && (gap->mantissa < 0) == (a < b));
  if (const auto share = Decimal::quotient(a, b, 2, scale)) {
    require(share->scale == scale);
    const double about = a.number() / b.number() * 100;
    require(std::fabs(share->number() - about) <= std::pow(10.0, -scale) + std::fabs(about) * 1e-12);
  }
  (void)compare_with_product(a.magnitude(), b, a);
  if (const auto middle = between(a, b, 1, 2, scale)) {
    require((a < b ? a : b).rounded(scale) <= *middle && *middle <= (a < b ? b : a).rounded(scale));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto cut = text.find(' ');
  const auto a = Decimal::parse(text.substr(0, cut));
  if (!a) return 0;
  require(Decimal::parse(a->text()) == *a && Decimal::parse(a->text())->scale == a->scale);
  require(std::isfinite(a->number()));
  for (std::uint8_t digits = 0; digits < a->scale; ++digits) {
    const auto rounded = a->rounded(digits);
    require(rounded.scale == digits);
    const auto gap = subtract(rounded, *a);
    require(!gap || std::fabs(gap->number()) <= 0.5 * std::pow(10.0, -digits) * (1 + 1e-12));
  }
  require(!grouped(*a).empty() && !amount(*a, Unit::gbp).empty());
  if (cut == std::string_view::npos) return 0;
  if (const auto b = Decimal::parse(text.substr(cut + 1)))
    check_pair(*a, *b, static_cast<std::uint8_t>(size % 19));
  return 0;
}
