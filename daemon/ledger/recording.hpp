#pragma once

#include "daemon/ledger/intake.hpp"
#include "daemon/ledger/series_book.hpp"
#include "daemon/ledger/session.hpp"

namespace waymark::ledger {

// One input on its way into the ledger. Nothing touches the ledger before the rows are complete: then one
// transaction takes them all. Session and book must outlive it.
[[nodiscard]] std::unique_ptr<core::Recording> make_recording(Session& session, SeriesBook& book,
                                                              const core::Origin& origin);

}  // namespace waymark::ledger
