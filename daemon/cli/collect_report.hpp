#pragma once

#include <nlohmann/json_fwd.hpp>

#include "collectors/collector.hpp"

// What one collector's run came to, for people and for programs.
namespace waymark::cli {

void say(const core::CollectorName& name, const collectors::CollectReport& report);
[[nodiscard]] nlohmann::json report_json(const core::CollectorName& name,
                                         const collectors::CollectReport& report);

}  // namespace waymark::cli
