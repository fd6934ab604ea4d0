#pragma once

#include <optional>
#include <string>

#include "daemon/core/recording.hpp"
#include "daemon/ledger/sqlite.hpp"

// Runs that asked a database. Private to the ledger.
namespace waymark::ledger {

// Within the transaction that adds the run; origin.query and origin.digest are set.
void record_query(const Database& database, std::int64_t run, const core::Origin& origin,
                  const std::optional<std::string>& watermark);

// Of the last run of the collector that counted, when it was made from the same settings.
[[nodiscard]] std::optional<std::string> watermark(const Database& database, const core::Origin& origin);

}  // namespace waymark::ledger
