#include "daemon/core/decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace waymark::core {
namespace {

// 128 bits are an extension, and only a typedef can be marked as one.
// NOLINTBEGIN(modernize-use-using)
__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UWide;
// NOLINTEND(modernize-use-using)

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

constexpr auto powers_of_ten = [] {
  std::array<std::int64_t, Decimal::max_scale + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr UWide size_of(std::int64_t value) {
  return value < 0 ? UWide{0} - static_cast<UWide>(static_cast<Wide>(value)) : static_cast<UWide>(value);
}

std::optional<Decimal> decimal(bool negative, UWide size, std::uint8_t scale) {
  if (size > static_cast<UWide>(largest)) return std::nullopt;
  const auto mantissa = static_cast<std::int64_t>(size);
  return Decimal{.mantissa = negative ? -mantissa : mantissa, .scale = scale};
}

std::optional<Decimal> decimal(Wide value, std::uint8_t scale) {
  return decimal(value < 0, static_cast<UWide>(value < 0 ? -value : value), scale);
}

// n / d x 10^exponent, rounded half up; empty beyond 64 bits. d < 2^123, so that 10 x the remainder fits.
std::optional<std::int64_t> scaled_quotient(UWide n, UWide d, int exponent) {
  for (; exponent < 0; ++exponent) {
    if (d > n * 2) return 0;  // less than a half, and it only gets smaller
    d *= 10;
  }
  UWide quotient = n / d;
  UWide rest = n % d;
  for (; exponent > 0; --exponent) {
    if (quotient > static_cast<UWide>(largest)) return std::nullopt;
    rest *= 10;
    quotient = quotient * 10 + rest / d;
    rest %= d;
    if (quotient == 0 && rest == 0) return 0;
  }
  if (rest >= d - rest) ++quotient;
  if (quotient > static_cast<UWide>(largest)) return std::nullopt;
  return static_cast<std::int64_t>(quotient);
}

// x * 10^exponent against y, without ever exceeding y.
std::strong_ordering compare_scaled(UWide x, int exponent, UWide y) {
  for (; exponent > 0 && x != 0; --exponent) {
    if (x > y / 10) return std::strong_ordering::greater;
    x *= 10;
  }
  if (x == y) return std::strong_ordering::equal;
  return x < y ? std::strong_ordering::less : std::strong_ordering::greater;
}

// The mantissas of both at the larger scale of the two.
struct Aligned {
  Wide a, b;
  std::uint8_t scale;
};
Aligned align(Decimal a, Decimal b) {
  const auto scale = a.scale > b.scale ? a.scale : b.scale;
  return {static_cast<Wide>(a.mantissa) * powers_of_ten[static_cast<std::size_t>(scale - a.scale)],
          static_cast<Wide>(b.mantissa) * powers_of_ten[static_cast<std::size_t>(scale - b.scale)], scale};
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::uint64_t mantissa = 0;
  std::size_t digits = 0;
  std::size_t decimals = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.') {
      if (point || digits == 0) return std::nullopt;
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (mantissa > (static_cast<std::uint64_t>(largest) - digit) / 10) return std::nullopt;
    mantissa = mantissa * 10 + digit;
    ++digits;
    if (point && ++decimals > max_scale) return std::nullopt;
  }
  if (digits == 0 || (point && decimals == 0)) return std::nullopt;
  return decimal(negative, mantissa, static_cast<std::uint8_t>(decimals));
}

std::optional<Decimal> Decimal::from_double(double value, std::uint8_t scale) {
  if (!std::isfinite(value) || scale > max_scale) return std::nullopt;
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(value), &exponent);  // in [0.5, 1)
  const auto bits = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  exponent -= 53;
  // |value| = bits x 2^exponent with bits < 2^53, so bits x 10^18 < 2^113 is exact.
  const UWide size = static_cast<UWide>(bits) * static_cast<UWide>(powers_of_ten[scale]);
  if (size == 0) return Decimal{.mantissa = 0, .scale = scale};
  if (exponent >= 0) {
    if (exponent > 63 || size > static_cast<UWide>(largest) >> static_cast<unsigned>(exponent))
      return std::nullopt;
    return decimal(value < 0, size << static_cast<unsigned>(exponent), scale);
  }
  const auto shift = static_cast<unsigned>(-exponent);
  if (shift > 126) return Decimal{.mantissa = 0, .scale = scale};
  return decimal(value < 0, (size + (UWide{1} << (shift - 1))) >> shift, scale);
}

std::optional<Decimal> Decimal::quotient(Decimal numerator, Decimal denominator, int shift,
                                         std::uint8_t scale) {
  if (denominator.mantissa == 0 || scale > max_scale) return std::nullopt;
  const auto size = scaled_quotient(size_of(numerator.mantissa), size_of(denominator.mantissa),
                                    denominator.scale - numerator.scale + shift + scale);
  if (!size) return std::nullopt;
  const bool negative = (numerator.mantissa < 0) != (denominator.mantissa < 0);
  return Decimal{.mantissa = negative ? -*size : *size, .scale = scale};
}

std::string Decimal::text() const {
  std::array<char, 24> buffer{};
  const auto size = static_cast<std::uint64_t>(size_of(mantissa));
  char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), size).ptr;
  std::string out(buffer.data(), end);
  if (scale > 0) {
    if (out.size() <= scale) out.insert(0, scale + 1U - out.size(), '0');
    out.insert(out.size() - scale, 1, '.');
  }
  if (mantissa < 0) out.insert(0, 1, '-');
  return out;
}

double Decimal::number() const {
  constexpr std::int64_t exact = std::int64_t{1} << 53;
  // Both operands are exact doubles, so the quotient is correctly rounded.
  if (mantissa > -exact && mantissa < exact) {
    return static_cast<double>(mantissa) / static_cast<double>(powers_of_ten[scale]);
  }
  const auto digits = text();
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Decimal Decimal::rounded(std::uint8_t digits) const {
  if (digits >= scale) return *this;
  const auto divisor = powers_of_ten[static_cast<std::size_t>(scale - digits)];
  auto rest = mantissa % divisor;
  auto quotient = mantissa / divisor;
  if (rest < 0) rest = -rest;
  if (rest >= divisor - rest) quotient += mantissa < 0 ? -1 : 1;
  return {quotient, digits};
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
  if (a.scale == b.scale) return a.mantissa <=> b.mantissa;
  const auto aligned = align(a, b);
  if (aligned.a == aligned.b) return std::strong_ordering::equal;
  return aligned.a < aligned.b ? std::strong_ordering::less : std::strong_ordering::greater;
}

std::optional<Decimal> add(Decimal a, Decimal b) {
  const auto aligned = align(a, b);
  return decimal(aligned.a + aligned.b, aligned.scale);
}

std::optional<Decimal> subtract(Decimal a, Decimal b) {
  const auto aligned = align(a, b);
  return decimal(aligned.a - aligned.b, aligned.scale);
}

std::strong_ordering compare_with_product(Decimal value, Decimal a, Decimal b) {
  const UWide left = size_of(value.mantissa);
  const UWide right = size_of(a.mantissa) * size_of(b.mantissa);  // below 2^126
  const int missing = a.scale + b.scale - value.scale;
  return missing >= 0 ? compare_scaled(left, missing, right) : 0 <=> compare_scaled(right, -missing, left);
}

std::optional<Decimal> between(Decimal from, Decimal to, std::int32_t part, std::int32_t whole,
                               std::uint8_t digits) {
  const auto aligned = align(from, to);
  if (digits > Decimal::max_scale || !decimal(aligned.a, aligned.scale) ||
      !decimal(aligned.b, aligned.scale)) {
    return std::nullopt;
  }
  const Wide sum = aligned.a * (whole - part) + aligned.b * part;
  const auto size = scaled_quotient(static_cast<UWide>(sum < 0 ? -sum : sum), static_cast<UWide>(whole),
                                    digits - aligned.scale);
  if (!size) return std::nullopt;
  return Decimal{.mantissa = sum < 0 ? -*size : *size, .scale = digits};
}

}  // namespace waymark::core
