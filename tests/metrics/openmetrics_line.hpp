#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waymark::tests {

using LabelSet = std::vector<std::pair<std::string, std::string>>;

struct Exemplar {
  LabelSet labels;
  std::optional<double> timestamp;
};

struct Sample {
  std::string name;
  LabelSet labels;
  double value = 0;
  std::optional<double> timestamp;
  std::optional<Exemplar> exemplar;

  [[nodiscard]] const std::string* label(std::string_view name_) const {
    for (const auto& [own, text] : labels) {
      if (own == name_) return &text;
    }
    return nullptr;
  }
};

// A decimal number as OpenMetrics has it: digits, point, exponent; Inf with a sign or without, NaN.
[[nodiscard]] std::optional<double> openmetrics_number(std::string_view text);
[[nodiscard]] bool metric_name(std::string_view text);
// One line of a sample; throws std::runtime_error with the reason.
[[nodiscard]] Sample parse_sample(std::string_view line);

}  // namespace waymark::tests
