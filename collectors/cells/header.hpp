#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waymark::cells {

// Trimmed, with one space for white space of any kind and amount, no-break spaces too.
[[nodiscard]] std::string squeeze(std::string_view text);
// As names are compared: squeezed, without regard to the case of letters from A to Z.
[[nodiscard]] std::string name_key(std::string_view text);

// Nothing but white space in any of them.
[[nodiscard]] bool blank_cells(std::span<const std::string_view> cells);

// The names of a file's columns. Names are compared without regard to case and to the amount of white space.
class Header {
 public:
  Header() = default;
  explicit Header(std::span<const std::string_view> cells);
  // A file without a header: columns have positions only.
  explicit Header(std::size_t columns) : width_(columns), names_(columns) {}

  struct Missing {
    bool ambiguous = false;  // several columns have that name
    std::string message;     // without place
  };
  // The column that a configured name means: a name, `name#2` for the second of that name, `#3` for the third
  // column.
  [[nodiscard]] std::expected<std::size_t, Missing> find(std::string_view name) const;
  // How many columns there are up to the last that has a name.
  [[nodiscard]] std::size_t width() const { return width_; }
  // As messages call it.
  [[nodiscard]] std::string name(std::size_t column) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  // Columns of a decimal type, by position. A text file has none.
  void exact(std::vector<bool> columns) { exact_ = std::move(columns); }
  [[nodiscard]] bool exact(std::size_t column) const { return column < exact_.size() && exact_[column]; }

 private:
  std::size_t width_ = 0;
  std::vector<std::string> names_;
  std::vector<bool> exact_;
};

}  // namespace waymark::cells
