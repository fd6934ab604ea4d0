#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collectors/cells/column_names.hpp"
#include "collectors/cells/expression.hpp"

namespace waymark::cells {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

// One test on a column, with spaces around the cell ignored.
struct Condition {
  enum class Kind : std::uint8_t { equals, starts_with, matches };

  ColumnNames column;
  Kind kind = Kind::equals;
  bool negated = false;                  // equals: none of them
  std::vector<std::string> values;       // equals: any of them; folded when case is ignored
  bool ignore_case = false;              // of A to Z; matches: of every alphabet
  std::optional<Expression> expression;  // matches: somewhere in the cell

  [[nodiscard]] bool holds(std::string_view cell) const;
};

// Conditions whose columns have been found in a header. All must hold. Expressions are slow, so their
// verdicts are kept by cell, except those of long cells.
class Filter {
 public:
  explicit Filter(const std::vector<Condition>& conditions)
      : conditions_(conditions), places_(conditions.size()) {}
  [[nodiscard]] const std::vector<Condition>& conditions() const { return conditions_; }
  void place(std::size_t condition, std::size_t field) { places_[condition].field = field; }
  [[nodiscard]] bool holds(std::span<const std::string_view> fields);

 private:
  struct Place {
    std::size_t field = 0;
    std::unordered_map<std::string, bool, TextHash, std::equal_to<>> verdicts;
  };
  const std::vector<Condition>& conditions_;
  std::vector<Place> places_;
};

// ASCII letters in lower case.
[[nodiscard]] std::string fold(std::string_view text);

}  // namespace waymark::cells
