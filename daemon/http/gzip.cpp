#include "daemon/http/gzip.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>

#define ZLIB_CONST
#include <zlib.h>

#include "daemon/http/negotiation.hpp"

namespace waymark::http {
namespace {

constexpr std::size_t worth_it = 1024;

bool is_text(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
         type == "application/javascript";
}

bool has(const Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

// To the end of the stream; the window's size tells zlib whether it writes gzip (16 more) or raw deflate
// (negative).
std::string deflated(std::string_view text, int window) {
  if (text.size() > std::numeric_limits<uInt>::max() / 2)
    throw std::length_error("text too long to compress");
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<const Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("compressing a response failed");
  return out;
}

void append_little_endian(std::string& out, std::uint64_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>((value >> shift) & 0xFFU);
}

}  // namespace

std::string gzip(std::string_view text) {
  return deflated(text, 15 + 16);
}

std::string gzip_end(std::string_view more, std::uint32_t crc, std::uint64_t size) {
  std::string out = deflated(more, -15);
  const auto* const bytes = reinterpret_cast<const Bytef*>(more.data());
  const auto own = crc32(crc32(0, nullptr, 0), bytes, static_cast<uInt>(more.size()));
  append_little_endian(out, crc32_combine(crc, own, static_cast<z_off_t>(more.size())));
  append_little_endian(out, size + more.size());
  return out;
}

void compress_if_accepted(const Request& request, Response& response) {
  if (has(response, "Content-Encoding") || !is_text(response.content_type)) return;
  if (!has(response, "Vary")) response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  if (!accepts_gzip(request.accept_encoding)) return;
  const std::string_view main = response.view.empty() ? std::string_view{response.body} : response.view;
  if (main.size() + response.tail.size() <= worth_it) return;
  response.body = gzip(std::string{main} + response.tail);
  response.view = {};
  response.keep.reset();
  response.tail.clear();
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace waymark::http
