#include "daemon/ledger/run_record.hpp"

namespace waymark::ledger {

namespace {

std::int64_t seconds(std::chrono::sys_seconds time) {
  return time.time_since_epoch().count();
}

}  // namespace

std::int64_t collector_number(const Database& database, const core::CollectorName& name) {
  Statement(database, "INSERT INTO collector (name) VALUES (?) ON CONFLICT DO NOTHING").bind(name.text).run();
  Statement find(database, "SELECT id FROM collector WHERE name = ?");
  find.bind(name.text).step();
  return find.integer(0);
}

std::int64_t add_run(const Database& database, std::int64_t collector, std::int64_t number,
                     const core::Origin& origin, std::chrono::sys_seconds started,
                     std::chrono::sys_seconds recorded) {
  const auto run = database.integer("SELECT coalesce(max(id), 0) + 1 FROM run");
  std::optional<std::int64_t> known_since;
  if (origin.known_since) known_since = origin.known_since->time_since_epoch().count();
  Statement(database,
            "INSERT INTO run (id, collector, path, size, modified_ns, contribution, started, recorded, "
            "place, authority, number, known_since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?1, ?9, ?10, "
            "?11)")
      .bind(run, collector, origin.path, origin.size, origin.modified_ns, origin.contribution,
            seconds(started), seconds(recorded), origin.authority.text, number, known_since)
      .run();
  return run;
}

void seal_run(const Database& database, std::int64_t run, std::optional<std::int64_t> place,
              const core::Origin& origin, core::RunOutcome outcome, const core::RowCounts& counts,
              const std::string& message) {
  const auto reading = place ? std::optional(origin.reading) : std::nullopt;
  Statement(
      database,
      "UPDATE run SET digest = ?, outcome = ?, rows_read = ?, accepted = ?, unchanged = ?, revised = ?, "
      "rejected = ?, missing = ?, message = ?, place = ?, reading = ? WHERE id = ?")
      .bind(origin.digest, static_cast<int>(outcome), counts.read, counts.accepted, counts.unchanged,
            counts.revised, counts.rejected, counts.missing, message, place, reading, run)
      .run();
}

}  // namespace waymark::ledger
