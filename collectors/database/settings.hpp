#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "collectors/cells/mapping.hpp"
#include "collectors/database/query.hpp"
#include "collectors/database/watermark.hpp"
#include "config/collector_entry.hpp"
#include "config/source.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::database {

// What a result without rows means.
enum class OnEmpty : std::uint8_t {
  error,
  keep,  // nothing new
  zero,  // the one figure that the settings fix is 0
};

// A [[collector]] table of type database; docs/configuration.md says what each means.
struct Settings : cells::Mapping {
  config::Source source;
  Query query;
  std::string query_name;  // its file, or "query"
  core::Sha256 made_from{};
  OnEmpty on_empty = OnEmpty::error;
  std::uint64_t max_rows = 1'000'000;
  std::optional<SinceRule> since;
  std::chrono::milliseconds timeout{};
};

// Reports every mistake at its place and calls finish() on the table. Empty when there was any, or when the
// plan could not be loaded.
[[nodiscard]] std::optional<Settings> read_settings(config::CollectorEntry& entry,
                                                    const config::Diagnostics& diagnostics);

}  // namespace waymark::database
