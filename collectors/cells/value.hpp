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
  missing,  // a missing mark: no figure, and one that is held is withdrawn
  nothing,  // NULL that is skipped
  bad,      // reason() says why
};

// Reads the cells of figures.
class Values {
 public:
  explicit Values(const Mapping& mapping) : marks_(mapping.missing), on_null_(mapping.on_null) {}

  // `exact`: the column's type is a decimal one, so that no digit of it can be a binary float's tail. NULL is
  // the text without data.
  [[nodiscard]] Says read(std::string_view trimmed, core::Unit unit, bool exact, core::Decimal& value) {
    if (on_null_ && trimmed.data() == nullptr) return null(value);
    if (marks_.contains(trimmed)) return Says::missing;
    if (plain_number(trimmed, value)) return Says::number;
    return judge(trimmed, unit, exact, value);
  }
  [[nodiscard]] std::string& reason() { return reason_; }

 private:
  Says null(core::Decimal& value);
  Says judge(std::string_view trimmed, core::Unit unit, bool exact, core::Decimal& value);

  MissingMarks marks_;
  std::optional<OnNull> on_null_;
  std::string reason_;
};

}  // namespace waymark::cells
