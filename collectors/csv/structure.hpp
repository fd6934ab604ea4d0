#pragma once

#include <cstddef>
#include <cstdint>

namespace waymark::csv {

// Writes the offsets of every delimiter, quote, CR, LF and NUL among `size` bytes, ascending, and returns how
// many there are. `size` is a multiple of 64; `offsets` has room for `size`.
std::size_t find_structure(const char* text, std::size_t size, char delimiter, std::uint32_t* offsets);

}  // namespace waymark::csv
