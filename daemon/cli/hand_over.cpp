#include "daemon/cli/hand_over.hpp"

#include <nlohmann/json.hpp>

#include "daemon/app/control_client.hpp"
#include "daemon/cli/command.hpp"

namespace waymark::cli {

std::optional<int> hand_over(const app::Loaded& loaded, std::string_view command,
                             const nlohmann::json& arguments, const Progress& progress,
                             const std::function<void(const nlohmann::json&)>& take) {
  const auto answer =
      app::ask_daemon(loaded.configuration.ledger, command, arguments, [&](const nlohmann::json& line) {
        progress.clear();
        if (line.contains("progress")) {
          progress.say(line["progress"].get<std::string>() + " (by the daemon)");
        } else {
          take(line);
        }
      });
  if (!answer) return std::nullopt;
  progress.clear();
  if (!answer->problem.empty()) throw Failure(answer->exit, answer->problem);
  return answer->exit;
}

}  // namespace waymark::cli
