#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "daemon/app/loaded.hpp"
#include "daemon/cli/progress.hpp"

namespace waymark::cli {

// For a command that records: hands it to the daemon that writes this ledger, gives `take` each line of the
// answer, and returns the exit code. Nothing when no daemon runs: the caller records itself. A Failure when
// the daemon refuses.
[[nodiscard]] std::optional<int> hand_over(const app::Loaded& loaded, std::string_view command,
                                           const nlohmann::json& arguments, const Progress& progress,
                                           const std::function<void(const nlohmann::json&)>& take);

}  // namespace waymark::cli
