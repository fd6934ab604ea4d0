#include "daemon/app/control.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

namespace waymark::app {

std::string wire_line(const nlohmann::json& line) {
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Latin-1 has the bytes as its characters; those from 0x80 on are two bytes in UTF-8.
std::string wire_text(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80U) {
      text += c;
    } else {
      text += static_cast<char>(0xC0U | (byte >> 6U));
      text += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return text;
}

std::string from_wire(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80U) {
      bytes += text[i];
    } else if ((byte == 0xC2U || byte == 0xC3U) && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[++i]);
      bytes += static_cast<char>(((byte & 0x3U) << 6U) | (next & 0x3FU));
    } else {
      return std::string(text);
    }
  }
  return bytes;
}

}  // namespace waymark::app
