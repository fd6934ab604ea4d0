#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/core/scoreboard.hpp"

// Figures as samples of a time series database, each at the end of its period: for what keeps history, never
// for /metrics. Names of their own (`kpi_period_*`), because a scraped kpi_value says what was last known at
// that moment, and these say what is known of a period.
namespace waymark::history {

struct Sample {
  std::int64_t seconds = 0;  // 23:59:59 UTC of the period's last day, since 1970
  double value = 0;          // percentages are ratios
};

using Label = std::pair<std::string_view, std::string>;

struct SampleSeries {
  std::string_view name;
  std::vector<Label> labels;
  std::vector<Sample> samples;  // ascending
};

// What there is: figures, and what was expected of them.
struct SampleFamily {
  std::string_view name;
  std::string_view help;
};
[[nodiscard]] std::span<const SampleFamily> sample_families();

// The figures of these series, full length, as known at one moment.
using ReadHistory = std::function<core::History(std::span<const core::SeriesKey>)>;

// Samples from one moment to another, both included.
struct Span {
  std::chrono::sys_seconds from{};
  std::chrono::sys_seconds to{};
};

// Every series of one family on the board; those without a sample are left out.
// Forecasts are not reported figures, and samples outside of `span` are left out. Reads one indicator's
// history at a time, so that ledgers of any size fit.
void for_each_series(const core::Scoreboard& board, const ReadHistory& read, Span span,
                     std::string_view family, const std::function<void(const SampleSeries&)>& visit);

[[nodiscard]] std::int64_t end_seconds(core::Period period);

}  // namespace waymark::history
