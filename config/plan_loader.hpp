#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "daemon/core/plan.hpp"

namespace waymark::config {

// A plan file's text, kept by the ledger as a plan version.
struct PlanSource {
  std::string name;  // as messages call it: the path as waymark.toml writes it
  std::string text;
};

// Builds the plan of record of one authority from all its plan files, in order; every mistake of all files
// goes to `diagnostics` (schema, cross references, duplicate ids, circular formulas, periods that do not fit
// the indicator's frequency, target equal to baseline, relative tolerance where expected can be 0, unknown
// topics). Nothing when there was any mistake.
[[nodiscard]] std::shared_ptr<const core::Plan> load_plan(const core::AuthorityCode& authority,
                                                          const std::string& authority_name, bool invented,
                                                          const std::vector<PlanSource>& sources,
                                                          Diagnostics& diagnostics);

}  // namespace waymark::config
