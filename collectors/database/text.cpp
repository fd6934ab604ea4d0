#include "collectors/database/text.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace waymark::database {

namespace {

// The length of the well-formed character at the start, 0 when there is none.
std::size_t character(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low, unsigned high) {
    return i < text.size() && at(i) >= low && at(i) <= high;
  };
  const unsigned first = at(0);
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return follows(1, 0x80, 0xBF) ? 2 : 0;
  if (first < 0xF0) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first > 0xF4) return 0;
  const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
  return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
}

// Whether the first eight bytes are from 0x01 to 0x7F.
bool plain(std::string_view bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data(), sizeof word);
  constexpr std::uint64_t high = 0x8080808080808080U, ones = 0x0101010101010101U;
  return ((word | (word - ones)) & high) == 0;
}

template <class Float>
std::string_view shortest(Float value, std::array<char, 512>& buffer) {
  if (!std::isfinite(value)) return std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())};
}

}  // namespace

bool proper_text(std::string_view cell) {
  while (!cell.empty()) {
    if (cell.size() >= 8 && plain(cell)) {
      cell.remove_prefix(8);
      continue;
    }
    const auto length = character(cell);
    if (length == 0) return false;
    cell.remove_prefix(length);
  }
  return true;
}

std::string_view FloatText::of(double value) {
  return shortest(value, buffer_);
}

std::string_view FloatText::of(float value) {
  return shortest(value, buffer_);
}

std::string_view FloatText::of(std::string_view written) {
  if (written.find('e') == std::string_view::npos) return written;
  double value = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), value);
  if (read.ec != std::errc{} || read.ptr != written.data() + written.size()) return written;
  return of(value);
}

}  // namespace waymark::database
