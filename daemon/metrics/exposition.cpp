#include "daemon/metrics/exposition.hpp"

#include <charconv>
#include <cmath>

namespace waymark::metrics {
namespace {

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quotes) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
}

std::string_view type_word(FamilyType type, Format format) {
  switch (type) {
    case FamilyType::gauge: return "gauge";
    case FamilyType::counter: return "counter";
    case FamilyType::histogram: return "histogram";
    case FamilyType::info: return format == Format::openmetrics ? "info" : "gauge";
    case FamilyType::stateset: return format == Format::openmetrics ? "stateset" : "gauge";
  }
  return "unknown";
}

}  // namespace

std::string sample_name(const Family& family) {
  std::string name{family.name};
  if (family.type == FamilyType::counter) name += "_total";
  if (family.type == FamilyType::info) name += "_info";
  return name;
}

void append_header(std::string& out, const Family& family, Format format) {
  const std::string name = format == Format::openmetrics ? std::string{family.name} : sample_name(family);
  out.append("# HELP ").append(name).append(" ");
  append_escaped(out, family.help, format == Format::openmetrics);
  out.append("\n# TYPE ").append(name).append(" ").append(type_word(family.type, format)).append("\n");
}

void append_label(std::string& out, std::string_view name, std::string_view value, bool first) {
  out += first ? '{' : ',';
  out.append(name).append("=\"");
  append_escaped(out, value, true);
  out += '"';
}

void append_number(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end.ptr);
  }
}

double shifted(core::Decimal value, int shift) {
  // Both operands exact as doubles: then one correctly rounded division gives the nearest double.
  constexpr std::array powers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::int64_t exact = std::int64_t{1} << 53U;
  const auto places = std::size_t{value.scale} + static_cast<std::size_t>(shift);
  if (value.mantissa >= -exact && value.mantissa <= exact && places < powers.size()) {
    return static_cast<double>(value.mantissa) / powers[places];
  }
  const std::string text = std::to_string(value.mantissa) + "e-" + std::to_string(places);
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

double seconds(std::chrono::sys_seconds time) {
  return static_cast<double>(time.time_since_epoch().count());
}

}  // namespace waymark::metrics
