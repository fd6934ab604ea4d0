#pragma once

#include <span>
#include <string>

#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/labels.hpp"

namespace waymark::metrics {

// A family of the KPI schema and how its samples come from one authority's scoreboard.
struct KpiFamily {
  Family family;
  // Appends the samples; `name` is sample_name(family).
  void (*write)(std::string& out, const std::string& name, const Labels& labels);
};

// docs/metrics.md describes each, in this order.
[[nodiscard]] std::span<const KpiFamily> kpi_families();
// The last of them: control charts, forecasts and findings. For kpi_families().
[[nodiscard]] std::span<const KpiFamily> analysis_families();

}  // namespace waymark::metrics
