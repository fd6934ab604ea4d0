#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>
#include <nlohmann/json_fwd.hpp>

#include "daemon/core/printable.hpp"

// The way of every command to the terminal: whatever text is put into a line, nothing in it reaches the
// terminal that steers it or breaks the line. Only exported data goes another way.
namespace waymark::cli {

// Text of several lines whose breaks are meant: a table, diagnostics.
struct Lines {
  std::string_view text;
};

template <class T>
auto shown(const T& value) {
  if constexpr (std::is_same_v<T, Lines>) {
    return core::printable_lines(value.text);
  } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
    return core::printable(value.native());
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return core::printable(value);
  } else {
    return value;
  }
}

template <class... T>
void put(std::FILE* stream, fmt::format_string<decltype(shown(std::declval<const T&>()))...> format,
         const T&... values) {
  fmt::print(stream, format, shown(values)...);
}
template <class... T>
void put(fmt::format_string<decltype(shown(std::declval<const T&>()))...> format, const T&... values) {
  fmt::print(stdout, format, shown(values)...);
}

// A whole JSON text and a line feed.
inline void put_json(const std::string& json) {
  fmt::print("{}\n", core::printable_json(json));
}
// Indented, with any text in it.
void put_json(const nlohmann::json& json);

}  // namespace waymark::cli
