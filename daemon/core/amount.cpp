#include "daemon/core/amount.hpp"

#include <string_view>

namespace waymark::core {
namespace {

std::string counted(Decimal value, std::string_view one, std::string_view many) {
  const bool single = value.scale == 0 && (value.mantissa == 1 || value.mantissa == -1);
  return grouped(value) + ' ' + std::string{single ? one : many};
}

}  // namespace

std::string grouped(Decimal value) {
  auto text = value.text();
  auto at = text.find('.');
  if (at == std::string::npos) at = text.size();
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  while (at > first + 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string amount(Decimal value, Unit unit) {
  switch (unit) {
    case Unit::percent: return grouped(value) + '%';
    case Unit::gbp: return (value.mantissa < 0 ? "-£" : "£") + grouped(value.magnitude());
    case Unit::fte: return grouped(value) + " FTE";
    case Unit::headcount: return counted(value, "person", "people");
    case Unit::days: return counted(value, "day", "days");
    case Unit::hours: return counted(value, "hour", "hours");
    case Unit::minutes: return counted(value, "minute", "minutes");
    case Unit::per_1000: return grouped(value) + " per 1,000";
    case Unit::count:
    case Unit::ratio:
    case Unit::index: return grouped(value);
  }
  return grouped(value);
}

std::string difference(Decimal value, Unit unit) {
  if (unit == Unit::percent) return counted(value.magnitude(), "point", "points");
  return amount(value.magnitude(), unit);
}

}  // namespace waymark::core
