#pragma once

#include <string>
#include <vector>

#include "daemon/core/scoreboard.hpp"

// What control charts, forecasts and the pace needed say, in sentences.
namespace waymark::present {

// A computed number with as many digits as the indicator's own figures have.
[[nodiscard]] std::string computed(double value, const core::Indicator& indicator);
// `12%`; `under 1%` and `over 99%` at the ends, since a forecast is never sure.
[[nodiscard]] std::string chance(double probability);

// `Forecast for 2027/28 Q4: 6.1%, with 80% probability from 5.6% to 6.6% and with 95% from 5.2% to 7.0%.
// The target is met with a probability of 12%.` Or why there is none. Needs a forecast.
[[nodiscard]] std::string describe_forecast(const core::Scoreboard& board,
                                            const core::CommitmentResult& result);
// What it was made from and what speaks for and against it; empty for a refusal.
[[nodiscard]] std::string describe_method(const core::Scoreboard& board,
                                          const core::CommitmentResult& result);
// `To meet 5.7% in 2027/28 Q4, the 6 quarters to come must change it by -0.21 points each on average; so far
// it was -0.05 points.`
[[nodiscard]] std::string describe_acceleration(const core::Scoreboard& board,
                                                const core::CommitmentResult& result);

// Neighbouring points that say the same.
struct SignalRun {
  core::Period first, last;
  core::ControlSignal signal;
};
[[nodiscard]] std::vector<SignalRun> signals(const core::ControlChart& chart);
// `Jul 2023 to Jan 2024: seven or more figures in a row below the mean`
[[nodiscard]] std::string describe(const SignalRun& run);
// Mean, limits, signals, what the latest figure says, assurance: a text alternative of the drawing.
[[nodiscard]] std::string describe(const core::ControlChart& chart, const core::Indicator& indicator);
// That limits are trial ones, of what the points are, that nothing varies; empty when there is nothing to
// say.
[[nodiscard]] std::string caveats(const core::ControlChart& chart, const core::Indicator& indicator);

}  // namespace waymark::present
