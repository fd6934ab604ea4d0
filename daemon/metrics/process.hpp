#pragma once

#include <vector>

#include <prometheus/metric_family.h>

namespace waymark::metrics {

// process_*, as every Prometheus client library names them, for this process and at this moment. A figure
// that the system does not give is left out.
[[nodiscard]] std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace waymark::metrics
