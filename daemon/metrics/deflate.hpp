#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

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

// An open gzip member (RFC 1952) put together from pieces: what follows it ends it.
class OpenGzip {
 public:
  OpenGzip();
  void reserve(std::size_t bytes);  // of all pieces
  void append(const Deflated& piece);
  std::string take() && { return std::move(out_); }
  [[nodiscard]] std::uint32_t crc() const { return crc_; }  // of all text so far

 private:
  std::string out_;
  std::uint32_t crc_;
};

}  // namespace waymark::metrics
