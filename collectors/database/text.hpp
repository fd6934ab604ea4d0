#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace waymark::database {

// Well-formed UTF-8 without NUL.
[[nodiscard]] bool proper_text(std::string_view cell);

// A binary float in the fewest digits that read back to it, without an exponent: what it means as a decimal.
class FloatText {
 public:
  [[nodiscard]] std::string_view of(double value);
  [[nodiscard]] std::string_view of(float value);
  // The same of a float that a server wrote, with an exponent perhaps; anything else stays as it is.
  [[nodiscard]] std::string_view of(std::string_view written);

 private:
  std::array<char, 512> buffer_{};  // the longest double has 309 digits before the point, or 343 after it
};

}  // namespace waymark::database
