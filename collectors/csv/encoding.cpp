#include "collectors/csv/encoding.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>
#include <iconv.h>

namespace waymark::csv {

std::size_t ascii_prefix(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::size_t i = 0;
  for (; i + 32 <= text.size(); i += 32) {
    std::array<std::uint64_t, 4> words{};
    std::memcpy(words.data(), text.data() + i, 32);
    if (((words[0] | words[1] | words[2] | words[3]) & high_bits) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

void Evidence::feed(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    if (want_ == 0 && byte < 0x80) {
      const auto run = ascii_prefix(bytes.substr(i));
      i += run;
      if (!invalid_) valid_ += run;
      continue;
    }
    ++i;
    if (byte >= 0x80) seen_[byte] = true;
    if (invalid_) continue;
    if (want_ > 0) {
      if (byte < low_ || byte > high_) {
        invalid_ = true;
        want_ = 0;
        continue;
      }
      --want_;
      low_ = 0x80;
      high_ = 0xBF;
    } else if (byte >= 0xC2 && byte <= 0xDF) {
      want_ = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
      want_ = 2;
      if (byte == 0xE0) low_ = 0xA0;
      if (byte == 0xED) high_ = 0x9F;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
      want_ = 3;
      if (byte == 0xF0) low_ = 0x90;
      if (byte == 0xF4) high_ = 0x8F;
    } else {
      invalid_ = true;
      continue;
    }
    ++valid_;
  }
}

Encoding Evidence::single_byte(Encoding fallback) const {
  const bool undefined_in_1252 = seen_[0x81] || seen_[0x8D] || seen_[0x8F] || seen_[0x90] || seen_[0x9D];
  if (undefined_in_1252 && !seen_[0xA3]) return Encoding::cp850;
  if (seen_[0x9C] && !seen_[0xA3]) return Encoding::cp850;
  if (seen_[0xA3] && !seen_[0x9C]) return Encoding::windows_1252;
  return fallback;
}

struct Text::Converter {
  explicit Converter(const char* from) : handle(iconv_open("UTF-8", from)) {
    // iconv's own invalid handle is a number in the shape of a pointer.
    if (reinterpret_cast<std::intptr_t>(handle) == -1) {
      throw std::runtime_error(
          fmt::format("the system's iconv does not know {}; install the package locales", from));
    }
  }
  ~Converter() { iconv_close(handle); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  iconv_t handle;
};

namespace {

std::string_view name(Encoding encoding) {
  switch (encoding) {
    case Encoding::detect: return "detect";
    case Encoding::utf8: return "utf-8";
    case Encoding::utf16: return "utf-16";
    case Encoding::windows_1252: return "windows-1252";
    case Encoding::cp850: return "cp850";
  }
  return {};
}

// Text without a mark whose every other byte is mostly NUL.
const char* utf16_by_nuls(std::string_view head) {
  head = head.substr(0, std::min<std::size_t>(head.size(), 4096) & ~std::size_t{1});
  if (head.size() < 4) return nullptr;
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < head.size(); i += 2) {
    even += head[i] == '\0' ? 1U : 0U;
    odd += head[i + 1] == '\0' ? 1U : 0U;
  }
  const std::size_t pairs = head.size() / 2;
  if (even * 2 > pairs && odd * 16 < pairs) return "UTF-16BE";
  if (odd * 2 > pairs && even * 16 < pairs) return "UTF-16LE";
  return nullptr;
}

}  // namespace

Text::Text(ByteSource& source, Encoding encoding, Encoding fallback)
    : source_(source), encoding_(encoding), fallback_(fallback) {}
Text::~Text() = default;

std::expected<bool, std::string> Text::more() {
  if (!piece_.empty()) return true;
  auto piece = source_.next();
  if (!piece) return std::unexpected(std::move(piece.error()));
  piece_ = *piece;
  return !piece_.empty();
}

std::expected<void, std::string> Text::start() {
  using namespace std::string_view_literals;
  auto head = source_.look(0);
  if (!head) return std::unexpected(std::move(head.error()));
  const bool any = encoding_ == Encoding::detect;
  const char* utf16 = nullptr;
  std::size_t mark = 0;
  if ((any || encoding_ == Encoding::utf8) && head->starts_with("\xEF\xBB\xBF")) {
    mark = 3;
  } else if (any || encoding_ == Encoding::utf16) {
    if (head->starts_with("\xFF\xFE"sv)) {
      utf16 = "UTF-16LE";
      mark = 2;
    } else if (head->starts_with("\xFE\xFF"sv)) {
      utf16 = "UTF-16BE";
      mark = 2;
    } else {
      utf16 = utf16_by_nuls(*head);
      if (utf16 == nullptr && encoding_ == Encoding::utf16) utf16 = "UTF-16LE";
    }
  }
  for (std::size_t left = mark; left > 0;) {
    auto there = more();
    if (!there) return std::unexpected(std::move(there.error()));
    if (!*there) break;
    const auto step = std::min(left, piece_.size());
    piece_.remove_prefix(step);
    left -= step;
  }
  offset_ = mark;
  mode_ = utf16 != nullptr ? Mode::utf16 : Mode::ascii;
  if (utf16 != nullptr) converter_ = std::make_unique<Converter>(utf16);
  return {};
}

std::expected<void, std::string> Text::decide() {
  Encoding encoding = encoding_;
  if (encoding == Encoding::detect || encoding == Encoding::utf8) {
    Evidence evidence;
    for (std::uint64_t offset = offset_;;) {
      auto bytes = source_.look(offset);
      if (!bytes) return std::unexpected(std::move(bytes.error()));
      if (bytes->empty()) break;
      evidence.feed(*bytes);
      offset += bytes->size();
    }
    if (evidence.utf8()) {
      mode_ = Mode::utf8;
      return {};
    }
    if (encoding == Encoding::utf8) {
      return std::unexpected(fmt::format(R"({} is not UTF-8; set encoding = "windows-1252" or "detect")",
                                         place(offset_ + evidence.valid())));
    }
    encoding = evidence.single_byte(fallback_);
  }
  mode_ = Mode::table;
  encoding_ = encoding;
  const Converter converter(encoding == Encoding::cp850 ? "CP850" : "CP1252");
  table_ = std::make_unique<Table>();
  for (std::size_t i = 0; i < table_->size(); ++i) {
    char byte = static_cast<char>(i + 0x80);
    char* in = &byte;
    char* out = (*table_)[i].data();
    std::size_t in_left = 1, out_left = 3;
    if (iconv(converter.handle, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) {
      (*table_)[i] = {};
    }
  }
  return {};
}

// "line 7: byte 0xA3" for messages.
std::string Text::place(std::uint64_t offset) {
  std::size_t line = 1;
  int byte = 0;
  for (std::uint64_t at = 0;;) {
    const auto bytes = source_.look(at);
    if (!bytes || bytes->empty()) break;
    const auto upto = bytes->substr(0, std::min<std::uint64_t>(bytes->size(), offset - at));
    line += static_cast<std::size_t>(std::ranges::count(upto, '\n'));
    if (upto.size() < bytes->size()) {
      byte = static_cast<unsigned char>((*bytes)[upto.size()]);
      break;
    }
    at += bytes->size();
  }
  return fmt::format("line {}: byte 0x{:02X}", line, byte);
}

std::expected<std::size_t, std::string> Text::read(char* into, std::size_t room) {
  if (mode_ == Mode::start) {
    if (auto started = start(); !started) return std::unexpected(std::move(started.error()));
  }
  if (mode_ == Mode::table) return read_table(into, room);
  if (mode_ == Mode::utf16) return read_utf16(into, room);
  auto there = more();
  if (!there) return std::unexpected(std::move(there.error()));
  if (!*there) return 0;
  std::size_t take = std::min(room, piece_.size());
  if (mode_ == Mode::ascii) {
    take = ascii_prefix(piece_.substr(0, take));
    if (take == 0) {
      if (auto decided = decide(); !decided) return std::unexpected(std::move(decided.error()));
      return read(into, room);
    }
  }
  std::memcpy(into, piece_.data(), take);
  piece_.remove_prefix(take);
  offset_ += take;
  return take;
}

std::expected<std::size_t, std::string> Text::read_table(char* into, std::size_t room) {
  auto there = more();
  if (!there) return std::unexpected(std::move(there.error()));
  std::size_t out = 0;
  while (!piece_.empty() && out + 3 <= room) {
    const auto plain = ascii_prefix(piece_.substr(0, room - out));
    std::memcpy(into + out, piece_.data(), plain);
    out += plain;
    piece_.remove_prefix(plain);
    offset_ += plain;
    while (!piece_.empty() && out + 3 <= room && static_cast<unsigned char>(piece_.front()) >= 0x80) {
      const auto& character = (*table_)[static_cast<unsigned char>(piece_.front()) - 0x80U];
      if (character[0] == '\0') {
        return std::unexpected(fmt::format(R"({} is not {}; set encoding to what the file has)",
                                           place(offset_), name(encoding_)));
      }
      for (std::size_t i = 0; character[i] != '\0'; ++i) into[out++] = character[i];
      piece_.remove_prefix(1);
      ++offset_;
    }
  }
  return out;
}

std::expected<std::size_t, std::string> Text::read_utf16(char* into, std::size_t room) {
  std::string left;
  while (true) {
    if (piece_.empty() || !left.empty()) {
      left.append(piece_);
      piece_ = {};
      auto there = more();
      if (!there) return std::unexpected(std::move(there.error()));
      if (!*there) {
        if (left.empty()) return 0;
        return std::unexpected("the text ends within a UTF-16 character; is the file complete?");
      }
      if (!left.empty()) {
        carry_ = left.append(piece_);
        left.clear();
        piece_ = carry_;
      }
    }
    char* in = const_cast<char*>(piece_.data());  // iconv does not write there
    std::size_t in_left = piece_.size();
    char* out = into;
    std::size_t out_left = room;
    const auto result = iconv(converter_->handle, &in, &in_left, &out, &out_left);
    const int problem = result == static_cast<std::size_t>(-1) ? errno : 0;
    const auto used = piece_.size() - in_left;
    piece_.remove_prefix(used);
    offset_ += used;
    if (problem == EILSEQ && out == into) {
      return std::unexpected(fmt::format(
          "byte {} does not begin a UTF-16 character; set encoding to what the file has", offset_ + 1));
    }
    if (out != into) return static_cast<std::size_t>(out - into);
    left.assign(piece_);  // EINVAL: a character begins here and goes on in the next piece
    piece_ = {};
  }
}

}  // namespace waymark::csv
