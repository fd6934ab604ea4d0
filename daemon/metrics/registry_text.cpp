#include "daemon/metrics/registry_text.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace waymark::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

void append_sample(std::string& out, std::string_view name, const ClientMetric& metric, std::string_view more,
                   double value) {
  out += name;
  bool first = true;
  for (const auto& label : metric.label) {
    append_label(out, label.name, label.value, first);
    first = false;
  }
  if (!more.empty()) out.append(first ? "{" : ",").append(more);
  if (!more.empty() || !first) out += '}';
  out += ' ';
  append_number(out, value);
  out += '\n';
}

// `1.0` and not `1`, as OpenMetrics wants it, in both formats: a bucket is the same series whichever is
// scraped.
std::string bound(double value) {
  std::string text;
  append_number(text, value);
  if (text.find_first_of(".enI") == std::string::npos) text += ".0";
  return text;
}

void append_histogram(std::string& out, const std::string& name, const ClientMetric& metric) {
  for (const auto& bucket : metric.histogram.bucket) {
    append_sample(out, name + "_bucket", metric, "le=\"" + bound(bucket.upper_bound) + "\"",
                  static_cast<double>(bucket.cumulative_count));
  }
  append_sample(out, name + "_count", metric, "", static_cast<double>(metric.histogram.sample_count));
  append_sample(out, name + "_sum", metric, "", metric.histogram.sample_sum);
}

Family described(const MetricFamily& family) {
  const auto without = [&](std::string_view suffix) {
    return std::string_view{family.name}.substr(0, family.name.size() - suffix.size());
  };
  switch (family.type) {
    case MetricType::Counter:
      if (!family.name.ends_with("_total")) throw std::logic_error(family.name + " must end in _total");
      return {without("_total"), FamilyType::counter, family.help};
    case MetricType::Gauge:
      if (family.name.ends_with("_info")) return {without("_info"), FamilyType::info, family.help};
      return {family.name, FamilyType::gauge, family.help};
    case MetricType::Histogram: return {family.name, FamilyType::histogram, family.help};
    case MetricType::Summary:
    case MetricType::Untyped: break;
  }
  throw std::logic_error(family.name + " has a type that is not used here");
}

}  // namespace

void append_families(std::string& out, std::vector<MetricFamily> families, Format format) {
  for (auto& family : families) {
    if (family.metric.empty()) continue;
    std::ranges::sort(family.metric, {}, &ClientMetric::label);
    append_header(out, described(family), format);
    for (const auto& metric : family.metric) {
      if (family.type == MetricType::Histogram) {
        append_histogram(out, family.name, metric);
      } else {
        const bool counter = family.type == MetricType::Counter;
        append_sample(out, family.name, metric, "", counter ? metric.counter.value : metric.gauge.value);
      }
    }
  }
}

}  // namespace waymark::metrics
