#include "daemon/present/csv_text.hpp"

namespace waymark::present {

void append_csv_text(std::string& out, std::string_view text) {
  constexpr std::string_view formula_starts = "=+-@\t\r";
  const bool guarded = !text.empty() && formula_starts.find(text.front()) != std::string_view::npos;
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) out += '"';
  if (guarded) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quoted) out += '"';
}

}  // namespace waymark::present
