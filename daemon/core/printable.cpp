#include "daemon/core/printable.hpp"

#include <algorithm>

namespace waymark::core {

namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

enum class Form { line, lines, json };

// Of a well-formed sequence.
char32_t code_point(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1) return lead;
  char32_t point = lead & (0x7FU >> sequence.size());
  for (const char c : sequence.substr(1)) point = point << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return point;
}

// Controls, marks and overrides of direction, separators of lines, annotations, tags.
bool steers(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

void append_hex(std::string& out, char32_t value, unsigned count) {
  for (unsigned shift = 4 * count; shift > 0; shift -= 4) out += digits[(value >> (shift - 4)) & 0xFU];
}

void append_escape(std::string& out, char32_t c, Form form) {
  if (form == Form::json) {
    if (c > 0xFFFF) {
      out += "\\u";
      append_hex(out, 0xD800 + ((c - 0x10000) >> 10U), 4);
      c = 0xDC00 + ((c - 0x10000) & 0x3FFU);
    }
    out += "\\u";
    append_hex(out, c, 4);
  } else if (c == '\n' || c == '\t' || c == '\r') {
    out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
  } else if (c < 0x80) {
    out += "\\x";
    append_hex(out, c, 2);
  } else if (c <= 0xFFFF) {
    out += "\\u";
    append_hex(out, c, 4);
  } else {
    out += "\\U";
    append_hex(out, c, 8);
  }
}

std::string shown(std::string_view text, Form form) {
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7F; };
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto run = static_cast<std::size_t>(std::ranges::find_if_not(text, plain) - text.begin());
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    const auto length = utf8_length(text);
    if (length == 0) {
      if (form == Form::json) {
        out += "\xEF\xBF\xBD";
      } else {
        out += "\\x";
        append_hex(out, static_cast<unsigned char>(text.front()), 2);
      }
    } else {
      const auto sequence = text.substr(0, length);
      const auto point = code_point(sequence);
      const bool layout = form != Form::line && (point == '\n' || point == '\t');
      if (steers(point) && !layout) {
        append_escape(out, point, form);
      } else {
        out.append(sequence);
      }
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return at(i) >= low && at(i) <= high;
  };
  if (text.empty()) return 0;
  const auto lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = lead == 0xE0 ? follows(1, 0xA0) : lead == 0xED ? follows(1, 0x80, 0x9F) : follows(1);
    return second && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = lead == 0xF0 ? follows(1, 0x90) : lead == 0xF4 ? follows(1, 0x80, 0x8F) : follows(1);
    return second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

std::string printable(std::string_view text) {
  return shown(text, Form::line);
}

std::string printable_lines(std::string_view text) {
  return shown(text, Form::lines);
}

std::string printable_json(std::string_view json) {
  return shown(json, Form::json);
}

}  // namespace waymark::core
