#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waymark::http {

struct Target {
  std::string path;  // decoded, starts with '/'
  std::vector<std::pair<std::string, std::string>> query;
};

// Splits and decodes a request target (`/a%20b?x=1+2`, also with `http://host` before it). Refused with one
// sentence: other forms, a malformed escape, anything that is not UTF-8, control characters, and a path
// segment that is `.` or `..` once decoded.
[[nodiscard]] std::expected<Target, std::string> parse_target(std::string_view target);

}  // namespace waymark::http
