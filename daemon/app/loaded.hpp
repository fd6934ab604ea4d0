#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "collectors/collector.hpp"
#include "config/configuration.hpp"
#include "daemon/http/security.hpp"
#include "daemon/local_time/time_zone.hpp"

namespace waymark::present {
class Templates;
}

namespace waymark::app {

// One configuration, read whole and found good. Shared by everything that works with it; replaced as a whole
// on reload.
struct Loaded {
  config::Configuration configuration;
  std::vector<std::shared_ptr<collectors::Collector>> collectors;  // as configuration.collectors
  std::vector<std::shared_ptr<const core::Plan>> plans;            // as configuration.authorities
  local_time::TimeZone time_zone;
  std::filesystem::path web_config;                     // empty: none
  std::shared_ptr<const http::Security> security;       // what it says; never null
  std::shared_ptr<const present::Templates> templates;  // null: the bundled ones

  [[nodiscard]] std::chrono::sys_days today() const;
  // The sources of one authority as the ledger keeps them: name, text.
  [[nodiscard]] static std::vector<std::pair<std::string, std::string>> texts(
      const config::Authority& authority);
  // Whether it has this authority with the very same sources.
  [[nodiscard]] bool has_texts(const config::Authority& authority) const;
};

// Null when there was any mistake; all of them are in `diagnostics`. `web_config`: the web configuration
// file; empty: none.
[[nodiscard]] std::shared_ptr<const Loaded> load(const std::filesystem::path& file,
                                                 config::Diagnostics& diagnostics,
                                                 const std::filesystem::path& web_config = {});

}  // namespace waymark::app
