#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/core/period.hpp"
#include "daemon/core/regression.hpp"

// What a series is heading for (domain.md 6; docs/analysis.md).
namespace waymark::core {

enum class ForecastMethod : std::uint8_t {
  line,                   // least squares over all figures
  same_period_last_year,  // the mean change from the same period a year before, under three full years
  seasonal_differences,   // the same from three full years on
};
[[nodiscard]] std::string_view word(ForecastMethod method);

enum class Refusal : std::uint8_t { none, reported, too_few, break_in_series, not_a_line };
[[nodiscard]] std::string_view word(Refusal refusal);

// A probability in words: at least 80%, at most 20%, and what is between.
enum class Outlook : std::uint8_t { likely, uncertain, unlikely };
[[nodiscard]] Outlook outlook(double probability);
[[nodiscard]] std::string_view word(Outlook outlook);
[[nodiscard]] std::string_view words(Outlook outlook);  // Likely to be met

struct DatedNumber {
  Period period;
  double value = 0;
  bool breaks = false;  // not comparable with what was before
};

struct ForecastRules {
  bool seasonal = false;
  std::uint32_t window = 0;                       // only the latest so many figures; 0: all
  std::optional<Period> since;                    // only figures from this period on
  std::span<const std::chrono::sys_days> splits;  // ascending: only figures after the latest of them
  bool robust = true;  // also Theil-Sen and Mann-Kendall, which take most of the time
};

// What is to be foretold: the value of `due`, or of a measure that adds up over the year the sum of
// first..due and what is `known` of it already.
struct ForecastTask {
  Period first, due;
  double known = 0;
};

struct Forecast {
  static constexpr std::uint32_t fewest = 6;
  static constexpr double runs_level = 0.05;

  Period due;
  Refusal refusal = Refusal::none;
  std::string reason;  // of a refusal: a sentence without its full stop
  ForecastMethod method = ForecastMethod::line;
  std::optional<Period> from, to;  // the figures used
  std::uint32_t points = 0;        // how many; of seasonal methods, pairs
  Prediction prediction;
  Prediction::Interval likely, wide;  // 80% and 95%
  double robust = 0;                  // by the median of slopes instead
  double trend_p_value = 1;           // Mann-Kendall, by seasons for the seasonal methods
  double runs_p_value = 1;
  std::optional<double> probability;  // that the target is met

  [[nodiscard]] bool refused() const { return refusal != Refusal::none; }
};

// Figures ascending, of one period kind, none of a later period than the due one matters.
[[nodiscard]] Forecast forecast(std::span<const DatedNumber> figures, const ForecastTask& task,
                                const ForecastRules& rules);

// Quantiles of one forecast are those of any other with as many points: kept by the caller for speed.
class Quantiles {
 public:
  struct Pair {
    double likely = 0, wide = 0;
  };
  [[nodiscard]] Pair of(double degrees_of_freedom);

 private:
  double degrees_of_freedom_ = 0;
  Pair last_;
};
[[nodiscard]] Forecast forecast(std::span<const DatedNumber> figures, const ForecastTask& task,
                                const ForecastRules& rules, Quantiles& quantiles);

}  // namespace waymark::core
