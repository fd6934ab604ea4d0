#include "daemon/ledger/query_record.hpp"

namespace waymark::ledger {

void record_query(const Database& database, std::int64_t run, const core::Origin& origin,
                  const std::optional<std::string>& watermark) {
  Statement(database, "INSERT INTO query_text (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING")
      .bind(origin.digest, origin.query->text)
      .run();
  Statement(database, "INSERT INTO query_run (run, source, made_from, watermark) VALUES (?, ?, ?, ?)")
      .bind(run, origin.query->source, origin.query->made_from, watermark)
      .run();
}

std::optional<std::string> watermark(const Database& database, const core::Origin& origin) {
  // Runs that failed have none.
  Statement last(database,
                 "SELECT watermark FROM query_run JOIN run ON run.id = query_run.run "
                 "JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
                 "WHERE made_from = ?2 AND watermark IS NOT NULL "
                 "AND (reading IS NULL OR reading = ?3) ORDER BY query_run.run DESC LIMIT 1");
  if (!last.bind(origin.collector.text, origin.query->made_from, origin.reading).step()) return std::nullopt;
  return last.text(0);
}

}  // namespace waymark::ledger
