#include "daemon/metrics/deflate.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

#define ZLIB_CONST
#include <zlib.h>

namespace waymark::metrics {
namespace {

using namespace std::string_view_literals;

// No name, no time, so that the same text gives the same bytes; "fastest"; Unix.
constexpr auto gzip_header = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\x03"sv;

}  // namespace

struct Deflater::State {
  z_stream stream{};
};

Deflater::Deflater() : state_(std::make_unique<State>()) {
  constexpr int level =
      1;  // 4 ms for the text of 10,000 series and a twentieth of its size; more levels cost more
  constexpr int raw = -15;
  if (deflateInit2(&state_->stream, level, Z_DEFLATED, raw, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
}

Deflater::~Deflater() {
  deflateEnd(&state_->stream);
}

Deflated Deflater::deflate(std::string_view text) {
  constexpr std::size_t step = std::size_t{1} << 26U;  // zlib counts in 32 bits
  auto& stream = state_->stream;
  deflateReset(&stream);
  Deflated out{.bytes = {}, .crc = static_cast<std::uint32_t>(crc32(0, nullptr, 0)), .size = text.size()};
  do {
    const auto piece = text.substr(0, step);
    text.remove_prefix(piece.size());
    const auto* const begin = reinterpret_cast<const Bytef*>(piece.data());
    out.crc = static_cast<std::uint32_t>(crc32(out.crc, begin, static_cast<uInt>(piece.size())));
    stream.next_in = begin;
    stream.avail_in = static_cast<uInt>(piece.size());
    do {
      constexpr std::size_t least_room = 1024;
      const std::size_t used = out.bytes.size();
      out.bytes.resize(used + least_room + stream.avail_in / 8);
      stream.next_out = reinterpret_cast<Bytef*>(out.bytes.data() + used);
      stream.avail_out = static_cast<uInt>(out.bytes.size() - used);
      if (::deflate(&stream, text.empty() ? Z_SYNC_FLUSH : Z_NO_FLUSH) == Z_STREAM_ERROR) {
        throw std::logic_error("zlib refused to compress");
      }
      out.bytes.resize(out.bytes.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  } while (!text.empty());
  return out;
}

OpenGzip::OpenGzip() : out_(gzip_header), crc_(static_cast<std::uint32_t>(crc32(0, nullptr, 0))) {}

void OpenGzip::reserve(std::size_t bytes) {
  out_.reserve(gzip_header.size() + bytes);
}

void OpenGzip::append(const Deflated& piece) {
  out_ += piece.bytes;
  crc_ = static_cast<std::uint32_t>(crc32_combine(crc_, piece.crc, static_cast<z_off_t>(piece.size)));
}

}  // namespace waymark::metrics
