#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace waymark::runtime {

// What is said to systemd (sd_notify), when it started this process; nothing otherwise. Thread-safe.
class ServiceManager {
 public:
  // Why nothing can be said to systemd, although it started this process; empty when there is no problem.
  [[nodiscard]] static std::string problem();

  // The sockets that were passed (socket activation), in the order of the unit; they belong to the caller.
  // Later calls give none, and child processes do not inherit the offer.
  [[nodiscard]] static std::vector<int> take_sockets();

  static void ready();
  // RELOADING=1 and MONOTONIC_USEC in one datagram; ready() must follow, whatever the reload came to.
  static void reloading();
  static void stopping();
  static void status(const std::string& text);
  static void alive();
  // So often alive() is expected at least; nothing when nobody watches.
  [[nodiscard]] static std::optional<std::chrono::microseconds> watchdog();
};

}  // namespace waymark::runtime
