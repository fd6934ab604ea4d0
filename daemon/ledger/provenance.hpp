#pragma once

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// What the runs up to `last_run` recorded.

// Versions of one period, or of all periods of the series, by period, oldest first.
[[nodiscard]] std::vector<core::Provenance> read_provenance(const Database& database,
                                                            const core::SeriesKey& key,
                                                            const std::optional<core::Period>& period,
                                                            std::int64_t last_run);
// Newest first; of all collectors without a name.
[[nodiscard]] std::vector<core::Run> read_runs(const Database& database,
                                               const std::optional<std::string>& collector,
                                               std::int64_t last_run, std::size_t limit);
// Of the newest run first, within a run in order of the file.
[[nodiscard]] std::vector<core::StoredReject> read_rejects(const Database& database,
                                                           const std::optional<std::string>& collector,
                                                           std::int64_t last_run, std::size_t limit);

}  // namespace waymark::ledger
