#include <fmt/format.h>

#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/core/period.hpp"
#include "daemon/remote_write/store.hpp"

namespace waymark::cli {

// Marks in the queue's file what is to be sent; a daemon that runs finds the marks within a minute.
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
  const auto count = remote_write::Store(configured->queue, configured->queue_limit).resend(from);
  put("{} samples will be sent again, by the daemon within a minute or when it starts\n", count);
  return fine;
}

}  // namespace waymark::cli
