#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/hand_over.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/core/period.hpp"
#include "daemon/remote_write/store.hpp"

namespace waymark::cli {

namespace {

// Marks in the queue's file what is to be sent: the daemon does, or this process where there is none.
std::size_t resend(const app::Loaded& loaded, std::optional<std::chrono::sys_seconds> from) {
  const auto& configured = *loaded.configuration.remote_write;
  nlohmann::json arguments{{"queue", app::wire_text(configured.queue.native())}};
  if (from) arguments["from"] = from->time_since_epoch().count();
  std::size_t count = 0;
  const auto by_daemon = hand_over(loaded, "remote-write resend", arguments, Progress(false),
                                   [&](const nlohmann::json& line) { count = line.at("samples"); });
  if (by_daemon) return count;
  return remote_write::Store(configured.queue, configured.queue_limit).resend(from);
}

}  // namespace

int remote_write_resend(const Options& options) {
  const auto loaded = load(options);
  const auto& configured = loaded->configuration.remote_write;
  if (!configured) {
    throw Failure(usage, fmt::format("{}: there is no [remote_write]", options.configuration.string()));
  }
  std::optional<std::chrono::sys_seconds> from;
  if (!options.since.empty()) {
    const auto day = core::parse_date(options.since);
    if (!day) throw Failure(usage, "--since: " + day.error());
    from = *day;
  }
  if (!std::filesystem::exists(configured->queue)) {
    throw Failure(answer_is_no, fmt::format("{}: nothing has been sent yet", configured->queue.string()));
  }
  const auto count = resend(*loaded, from);
  put("{} samples will be sent again, by the daemon within a minute or when it starts\n", count);
  return fine;
}

}  // namespace waymark::cli
