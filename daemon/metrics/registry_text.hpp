#pragma once

#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "daemon/metrics/exposition.hpp"

namespace waymark::metrics {

// prometheus-cpp's families (counters, gauges, histograms) in either format: its own serializer escapes no
// HELP, prints 16 digits and knows no OpenMetrics. A gauge whose name ends in `_info` is an info there.
// Sorted by labels, so that the same values are the same bytes.
void append_families(std::string& out, std::vector<prometheus::MetricFamily> families, Format format);

}  // namespace waymark::metrics
