#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace waymark::metrics {

// Text compressed on its own (raw deflate up to a byte boundary), so that pieces can be put together in any
// order: what both formats share is compressed once.
struct Deflated {
  std::string bytes;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;  // of the text
};

class Deflater {
 public:
  Deflater();
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  Deflated deflate(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A gzip member (RFC 1952) put together from pieces.
class GzipMember {
 public:
  GzipMember();
  void reserve(std::size_t bytes);  // of all pieces
  void append(const Deflated& piece);
  std::string finish() &&;

 private:
  std::string out_;
  std::uint32_t crc_;
  std::uint64_t size_ = 0;
};

}  // namespace waymark::metrics
