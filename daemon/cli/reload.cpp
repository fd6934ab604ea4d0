#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "daemon/app/reload_report.hpp"
#include "daemon/cli/command.hpp"

namespace waymark::cli {

// Sends SIGHUP and waits for what becomes of it, so that `systemctl reload` says so.
int reload(const Options& options) {
  using namespace std::chrono_literals;
  constexpr auto patience = 15min;
  const auto file = app::ReloadReport::place();
  if (file.empty()) {
    throw Failure(usage,
                  "RUNTIME_DIRECTORY is not set: this command is for the service's ExecReload=; use "
                  "`systemctl reload waymark`");
  }
  if (!app::ReloadReport::read(file)) {
    throw Failure(answer_is_no, fmt::format("{}: the daemon has not written it; is it running, with the same "
                                            "RUNTIME_DIRECTORY?",
                                            file.string()));
  }
  const auto asked = std::chrono::steady_clock::now();
  if (::kill(static_cast<pid_t>(options.pid), SIGHUP) != 0) {
    throw Failure(answer_is_no, fmt::format("process {}: {}", options.pid,
                                            std::error_code(errno, std::generic_category()).message()));
  }
  const auto end = asked + patience;
  while (std::chrono::steady_clock::now() < end) {
    const auto report = app::ReloadReport::read(file);
    if (report && report->began >= asked) {
      if (report->ok) return fine;
      throw Failure(answer_is_no, "configuration refused; the last good one stays\n" + report->diagnostics);
    }
    if (::kill(static_cast<pid_t>(options.pid), 0) != 0) {
      throw Failure(answer_is_no, fmt::format("process {} has ended", options.pid));
    }
    std::this_thread::sleep_for(20ms);
  }
  throw Failure(answer_is_no, "the daemon has not answered within 15 minutes; its log may say why");
}

}  // namespace waymark::cli
