#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "collectors/csv/source.hpp"

namespace waymark::csv {

enum class Encoding : std::uint8_t { detect, utf8, utf16, windows_1252, cp850 };

// How many bytes at the start of `text` are ASCII (NUL included).
[[nodiscard]] std::size_t ascii_prefix(std::string_view text);

// What the bytes of a text that is not ASCII say about its encoding; fed front to back.
class Evidence {
 public:
  void feed(std::string_view bytes);
  // Strict UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF, no character cut off at the end.
  [[nodiscard]] bool utf8() const { return !invalid_ && want_ == 0; }
  // Bytes fed before the first that is not UTF-8.
  [[nodiscard]] std::uint64_t valid() const { return valid_; }
  // `fallback`, unless the bytes speak for the other of Windows-1252 and CP850: the pound sign is 0xA3 in the
  // former and 0x9C in the latter, and some bytes have no meaning in Windows-1252.
  [[nodiscard]] Encoding single_byte(Encoding fallback) const;

 private:
  std::array<bool, 256> seen_{};
  std::uint64_t valid_ = 0;
  std::uint8_t want_ = 0;                  // continuation bytes still to come
  std::uint8_t low_ = 0x80, high_ = 0xBF;  // range of the next one
  bool invalid_ = false;
};

// The text of an input as UTF-8 without a byte order mark. Which encoding it is has to be decided only when
// the first byte beyond ASCII comes; then the rest of the input is looked through once.
class Text {
 public:
  Text(ByteSource& source, Encoding encoding, Encoding fallback);
  ~Text();
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  // Puts up to `room` (at least 16) bytes there and says how many; 0 at the end.
  std::expected<std::size_t, std::string> read(char* into, std::size_t room);

 private:
  enum class Mode : std::uint8_t { start, ascii, utf8, table, utf16 };
  using Table = std::array<std::array<char, 4>, 128>;  // UTF-8 of 0x80.., NUL-terminated; empty: no such byte
  struct Converter;

  std::expected<void, std::string> start();
  std::expected<void, std::string> decide();
  std::expected<std::size_t, std::string> read_table(char* into, std::size_t room);
  std::expected<std::size_t, std::string> read_utf16(char* into, std::size_t room);
  std::expected<bool, std::string> more();
  std::string place(std::uint64_t offset);

  ByteSource& source_;
  Encoding encoding_, fallback_;
  Mode mode_ = Mode::start;
  std::string_view piece_;    // what is left of the source's last piece
  std::uint64_t offset_ = 0;  // of piece_ in the input
  std::string carry_;         // UTF-16: the piece joined to what the one before it left over
  std::unique_ptr<Table> table_;
  std::unique_ptr<Converter> converter_;
};

}  // namespace waymark::csv
