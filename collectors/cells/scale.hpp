#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/cells/column_names.hpp"
#include "daemon/core/decimal.hpp"
#include "daemon/core/indicator.hpp"

namespace waymark::cells {

// What the figures of a source are multiplied by: 1000 in a column of thousands of pounds.
class Scale {
 public:
  // `factor` is more than 0.
  explicit Scale(core::Decimal factor);
  // Exactly; nothing when that has more digits than can be kept.
  [[nodiscard]] std::optional<core::Decimal> times(core::Decimal value) const;
  // The same text for equal factors.
  [[nodiscard]] std::string text() const;

 private:
  std::int64_t digits_;  // of which the last is no 0
  int power_;            // of ten, by which they are multiplied
};

struct Scales {
  std::optional<Scale> all;
  std::map<std::string, Scale, std::less<>>
      by_name;  // of a column of figures, an indicator's id or what it is called

  // That of a column of figures, or of what a source calls an indicator; nullptr: there is none.
  [[nodiscard]] const Scale* named(const ColumnNames& names) const;
  // Of an indicator that the source calls so: by that name, by its id, or that of all. nullptr: there is
  // none.
  [[nodiscard]] const Scale* of(std::string_view name, const core::Indicator& indicator) const;
};

// What to ask when a heading says that its figures are counted in thousands, millions or pence and no scale
// is set: `"Agency staff (£000)" says that its figures are thousands: set scale = 1000, or scale = 1 if ...`.
// Empty when it says no such thing of figures in that unit.
[[nodiscard]] std::string scale_question(std::string_view heading, core::Unit unit);

}  // namespace waymark::cells
