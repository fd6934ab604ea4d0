#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/core/decimal.hpp"

namespace waymark::http {

// Writes JSON text piece by piece. Its own, because a figure must keep its source's digits (`8.30`, pence
// beyond 2^53), which a tree of doubles loses. The caller pairs begin and end; `key` precedes a value in an
// object.
class Json {
 public:
  Json& begin_object() { return open('{'); }
  Json& end_object() { return close('}'); }
  Json& begin_array() { return open('['); }
  Json& end_array() { return close(']'); }
  Json& key(std::string_view name);

  Json& text(std::string_view value);  // bytes that are not UTF-8 become U+FFFD
  Json& number(core::Decimal value) { return raw(value.text()); }
  Json& number(double value);  // null when not finite
  Json& number(std::uint64_t value) { return raw(std::to_string(value)); }
  Json& boolean(bool value) { return raw(value ? "true" : "false"); }
  Json& null() { return raw("null"); }

  Json& put(std::string_view name, std::string_view value) { return key(name).text(value); }
  Json& put(std::string_view name, const char* value) { return key(name).text(value); }
  Json& put(std::string_view name, core::Decimal value) { return key(name).number(value); }
  Json& put(std::string_view name, std::uint64_t value) { return key(name).number(value); }
  Json& put(std::string_view name, bool value) { return key(name).boolean(value); }
  Json& put(std::string_view name, std::optional<double> value);
  Json& put(std::string_view name, std::nullopt_t /*unused*/) { return key(name).null(); }
  // null when empty
  Json& put_or_null(std::string_view name, std::string_view value) {
    return value.empty() ? key(name).null() : key(name).text(value);
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  Json& open(char bracket);
  Json& close(char bracket);
  Json& raw(std::string_view token);
  void separate();

  std::string out_;
  bool first_ = true;  // in the innermost bracket
};

}  // namespace waymark::http
