#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#define ZLIB_CONST
#include <zlib.h>

namespace waymark::tests {

// The text of a gzip member (RFC 1952); empty when it is malformed, does not end, or something follows it.
// An `open` one holds flushed blocks without end, checksum and size.
inline std::optional<std::string> gunzip(std::string_view packed, bool open = false) {
  constexpr int gzip_only = 15 + 16;
  z_stream stream{};
  inflateInit2(&stream, gzip_only);
  stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int result = Z_OK;
  while (result == Z_OK) {
    std::array<char, 65536> piece{};
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    result = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  const bool whole = stream.avail_in == 0;
  inflateEnd(&stream);
  return whole && result == (open ? Z_BUF_ERROR : Z_STREAM_END) ? std::optional{out} : std::nullopt;
}

inline std::uint32_t checksum(std::string_view text) {
  const auto start = crc32(0, nullptr, 0);
  return static_cast<std::uint32_t>(
      crc32(start, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

}  // namespace waymark::tests
