#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/core/decimal.hpp"

// The two text formats of metrics: Prometheus text 0.0.4 and OpenMetrics 1.0. Samples read the same in both;
// the lines that describe a family differ.
namespace waymark::metrics {

enum class Format : std::uint8_t { text, openmetrics };
inline constexpr std::array formats{Format::text, Format::openmetrics};

enum class FamilyType : std::uint8_t { gauge, counter, histogram, info, stateset };

// `name` is OpenMetrics' name, without the suffix of the samples: `kpi_revisions`, not `kpi_revisions_total`.
struct Family {
  std::string_view name;
  FamilyType type;
  std::string_view help;
};

// The name that a counter's or info's samples have; that of the family for the other types.
[[nodiscard]] std::string sample_name(const Family& family);
// HELP and TYPE. Text format knows neither info nor stateset: they are gauges there.
void append_header(std::string& out, const Family& family, Format format);

// `,name="value"`, escaped; the comma becomes `{` for the first label of a sample.
void append_label(std::string& out, std::string_view name, std::string_view value, bool first = false);
// The shortest text that reads back to the same double; NaN, +Inf, -Inf.
void append_number(std::string& out, double value);

// The double nearest to value / 10^shift, shift >= 0: a percentage of 8.29 with a shift of 2 is 0.0829, not
// 0.08289999999999999, since the decimal point is moved and nothing is divided.
[[nodiscard]] double shifted(core::Decimal value, int shift);
// Since 1970, as Prometheus has times.
[[nodiscard]] double seconds(std::chrono::sys_seconds time);

}  // namespace waymark::metrics
