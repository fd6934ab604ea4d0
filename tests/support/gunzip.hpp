#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#define ZLIB_CONST
#include <zlib.h>

namespace waymark::tests {

// All members of a gzip file one after another, as RFC 1952 wants it read; empty when anything is malformed.
inline std::optional<std::string> gunzip(std::string_view packed) {
  std::string out;
  while (!packed.empty()) {
    z_stream stream{};
    constexpr int gzip_only = 15 + 16;
    inflateInit2(&stream, gzip_only);
    stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    int result = Z_OK;
    while (result == Z_OK) {
      std::array<char, 65536> piece{};
      stream.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream.avail_out = static_cast<uInt>(piece.size());
      result = inflate(&stream, Z_NO_FLUSH);
      out.append(piece.data(), piece.size() - stream.avail_out);
    }
    packed.remove_prefix(packed.size() - stream.avail_in);
    inflateEnd(&stream);
    if (result != Z_STREAM_END) return std::nullopt;
  }
  return out;
}

}  // namespace waymark::tests
