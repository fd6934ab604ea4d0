#include "daemon/ledger/run_record.hpp"

namespace waymark::ledger {

namespace {

constexpr auto remembered =  // a failed run says nothing about its file
    "SELECT run.id, path, modified_ns, recorded, outcome FROM run "
    "JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
    "WHERE digest = ?2 AND outcome <> ?3 ORDER BY run.id DESC LIMIT 1";

// A current file with these bytes, the one of this name first.
constexpr auto current_content =
    "SELECT source_file.path, run.recorded FROM run "
    "JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
    "JOIN source_file ON source_file.collector = run.collector AND source_file.path = run.path "
    "WHERE run.digest = ?2 AND run.contribution "
    "AND run.id = (SELECT max(run) FROM source_file_version WHERE file = source_file.id) "
    "ORDER BY source_file.path = ?3 DESC LIMIT 1";

constexpr auto revised_since =
    "SELECT 1 FROM run WHERE collector = (SELECT id FROM collector WHERE name = ?1) AND id > ?2 AND revised "
    "> 0 LIMIT 1";

std::chrono::sys_seconds time(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

bool counts(core::RunOutcome outcome) {
  switch (outcome) {
    case core::RunOutcome::recorded:
    case core::RunOutcome::unchanged: return true;
    case core::RunOutcome::quarantined:
    case core::RunOutcome::refused:
    case core::RunOutcome::failed: return false;
  }
  return false;
}

}  // namespace

core::Known known(const Database& database, const core::Origin& origin) {
  Statement last(database, remembered);
  last.bind(origin.collector.text, origin.digest, static_cast<int>(core::RunOutcome::failed));
  if (!last.step()) return {};
  const auto run = last.integer(0);
  core::Known known{core::Seen::never, last.text(1), time(last.integer(3)),
                    static_cast<core::RunOutcome>(last.integer(4))};
  const bool very_file = known.path == origin.path && last.integer(2) == origin.modified_ns;

  if (origin.contribution) {
    Statement current(database, current_content);
    if (current.bind(origin.collector.text, origin.digest, origin.path).step()) {
      const auto path = current.text(0);
      known.seen = path == origin.path ? core::Seen::same_file : core::Seen::other_name;
      if (known.seen == core::Seen::other_name && !counts(known.outcome) && very_file) {
        known.seen = core::Seen::same_file;  // refused before, and still lying there
        return known;
      }
      return {known.seen, path, time(current.integer(1)), core::RunOutcome::recorded};
    }
  }
  if (!counts(known.outcome)) {
    // Without an untouched copy of what was refused it is a new try: the configuration may have been
    // corrected.
    return very_file ? core::Known{core::Seen::same_file, known.path, known.when, known.outcome}
                     : core::Known{};
  }
  const bool stands =
      !origin.contribution &&
      (very_file || !Statement(database, revised_since).bind(origin.collector.text, run).step());
  known.seen = stands ? core::Seen::same_file : core::Seen::superseded;
  return known;
}

}  // namespace waymark::ledger
