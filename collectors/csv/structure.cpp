#include "collectors/csv/structure.hpp"

#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace waymark::csv {

namespace {

#if defined(__SSE2__)

// One bit a byte: the marks among 64 bytes.
std::uint64_t marks(const char* text, char delimiter) {
  const __m128i comma = _mm_set1_epi8(delimiter);
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i lf = _mm_set1_epi8('\n');
  const __m128i cr = _mm_set1_epi8('\r');
  const __m128i nul = _mm_setzero_si128();
  std::uint64_t mask = 0;
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + part * 16));
    const __m128i line = _mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr));
    const __m128i cell = _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, quote));
    const __m128i any = _mm_or_si128(_mm_or_si128(line, cell), _mm_cmpeq_epi8(bytes, nul));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(any))) << (part * 16);
  }
  return mask;
}

#else

std::uint64_t marks(const char* text, char delimiter) {
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < 64; ++i) {
    const char c = text[i];
    const bool mark = c == delimiter || c == '"' || c == '\n' || c == '\r' || c == '\0';
    mask |= static_cast<std::uint64_t>(mark) << i;
  }
  return mask;
}

#endif

}  // namespace

std::size_t find_structure(const char* text, std::size_t size, char delimiter, std::uint32_t* offsets) {
  std::size_t count = 0;
  for (std::size_t block = 0; block < size; block += 64) {
    for (std::uint64_t mask = marks(text + block, delimiter); mask != 0; mask &= mask - 1) {
      offsets[count++] = static_cast<std::uint32_t>(block + static_cast<unsigned>(std::countr_zero(mask)));
    }
  }
  return count;
}

}  // namespace waymark::csv
