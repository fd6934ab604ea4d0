#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace waymark::app {

struct ServeOptions {
  std::filesystem::path configuration;
  std::vector<std::string> listen;  // overrides [http].listen when not empty
  bool enable_lifecycle = false;
  std::filesystem::path web_config;  // empty: none
  bool allow_open = false;           // other addresses than loopback ones also without a web configuration
  bool accept_clock = false;         // record with the clock as it is, whatever it says
};

// Runs the daemon until SIGTERM or SIGINT: collects, publishes and serves. Returns the exit code; mistakes in
// the configuration and a ledger that cannot be used are said on stderr and give 1.
[[nodiscard]] int serve(const ServeOptions& options);

}  // namespace waymark::app
