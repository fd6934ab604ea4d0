#pragma once

#include <chrono>
#include <memory>

#include "daemon/core/evaluate.hpp"
#include "daemon/ledger/ledger.hpp"

namespace waymark::runtime {

// What evaluate() needs of the view for this plan: the recent periods of every series the plan reads, and
// the whole length where a formula over time, a due period gone by or a comparison with an early period needs
// it.
[[nodiscard]] core::History load_history(const ledger::View& view, const core::Plan& plan,
                                         std::chrono::sys_days as_of);

// The scoreboard of one plan, from what the view shows.
[[nodiscard]] std::shared_ptr<const core::Scoreboard> evaluate(const ledger::View& view,
                                                               std::shared_ptr<const core::Plan> plan,
                                                               std::chrono::sys_days as_of,
                                                               const core::Calendar& calendar);

// The same for the plan's commitments only: of the ledger, no series is read that no commitment rests on, so
// that the other indicators of this scoreboard are without figures.
[[nodiscard]] std::shared_ptr<const core::Scoreboard> evaluate_commitments(
    const ledger::View& view, std::shared_ptr<const core::Plan> plan, std::chrono::sys_days as_of,
    const core::Calendar& calendar);

}  // namespace waymark::runtime
