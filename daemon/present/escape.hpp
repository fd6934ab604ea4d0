#pragma once

#include <string>
#include <string_view>

namespace waymark::present {

// Text for an HTML or XML element or a quoted attribute. What would steer the
// reader's screen, and bytes that are not UTF-8, are shown as core::printable_lines() shows them.
[[nodiscard]] std::string escaped(std::string_view text);
// One segment of a path, or one value of a query: everything but letters, digits and `-._~` percent-encoded.
[[nodiscard]] std::string url_part(std::string_view text);

}  // namespace waymark::present
