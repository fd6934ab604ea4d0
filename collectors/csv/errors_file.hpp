#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <sys/types.h>

#include "collectors/csv/directory.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::csv {

// The reasons as a CSV file: line, column, reason, raw. Texts that a spreadsheet would take for a formula
// begin with an apostrophe. `further` counts rejected rows that are not listed.
[[nodiscard]] std::string errors_csv(std::span<const core::Reject> rejects, std::uint64_t further);

// Writes a new file in that folder, whole or not at all: 0, or an errno; EEXIST when the name is taken.
[[nodiscard]] int write_new(const Directory& folder, const std::string& name, const std::string& text,
                            uid_t owner);

}  // namespace waymark::csv
