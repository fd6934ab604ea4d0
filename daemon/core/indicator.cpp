#include "daemon/core/indicator.hpp"

#include <algorithm>

#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

constexpr Words<Unit, 11> unit_words{{
    {Unit::percent, "percent"},
    {Unit::gbp, "gbp"},
    {Unit::fte, "fte"},
    {Unit::headcount, "headcount"},
    {Unit::count, "count"},
    {Unit::days, "days"},
    {Unit::hours, "hours"},
    {Unit::minutes, "minutes"},
    {Unit::ratio, "ratio"},
    {Unit::index, "index"},
    {Unit::per_1000, "per_1000"},
}};

constexpr Words<Polarity, 4> polarity_words{{
    {Polarity::higher, "higher"},
    {Polarity::lower, "lower"},
    {Polarity::neutral, "neutral"},
    {Polarity::range, "range"},
}};

constexpr Words<Aggregation, 5> aggregation_words{{
    {Aggregation::flow, "flow"},
    {Aggregation::stock, "stock"},
    {Aggregation::stock_mean, "stock_mean"},
    {Aggregation::ratio, "ratio"},
    {Aggregation::cumulative, "cumulative"},
}};

}  // namespace

std::string_view word(Unit unit) {
  return word_of(unit_words, unit);
}
std::optional<Unit> unit(std::string_view word) {
  return value_of(unit_words, word);
}
std::string_view word(Polarity polarity) {
  return word_of(polarity_words, polarity);
}
std::optional<Polarity> polarity(std::string_view word) {
  return value_of(polarity_words, word);
}
std::string_view word(Aggregation aggregation) {
  return word_of(aggregation_words, aggregation);
}
std::optional<Aggregation> aggregation(std::string_view word) {
  return value_of(aggregation_words, word);
}

const SpcDeclaration* Indicator::spc_at(const Scope& scope) const {
  const SpcDeclaration* general = nullptr;
  for (const auto& declared : spc) {
    if (std::ranges::find(declared.scopes, scope) != declared.scopes.end()) return &declared;
    if (declared.scopes.empty()) general = &declared;
  }
  return general;
}

}  // namespace waymark::core
