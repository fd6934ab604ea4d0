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
    if (on_null_ && trimmed.data() == nullptr) return null(number);
    if (missing_.contains(trimmed)) return Says::missing;
    if (withdrawn_.contains(trimmed)) return withdrawn(trimmed, number);
    if (!style_.decimal_comma && plain_number(trimmed, number.value)) return Says::number;
    return judge(trimmed, unit, exact, number);
  }
  [[nodiscard]] std::string& reason() { return reason_; }
  // Why nothing of an input can be read for sure, once all of it has been: figures of it were read with
  // commas between thousands, and others can only have decimal ones. Empty when that is not so.
  [[nodiscard]] std::string contradiction() const;

 private:
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
