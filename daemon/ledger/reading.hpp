#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// Which rows of `run` are readings of an input: those that count, but for the runs of earlier programs that
// only noted that some bytes were known.
inline constexpr std::string_view is_reading =
    "place IS NOT NULL AND outcome <= 1 AND (reading IS NOT NULL OR rows_read > 0 OR message = '')";

// Where a run's input stands.
struct Standing {
  std::int64_t run = 0;
  std::int64_t place = 0;                // in the order of files, as the id of a run
  std::optional<std::int64_t> replaced;  // the earlier reading of this file that this one takes the place of
};

// Recorder::known().
[[nodiscard]] core::Known known(const Database& database, const core::Origin& origin);

// What becomes of an input that `run` is about to record; a sentence when nothing does, since it is known.
[[nodiscard]] std::expected<Standing, std::string> standing(const Database& database,
                                                            const core::Origin& origin, std::int64_t run);

}  // namespace waymark::ledger
