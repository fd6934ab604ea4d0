#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "collectors/cells/mapping.hpp"
#include "collectors/cells/marks.hpp"
#include "collectors/cells/number.hpp"

namespace waymark::cells {

// What a figure's cell says.
enum class Says : std::uint8_t {
  number,
  missing,    // a missing mark: no figure, and nothing is said of one that is held
  withdrawn,  // there is none, and one that is held does not stand any longer
  nothing,    // NULL that is skipped
  bad,        // reason() says why
};

// Reads the cells of figures.
class Values {
 public:
  explicit Values(const Mapping& mapping);

  // `exact`: the column's type is a decimal one, so that no digit of it can be a binary float's tail. NULL is
  // the text without data. The flag is that of a mark in the cell.
  [[nodiscard]] Says read(std::string_view trimmed, core::Unit unit, bool exact, Number& number) {
    number.flag = core::Flag::none;
    number.sized = false;
    if (on_null_ && trimmed.data() == nullptr) return null(number);
    if (missing_.contains(trimmed)) return Says::missing;
    if (withdrawn_.contains(trimmed)) return withdrawn(trimmed, number);
    if (!style_.decimal_comma && plain_number(trimmed, number.value)) return Says::number;
    return judge(trimmed, unit, exact, number);
  }
  // What a scale makes of a figure that was read; a cell that says its own size stays as it is. False, with
  // reason(), when that has more digits than can be kept.
  [[nodiscard]] bool apply(const Scale* scale, Number& number) {
    return scale == nullptr || number.sized || multiply(*scale, number);
  }
  // A cell of no figure, whatever its unit.
  [[nodiscard]] bool nothing(std::string_view trimmed) const {
    if (on_null_ && trimmed.data() == nullptr) return on_null_ == OnNull::skip;
    return missing_.contains(trimmed);
  }
  [[nodiscard]] std::string& reason() { return reason_; }
  // Why nothing of an input can be read for sure, once all of it has been: figures of it were read with
  // commas between thousands, and others can only have decimal ones. Empty when that is not so.
  [[nodiscard]] std::string contradiction() const;

 private:
  bool multiply(const Scale& scale, Number& number);
  Says null(Number& number);
  static Says withdrawn(std::string_view trimmed, Number& number);
  Says judge(std::string_view trimmed, core::Unit unit, bool exact, Number& number);

  Marks missing_, withdrawn_;
  std::optional<OnNull> on_null_;
  NumberStyle style_;
  bool dash_is_missing_;
  std::string reason_;
  std::string grouped_, decimal_;  // the first cell of each kind
};

}  // namespace waymark::cells
