#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "daemon/core/figure_reader.hpp"

// Control charts, forecasts and findings of an evaluation. For this folder.
namespace waymark::core {

// Of figures that were reported and complete; nothing without any.
[[nodiscard]] std::shared_ptr<const ControlChart> control_chart(const SpcDeclaration& declared,
                                                                const Indicator& indicator,
                                                                const std::vector<Figure>& figures);

// Of a commitment that declares one, with the probability of meeting the target.
[[nodiscard]] Forecast forecast_of(const Commitment& commitment, const Indicator& indicator,
                                   const DatedValue& target, const std::vector<Figure>& figures,
                                   Quantiles& quantiles);

[[nodiscard]] std::optional<Acceleration> acceleration(const Commitment& commitment, const Plan& plan,
                                                       const IndicatorIndex& index,
                                                       const Indicator& indicator, const Figure& latest,
                                                       std::chrono::sys_days as_of, FigureReader& reader);

// From results that are complete.
[[nodiscard]] std::vector<Finding> findings(const Scoreboard& board);

}  // namespace waymark::core
