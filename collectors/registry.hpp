#pragma once

#include <memory>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "config/configuration.hpp"

namespace waymark::collectors {

// The names that `type = "..."` accepts.
[[nodiscard]] std::vector<std::string> types();

// One collector for each [[collector]] table, in order. Mistakes in the tables go to `diagnostics`; a
// collector with mistakes is left out.
[[nodiscard]] std::vector<std::unique_ptr<Collector>> make_collectors(config::Configuration& configuration,
                                                                      config::Diagnostics& diagnostics);

}  // namespace waymark::collectors
