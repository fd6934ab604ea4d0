#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/csv/encoding.hpp"

namespace waymark::csv {

// What is wrong with one record; the next one can be read all the same.
struct Fault {
  std::size_t field = 0;  // counted from 0
  std::string reason;
};

// Splits text into records and fields by RFC 4180; CR, LF and CRLF may be mixed. Strict: a quote within an
// unquoted field, anything but blanks after a closing quote, and NUL bytes are faults of their record. Only a
// quote right after a digit is text, since it means inches or seconds (`6" pipe`). What joining files leaves
// is passed over: byte order marks and Ctrl-Z where a record begins, NUL and Ctrl-Z behind the last line.
// Memory is bounded by the longest record.
class Tokenizer {
 public:
  static constexpr std::size_t max_record = 16U << 20U;  // bytes
  static constexpr std::size_t max_fields = 16'384;      // what a spreadsheet can have

  enum class Next : std::uint8_t { record, end, failed };

  Tokenizer(Text& text, char delimiter);

  // The first bytes of the text, for detecting the delimiter; before the first next(). At most 64 KiB, empty
  // for an empty text or when reading failed (next() says why).
  [[nodiscard]] std::string_view head();
  void delimiter(char delimiter) { delimiter_ = delimiter; }

  // The accessors below are about the record that next() found, until the next call.
  Next next();
  [[nodiscard]] std::span<const std::string_view> fields() const { return {fields_.data(), count_}; }
  [[nodiscard]] std::uint32_t line() const { return line_; }   // where it starts; the first line is 1
  [[nodiscard]] std::string_view raw() const { return raw_; }  // without the line end
  [[nodiscard]] const std::optional<Fault>& fault() const { return fault_; }
  // Bytes at the end that are no text and were passed over: NUL and Ctrl-Z behind the last line.
  [[nodiscard]] std::size_t dropped() const { return dropped_; }
  // Why reading cannot go on, with the line, after `failed`.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  static constexpr std::size_t block = 32U << 10U;  // bytes looked through at a time; a multiple of 64
  static constexpr std::uint32_t none = UINT32_MAX;

  bool assemble();
  bool refill();
  void drop_end();
  [[nodiscard]] std::uint32_t first_field() const;
  std::uint32_t mark();
  bool index();
  void push(std::string_view field);
  std::uint32_t quoted(std::uint32_t open, std::uint32_t& lines);
  std::string_view unescape(std::string_view text);
  void fail(std::size_t field, std::string reason);
  bool finish_line(std::uint32_t at, std::uint32_t lines);

  Text& text_;
  char delimiter_;
  std::vector<char> window_;  // text, then 64 bytes of padding
  std::size_t size_ = 0;      // bytes of text in the window
  std::uint32_t start_ = 0;   // of the record, in the window
  bool last_ = false;         // no text beyond the window
  std::unique_ptr<std::uint32_t[]> marks_;
  std::size_t mark_count_ = 0, mark_at_ = 0;
  std::size_t indexed_ = 0;       // bytes of the window whose marks are known
  std::uint32_t marks_base_ = 0;  // what the marks are relative to
  std::uint32_t next_line_ = 1;

  std::vector<std::string_view> fields_;
  std::size_t count_ = 0;
  std::uint32_t line_ = 0;
  std::string_view raw_;
  std::optional<Fault> fault_;
  std::vector<char> unescaped_;
  std::size_t dropped_ = 0;
  std::string error_;
};

}  // namespace waymark::csv
