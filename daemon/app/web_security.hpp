#pragma once

#include <filesystem>
#include <memory>

#include "config/configuration.hpp"
#include "config/diagnostics.hpp"
#include "daemon/http/access.hpp"
#include "daemon/http/security.hpp"

namespace waymark::app {

// What the web configuration file says, with certificates and keys read; for an empty path: nobody is asked
// anything. Null when there was any mistake.
[[nodiscard]] std::shared_ptr<const http::Security> load_security(const std::filesystem::path& file,
                                                                  config::Diagnostics& diagnostics);

// What [http] says about who asks, and by which name. The settings are as the configuration's loader lets
// them through.
[[nodiscard]] std::shared_ptr<const http::Access> access_of(const config::Http& settings);

// Whether anything is asked of those who connect.
[[nodiscard]] bool guards(const http::Security& security);

}  // namespace waymark::app
