#include "daemon/http/api/json.hpp"

#include <cmath>

#include <fmt/format.h>

#include "daemon/core/printable.hpp"

namespace waymark::http {

void Json::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

Json& Json::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

Json& Json::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

Json& Json::raw(std::string_view token) {
  separate();
  out_ += token;
  return *this;
}

Json& Json::key(std::string_view name) {
  text(name);
  out_ += ':';
  first_ = true;
  return *this;
}

Json& Json::text(std::string_view value) {
  separate();
  out_ += '"';
  while (!value.empty()) {
    const auto length = core::utf8_length(value);
    const char c = value.front();
    if (length == 0) {
      out_ += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out_ += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
  return *this;
}

Json& Json::number(double value) {
  return std::isfinite(value) ? raw(fmt::format("{}", value)) : null();
}

Json& Json::put(std::string_view name, std::optional<double> value) {
  key(name);
  return value ? number(*value) : null();
}

}  // namespace waymark::http
