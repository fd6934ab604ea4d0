#pragma once

#include <cstdint>
#include <optional>

#include "daemon/core/observation.hpp"

namespace waymark::ledger {

// How a version's scale, flag and kind share one small integer, `observation.form`: values below 128 take one
// byte, and most figures have neither flag nor parts.
struct Form {
  static constexpr std::uint32_t no_value = 31;
  static constexpr std::uint32_t parts_bit = 1U << 5U;
  static constexpr std::uint32_t flag_shift = 6;

  std::uint32_t bits = no_value;

  [[nodiscard]] static constexpr Form of(std::uint8_t scale, bool has_value, bool has_parts,
                                         core::Flag flag) {
    return {(has_value ? scale : no_value) | (has_parts ? parts_bit : 0) |
            static_cast<std::uint32_t>(flag) << flag_shift};
  }
  [[nodiscard]] constexpr bool has_value() const { return (bits & 31U) != no_value; }
  [[nodiscard]] constexpr bool has_parts() const { return (bits & parts_bit) != 0; }
  [[nodiscard]] constexpr bool withdrawn() const { return !has_value() && !has_parts(); }
  [[nodiscard]] constexpr std::uint8_t scale() const { return static_cast<std::uint8_t>(bits & 31U); }
  [[nodiscard]] constexpr std::uint32_t flag_bits() const { return bits >> flag_shift; }
  [[nodiscard]] constexpr core::Flag flag() const { return static_cast<core::Flag>(flag_bits()); }
};

// One version of a figure, apart from whose it is.
struct Figure {
  std::int64_t mantissa = 0;
  Form form;
  std::optional<core::Fraction> parts;

  [[nodiscard]] std::optional<core::Decimal> value() const {
    if (!form.has_value()) return std::nullopt;
    return core::Decimal{mantissa, form.scale()};
  }
  // The same figure: equal by value (8.3 is 8.30), flag and parts.
  [[nodiscard]] bool same(const Figure& other) const {
    if (mantissa == other.mantissa && form.bits == other.form.bits && !form.has_parts()) return true;
    if (form.withdrawn() && other.form.withdrawn()) return true;
    return form.flag() == other.form.flag() && value() == other.value() && parts == other.parts;
  }
};

}  // namespace waymark::ledger
