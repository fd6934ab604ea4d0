#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "daemon/app/control.hpp"
#include "daemon/ledger/acts.hpp"

// `waymark ledger erase` and `waymark ledger correct-times` beside a daemon.
namespace waymark::app {

class Engine;

[[nodiscard]] nlohmann::json to_wire(const ledger::Erasure& what);
// In the daemon: erases, and sends a line {"texts": ..., "gone": ...}.
int erase_as_asked(Engine& engine, const nlohmann::json& arguments, ControlCaller& caller);
[[nodiscard]] ledger::Erased erased_from_wire(const nlohmann::json& line);

[[nodiscard]] nlohmann::json to_wire(const ledger::TimeCorrection& correction);
// In the daemon: corrects, sends a line {"corrected": {...}} for each range of entries, and waits until what
// is known since is published.
int correct_times_as_asked(Engine& engine, const nlohmann::json& arguments, ControlCaller& caller);
[[nodiscard]] ledger::CorrectedTimes corrected_from_wire(const nlohmann::json& line);

}  // namespace waymark::app
