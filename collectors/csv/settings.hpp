#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "collectors/cells/mapping.hpp"
#include "collectors/csv/encoding.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::csv {

// Where the header is: found by its column names, in a given row, or nowhere.
struct HeaderRule {
  enum class Kind : std::uint8_t { detect, row, none };
  Kind kind = Kind::detect;
  std::uint32_t row = 0;  // from 1, blank rows included
};

// A [[collector]] table of type csv; docs/configuration.md says what each means.
struct Settings : cells::Mapping {
  std::filesystem::path path;
  std::string files = "*.csv";
  bool move = true;
  std::chrono::milliseconds settle{std::chrono::seconds{5}};
  std::uint64_t max_bytes = 4ULL << 30U;  // larger files are quarantined unread
  std::filesystem::path ledger;           // whose folder's owner runs the service

  Encoding encoding = Encoding::detect;
  Encoding fallback_encoding = Encoding::windows_1252;
  std::optional<char> delimiter;  // none: detected
  HeaderRule header;
  std::uint32_t header_rows = 1;
  bool units_row = false;    // below the header
  bool extra_cells = false;  // right of the last heading, which are not read
  bool short_rows = false;   // that have the cells that are read
};

// The fingerprint of what files are read with.
[[nodiscard]] core::Sha256 reading(const Settings& settings);

// Reports every mistake at its place and calls finish() on the table. Empty when there was any, or when the
// plan could not be loaded.
[[nodiscard]] std::optional<Settings> read_settings(config::CollectorEntry& entry,
                                                    const config::Diagnostics& diagnostics);

}  // namespace waymark::csv
