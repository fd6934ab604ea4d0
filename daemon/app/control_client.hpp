#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace waymark::app {

struct ControlAnswer {
  int exit = 0;
  std::string problem;
};

// Hands a command to the daemon that writes this ledger, and waits for its answer; each line of it but the
// last goes to `take`. Nothing when no daemon does: whoever asks may write itself. Throws std::runtime_error
// with a sentence when this user may not ask, or the daemon ended meanwhile.
[[nodiscard]] std::optional<ControlAnswer> ask_daemon(const std::filesystem::path& ledger,
                                                      std::string_view command,
                                                      const nlohmann::json& arguments,
                                                      const std::function<void(const nlohmann::json&)>& take);

}  // namespace waymark::app
