#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "collectors/collector.hpp"
#include "daemon/app/control.hpp"
#include "daemon/app/loaded.hpp"

// `waymark collect` beside a daemon: what is handed over, what the daemon does, what it answers.
namespace waymark::app {

class Engine;

// A run without a mistake: the exit code of `collect` goes by it.
[[nodiscard]] bool all_well(const collectors::CollectReport& report);

// What lies in the collector's inbox and is not read; nothing where there is no inbox.
[[nodiscard]] std::vector<collectors::Unread> unread_in(const collectors::CollectReport& report);

// The collectors that are wanted, with a digest of what each is made from here.
[[nodiscard]] nlohmann::json collect_arguments(const Loaded& loaded,
                                               const std::vector<collectors::Collector*>& collectors,
                                               const collectors::Request& request);

// In the daemon: runs them one after the other, sends a line {"report": ...} for each, and waits until what
// they recorded is published. When nobody waits for the answer any more, the run under way goes on and no
// other begins. Throws ControlRefusal when the daemon has other collectors than were handed over.
int collect_as_asked(Engine& engine, const nlohmann::json& arguments, ControlCaller& caller);

struct CollectorReport {
  core::CollectorName collector;
  collectors::CollectReport report;
};
[[nodiscard]] nlohmann::json to_wire(const CollectorReport& report);
[[nodiscard]] CollectorReport report_from_wire(const nlohmann::json& line);

}  // namespace waymark::app
