#pragma once

#include <bit>
#include <cstdint>

#include "daemon/ledger/row.hpp"

namespace waymark::ledger {

// 128 bits that stand for a set of (period, figure), kept for what is current of each series: a file that
// says the same again is found out without reading a figure. Independent of order; figures that are the
// same() count alike.
class Fingerprint {
 public:
  Fingerprint() = default;
  Fingerprint(std::uint64_t low, std::uint64_t high) : low_(low), high_(high) {}
  void add(std::uint32_t period, const Figure& figure) {
    const auto hash = of(period, figure);
    low_ += hash.low_;
    high_ += hash.high_;
  }
  void remove(std::uint32_t period, const Figure& figure) {
    const auto hash = of(period, figure);
    low_ -= hash.low_;
    high_ -= hash.high_;
  }
  [[nodiscard]] std::uint64_t low() const { return low_; }
  [[nodiscard]] std::uint64_t high() const { return high_; }
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;

 private:
  // The finalizer of MurmurHash3: each bit in changes each bit out with even chance.
  static std::uint64_t mix(std::uint64_t value) {
    value = (value ^ value >> 33U) * 0xFF51AFD7ED558CCDU;
    value = (value ^ value >> 33U) * 0xC4CEB9FE1A85EC53U;
    return value ^ value >> 33U;
  }
  void absorb(std::uint64_t value) {
    low_ = mix(low_ ^ value);
    high_ = mix(std::rotl(high_, 29) + value + 0x9E3779B97F4A7C15U);
  }
  void absorb(core::Decimal value) {
    while (value.scale > 0 && value.mantissa % 10 == 0) {
      value.mantissa /= 10;
      --value.scale;
    }
    absorb(static_cast<std::uint64_t>(value.mantissa));
    absorb(std::uint64_t{value.scale});
  }
  static Fingerprint of(std::uint32_t period, const Figure& figure) {
    Fingerprint hash;
    const bool withdrawn = figure.form.withdrawn();
    const auto flag = withdrawn ? 0U : static_cast<std::uint32_t>(figure.form.flag());
    const std::uint32_t kind = (figure.form.has_value() ? 1U : 0U) | (figure.form.has_parts() ? 2U : 0U);
    hash.absorb(std::uint64_t{period} << 32U | flag << 8U | kind);
    if (figure.form.has_value()) hash.absorb({figure.mantissa, figure.form.scale()});
    if (figure.parts) {
      hash.absorb(figure.parts->numerator);
      hash.absorb(figure.parts->denominator);
    }
    return hash;
  }

  std::uint64_t low_ = 0, high_ = 0;
};

}  // namespace waymark::ledger
