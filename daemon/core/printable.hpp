#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text from outside (names of files, delivered text, names of users) on its way to people. The three exits
// for text, terminal, log and pages, send everything through here. JSON and CSV carry data and need valid
// UTF-8 only.
namespace waymark::core {

// The length of the well-formed UTF-8 sequence (RFC 3629) at the front, 0 when there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// One line of valid UTF-8 that shows what is there and steers nothing: control characters as `\n`, `\t`, `\r`
// or `\x1B`, those that turn the direction of writing, separate lines or are tags as `\u202E`, bytes that are
// not UTF-8 as `\xE9`.
[[nodiscard]] std::string printable(std::string_view text);

// The same for text of several lines: line feeds and tabs stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

// JSON text for a terminal or log: what printable() would escape becomes `\u202e`, which means the same to a
// program, and bytes that are not UTF-8 become U+FFFD. Line feeds and tabs stay, they can only be layout.
[[nodiscard]] std::string printable_json(std::string_view json);

}  // namespace waymark::core
