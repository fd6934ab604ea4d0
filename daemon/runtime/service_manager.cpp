#include "daemon/runtime/service_manager.hpp"

#include <cstdint>
#include <cstdlib>

#include <fmt/format.h>

#include "daemon/runtime/systemd.hpp"

namespace waymark::runtime {

namespace {

constinit library::OnFirstUse<Systemd> systemd;

// Why systemd is not spoken to; empty when it did not start this process, which is no problem. Asked once,
// since taking the sockets takes their variables away.
const std::expected<void, std::string>& spoken_to() {
  static const auto answer = []() -> std::expected<void, std::string> {
    for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "LISTEN_FDS"}) {
      if (std::getenv(variable) != nullptr) return systemd.load();
    }
    return std::unexpected(std::string{});
  }();
  return answer;
}

// Whether systemd hears it makes no difference to what the daemon does.
void tell(const std::string& state) {
  if (spoken_to()) static_cast<void>(systemd->sd_notify(0, state.c_str()));
}

}  // namespace

std::string ServiceManager::problem() {
  return spoken_to() ? std::string{} : spoken_to().error();
}

std::vector<int> ServiceManager::take_sockets() {
  if (!spoken_to()) return {};
  const int count = systemd->sd_listen_fds(1);
  std::vector<int> sockets;
  for (int i = 0; i < count; ++i) sockets.push_back(SD_LISTEN_FDS_START + i);
  return sockets;
}

void ServiceManager::ready() {
  tell("READY=1");
}

void ServiceManager::reloading() {
  // The clock that systemd compares with: CLOCK_MONOTONIC, which libstdc++'s steady clock is.
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.count()));
}

void ServiceManager::stopping() {
  tell("STOPPING=1");
}

void ServiceManager::status(const std::string& text) {
  tell("STATUS=" + text);
}

void ServiceManager::alive() {
  tell("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> ServiceManager::watchdog() {
  std::uint64_t interval = 0;
  if (!spoken_to() || systemd->sd_watchdog_enabled(0, &interval) <= 0) return std::nullopt;
  return std::chrono::microseconds{interval};
}

}  // namespace waymark::runtime
