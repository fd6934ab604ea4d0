#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace waymark::csv {

// The raw bytes of one input, front to back in pieces, and again from any offset for a second look. Errors
// are one sentence without the file's name.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The next piece, empty at the end; valid until the next call.
  virtual std::expected<std::string_view, std::string> next() = 0;
  // Some bytes from that offset on, empty at the end; valid until the next call of look().
  virtual std::expected<std::string_view, std::string> look(std::uint64_t offset) = 0;
};

// Bytes that are in memory already, handed out in pieces of at most `piece`.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes, std::size_t piece = std::string_view::npos)
      : bytes_(bytes), piece_(piece) {}
  std::expected<std::string_view, std::string> next() override {
    const auto piece = bytes_.substr(at_, piece_);
    at_ += piece.size();
    return piece;
  }
  std::expected<std::string_view, std::string> look(std::uint64_t offset) override {
    return offset < bytes_.size() ? bytes_.substr(offset, piece_) : std::string_view{};
  }

 private:
  std::string_view bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

}  // namespace waymark::csv
