#include "daemon/ledger/query_record.hpp"
#include "daemon/ledger/run_record.hpp"

namespace waymark::ledger {

namespace {

constexpr auto of_this_size =
    "SELECT 1 FROM run JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
    "WHERE run.size = ?2 LIMIT 1";

// Only runs that count (recorded, unchanged) say something about their file.
constexpr auto remembered =
    "SELECT run.id, path, recorded, outcome FROM run "
    "JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
    "WHERE digest = ?2 AND outcome <= ?3 ORDER BY run.id DESC LIMIT 1";

std::chrono::sys_seconds time(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

}  // namespace

core::Known known(const Database& database, const core::Origin& origin) {
  core::Known known;
  if (origin.query) {
    known.watermark = watermark(database, origin);
    return known;
  }
  if (!origin.digest) {
    Statement same_size(database, of_this_size);
    if (same_size.bind(origin.collector.text, origin.size).step()) known.seen = core::Seen::same_size;
    return known;
  }
  Statement last(database, remembered);
  last.bind(origin.collector.text, origin.digest, static_cast<int>(core::RunOutcome::unchanged));
  if (!last.step()) return known;
  known.seen = core::Seen::known;
  known.run = last.integer(0);
  known.path = last.text(1);
  known.when = time(last.integer(2));
  known.outcome = static_cast<core::RunOutcome>(last.integer(3));
  return known;
}

}  // namespace waymark::ledger
