#include "collectors/csv/names.hpp"

#include <fmt/format.h>

#include "daemon/core/recording.hpp"
#include "daemon/digest/sha256.hpp"

namespace waymark::csv {

namespace {

constexpr std::string_view errors_ending = ".errors.csv";

// At most so many bytes of it, and no part of a UTF-8 character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  auto dot = name.rfind('.');
  // The longest endings are those of archives; what is longer is no ending.
  if (dot == std::string::npos || dot == 0 || name.size() - dot > 16) dot = name.size();
  const auto ending = fmt::format(".{}{}", number, std::string_view(name).substr(dot));
  return std::string(cut(std::string_view(name).substr(0, dot), longest_name - ending.size())) + ending;
}

std::string errors_name(const std::string& name) {
  if (name.size() + errors_ending.size() <= longest_name) return name + std::string(errors_ending);
  constexpr std::size_t digits = 8;
  return fmt::format("{}~{}{}", cut(name, longest_name - errors_ending.size() - digits - 1),
                     core::hex(digest::sha256(name)).substr(0, digits), errors_ending);
}

bool is_errors_name(std::string_view name) {
  return name.ends_with(errors_ending);
}

}  // namespace waymark::csv
