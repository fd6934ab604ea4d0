#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace waymark::tests {

// What is wrong with an OpenMetrics 1.0 exposition, as `line: reason`; empty when it conforms. As strict as
// the reference parser, so that a body that passes here is accepted by every reader.
[[nodiscard]] std::optional<std::string> openmetrics_problem(std::string_view exposition);

}  // namespace waymark::tests
