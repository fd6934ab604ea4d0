#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waymark::cli {

enum class Align { left, right };

// Columns lined up with spaces, a rule under the heading: reads well in a terminal and in a plain e-mail.
class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
    std::size_t wrap = 0;  // break longer cells at spaces to this width; 0 never
  };
  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // Cells are shown as core::printable() shows them.
  void row(std::vector<std::string> cells);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Of sentences in a terminal.
inline constexpr std::size_t prose_width = 96;

// Characters, not bytes, of UTF-8 text.
[[nodiscard]] std::size_t width(std::string_view text);
// Lines of at most `limit` characters, broken at spaces; a longer word stays whole.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t limit);

}  // namespace waymark::cli
