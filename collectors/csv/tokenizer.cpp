#include "collectors/csv/tokenizer.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "collectors/csv/structure.hpp"

namespace waymark::csv {

namespace {
constexpr std::size_t padding = 64;
constexpr std::size_t first_window = 256U << 10U;
constexpr char ctrl_z = '\x1A';
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}
}  // namespace

Tokenizer::Tokenizer(Text& text, char delimiter)
    : text_(text),
      delimiter_(delimiter),
      window_(first_window + padding),
      marks_(std::make_unique_for_overwrite<std::uint32_t[]>(block)),
      fields_(64) {}

std::string_view Tokenizer::head() {
  while (size_ < (64U << 10U) && refill()) {
  }
  return {window_.data(), std::min<std::size_t>(size_, 64U << 10U)};
}

// Makes room behind the unfinished record, which moves to the front, and reads on. False at the end.
bool Tokenizer::refill() {
  if (last_ || !error_.empty()) return false;
  if (start_ > 0) {
    std::memmove(window_.data(), window_.data() + start_, size_ - start_);
    size_ -= start_;
    start_ = 0;
  }
  if (size_ * 2 > window_.size()) window_.resize(size_ * 2 + first_window + padding);
  auto got = text_.read(window_.data() + size_, window_.size() - padding - size_);
  if (!got) {
    error_ = std::move(got.error());
    return false;
  }
  size_ += *got;
  last_ = *got == 0;
  if (last_) drop_end();
  std::memset(window_.data() + size_, ' ', padding);
  indexed_ = mark_count_ = mark_at_ = 0;
  return !last_;
}

// NULs that only fill a file up, and the Ctrl-Z of old systems, stand behind the last line's end. A line that
// ends in NULs may have lost what stood there.
void Tokenizer::drop_end() {
  const std::string_view text{window_.data() + start_, size_ - start_};
  constexpr std::string_view no_text("\0\x1A\r\n \t", 6);
  const auto behind = text.find_last_not_of(no_text) + 1;  // npos + 1 is 0
  const auto first = text.find_first_of(std::string_view("\0\x1A", 2), behind);
  if (first == std::string_view::npos) return;
  const bool own_line =
      behind == 0 || text.substr(behind, first - behind).find_first_of("\r\n") != std::string_view::npos;
  if (!own_line && text[first] == '\0') return;
  dropped_ = text.size() - first;
  size_ = start_ + first;
}

// Where the record's first field begins, behind what joining files leaves there.
std::uint32_t Tokenizer::first_field() const {
  const std::string_view text{window_.data() + start_, size_ - start_};
  std::uint32_t at = 0;
  while (at < text.size() && (text[at] == '\xEF' || text[at] == ctrl_z)) {
    if (text[at] == '\xEF' && !text.substr(at).starts_with(byte_order_mark)) break;
    at += text[at] == ctrl_z ? 1U : static_cast<std::uint32_t>(byte_order_mark.size());
  }
  return start_ + at;
}

// Looks through the next block of the window. False when there is none.
bool Tokenizer::index() {
  if (indexed_ < start_) indexed_ = start_;
  if (indexed_ >= size_) return false;
  const std::size_t rest = (size_ - indexed_ + 63) & ~std::size_t{63};
  marks_base_ = static_cast<std::uint32_t>(indexed_);
  mark_count_ = find_structure(window_.data() + indexed_, std::min(rest, block), delimiter_, marks_.get());
  mark_at_ = 0;
  indexed_ = std::min(size_, indexed_ + block);
  return true;
}

// The next mark's place in the window, or `none` when the window has no more.
inline std::uint32_t Tokenizer::mark() {
  while (mark_at_ == mark_count_) {
    if (!index()) return none;
  }
  return marks_base_ + marks_[mark_at_++];
}

inline void Tokenizer::push(std::string_view field) {
  if (count_ == fields_.size()) fields_.resize(fields_.size() * 2);
  fields_[count_++] = field;
}

void Tokenizer::fail(std::size_t field, std::string reason) {
  if (!fault_) fault_ = Fault{field, std::move(reason)};
}

std::string_view Tokenizer::unescape(std::string_view text) {
  const std::size_t from = unescaped_.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    unescaped_.push_back(text[i]);
    if (text[i] == '"') ++i;
  }
  return {unescaped_.data() + from, unescaped_.size() - from};
}

// Reads the field whose quote is at `open`; the place after its closing quote, or `none` when the window ends
// before it.
std::uint32_t Tokenizer::quoted(std::uint32_t open, std::uint32_t& lines) {
  const char* const text = window_.data();
  bool doubled = false;
  while (true) {
    const std::uint32_t at = mark();
    if (at == none) return none;
    switch (text[at]) {
      case '"': {
        if (at + 1 == size_ && !last_) return none;
        if (at + 1 < size_ && text[at + 1] == '"') {
          (void)mark();
          doubled = true;
          break;
        }
        const std::string_view inside{text + open + 1, at - open - 1};
        push(doubled ? unescape(inside) : inside);
        return at + 1;
      }
      case '\n': ++lines; break;
      case '\r':
        if (at + 1 < size_ ? text[at + 1] != '\n' : last_) ++lines;
        break;
      case '\0': fail(count_, "there is a NUL byte in the cell"); break;
      default: break;
    }
  }
}

// Ends the record at the line end at `at` (or the end of the text). False when the window must tell more.
bool Tokenizer::finish_line(std::uint32_t at, std::uint32_t lines) {
  std::uint32_t behind = at;
  if (at < size_) {
    behind = at + 1;
    if (window_[at] == '\r') {
      if (behind == size_ && !last_) return false;
      if (behind < size_ && window_[behind] == '\n') {
        (void)mark();
        ++behind;
      }
    }
    ++lines;
  }
  raw_ = {window_.data() + start_, at - start_};
  line_ = next_line_;
  next_line_ += lines;
  start_ = behind;
  return true;
}

// Takes one record off the window. False when the window ends first, which leaves `start_` where it was.
bool Tokenizer::assemble() {
  count_ = 0;
  fault_.reset();
  unescaped_.clear();
  // Views into it stay good within the record, whose text is at most the window.
  if (unescaped_.capacity() < window_.size()) unescaped_.reserve(window_.size());
  const char* const text = window_.data();
  std::uint32_t lines = 0;
  std::uint32_t field = first_field();
  bool closed = false;  // the field was quoted and is pushed already
  while (true) {
    std::uint32_t at = mark();
    if (at == none) {
      if (!last_) return false;
      at = static_cast<std::uint32_t>(size_);
    }
    const char c = at < size_ ? text[at] : '\n';
    if (c == '"' && at == field && !closed) {
      field = quoted(at, lines);
      if (field == none) return false;
      closed = true;
      continue;
    }
    if (c == '\0' && at < size_) {
      fail(count_, "there is a NUL byte in the cell");
      if (delimiter_ != '\0') continue;
    }
    if (c == '"' && !closed && at > field && text[at - 1] >= '0' && text[at - 1] <= '9') continue;
    if (closed && (c == '"' || !blank({text + field, at - field}))) {
      fail(count_ - 1, R"(there is text after the closing quote; write a quote within a cell as "")");
    }
    if (c == '"') {
      fail(count_,
           R"(there is a quote within an unquoted cell; put the cell in quotes and write the quote as "")");
      // The rest of the line is given up: what further quotes in it mean cannot be known.
      while (at != none && text[at] != '\n' && text[at] != '\r') at = mark();
      if (at == none) {
        if (!last_) return false;
        at = static_cast<std::uint32_t>(size_);
      }
      return finish_line(at, lines);
    }
    if (!closed) push({text + field, at - field});
    if (c != delimiter_) return finish_line(at, lines);
    field = at + 1;
    closed = false;
    if (count_ > max_fields) {
      error_ = fmt::format("line {}: the record has more than {} cells; is the delimiter right?", next_line_,
                           max_fields);
      return true;
    }
  }
}

Tokenizer::Next Tokenizer::next() {
  while (error_.empty()) {
    if (start_ < size_) {
      if (assemble()) {
        if (error_.empty()) return Next::record;
        break;
      }
      if (last_) {
        error_ =
            fmt::format("line {}: a quote is opened in cell {} and never closed", next_line_, count_ + 1);
        break;
      }
      if (size_ - start_ > max_record) {
        error_ = fmt::format("line {}: the record is longer than {} MiB; is a quote opened and never closed?",
                             next_line_, max_record >> 20U);
        break;
      }
    } else if (last_) {
      return Next::end;
    }
    (void)refill();
  }
  return Next::failed;
}

}  // namespace waymark::csv
