// Expressions of conditions, and cells to search: an expression is compiled or refused with a reason, and its
// verdict on a cell does not depend on what was searched before.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collectors/cells/expression.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// The expression, a NUL, the cell.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto end = all.find('\0');
  const auto text = all.substr(0, end);
  const auto cell = end == std::string_view::npos ? std::string_view{} : all.substr(end + 1);
  for (const bool ignore_case : {false, true}) {
    const auto expression = waymark::cells::Expression::compile(text, ignore_case);
    if (!expression) {
      require(!expression.error().empty());
      continue;
    }
    require(expression->text() == text);
    const bool found = expression->found_in(cell);
    (void)expression->found_in(text);
    require(expression->found_in(cell) == found);
    if (ignore_case) continue;
    const auto folding = waymark::cells::Expression::compile(text, true);
    // Ignoring case only finds more, unless the expression excludes characters.
    if (found && folding && text.find('^') == std::string_view::npos &&
        text.find('\\') == std::string_view::npos && text.find('(') == std::string_view::npos) {
      require(folding->found_in(cell));
    }
  }
  return 0;
}
