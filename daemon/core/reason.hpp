#pragma once

#include <string>

#include "daemon/core/scoreboard.hpp"

// The sentences of a verdict. For this folder.
namespace waymark::core {

// `8.1% for 2023/24`; for an empty one `nothing has been reported yet`.
[[nodiscard]] std::string latest_figure(const std::optional<Figure>& figure, Unit unit);
// `8.29% is 0.21 points above the 8.08% expected for 2023/24`
[[nodiscard]] std::string beside_expected(const Figure& actual, Decimal expected, Unit unit);
// `7.9% misses the 7.5% target due in 2026/27 by 0.4 points`
[[nodiscard]] std::string beside_target(const Figure& actual, const DatedValue& target, bool met, Unit unit);
// `63% is 3 points above the band of 40% to 60%`
[[nodiscard]] std::string beside_band(const Figure& actual, const BandTolerance& band, Unit unit);
// `; 4 of 5 services reported`, or nothing when complete
[[nodiscard]] std::string completeness(const Coverage& coverage, const std::string& noun);
// `due in 2026/27`, `due on 31 March 2027`
[[nodiscard]] std::string due_in(Period period);

}  // namespace waymark::core
