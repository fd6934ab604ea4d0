#include "daemon/ledger/provenance.hpp"

#include <limits>

#include <fmt/format.h>

#include "daemon/ledger/erasure.hpp"
#include "daemon/ledger/reject_store.hpp"
#include "daemon/ledger/version_reader.hpp"

namespace waymark::ledger {

namespace {

std::chrono::sys_seconds time(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

std::uint64_t count(const Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

std::int64_t sql_limit(std::size_t limit) {
  return static_cast<std::int64_t>(std::min(limit, std::size_t{1} << 62U));
}

// What each file contributed to the sum as of that run: of each file the last version until then.
std::vector<core::Provenance::Part> contributions(Statement& select, std::uint32_t series,
                                                  core::Period period, std::int64_t run) {
  std::vector<core::Provenance::Part> parts;
  select.bind(series, period.code(), run);
  while (select.step()) {
    if (select.integer(4) == 0) continue;
    parts.push_back({{select.text(0)},
                     select.text(1),
                     {select.integer(2), static_cast<std::uint8_t>(select.integer(3))},
                     count(select, 4)});
  }
  select.reset();
  return parts;
}

[[noreturn]] void lost_run(std::int64_t run) {
  throw LedgerError(
      fmt::format("run {}: figures name it, but it is not there; run 'waymark ledger check', then restore a "
                  "backup",
                  run));
}

}  // namespace

std::vector<core::Provenance> read_provenance(const Database& database, const core::SeriesKey& key,
                                              const std::optional<core::Period>& period,
                                              std::int64_t last_run) {
  Statement find(
      database,
      "SELECT id FROM series WHERE authority = ? AND indicator = ? AND scope = ? AND breakdown = ?");
  if (!find.bind(key.authority.text, key.indicator.text, key.scope.path, key.breakdown).step()) return {};
  const auto series = find.word(0);

  Statement input(
      database,
      "SELECT run_time.recorded, collector.name, path, size, run.digest, contribution, content "
      "FROM run JOIN run_time ON run_time.run = run.id CROSS JOIN collector ON collector.id = run.collector "
      "LEFT JOIN query_run ON query_run.run = run.id "
      "LEFT JOIN query_text ON query_run.run IS NOT NULL AND query_text.digest = run.digest "
      "WHERE run.id = ?");
  Statement files(database,
                  "SELECT name, path, mantissa, scale, source_rows, max(run) FROM contribution "
                  "JOIN source_file ON source_file.id = contribution.file "
                  "JOIN collector ON collector.id = source_file.collector "
                  "WHERE series = ?1 AND period = ?2 AND run <= ?3 GROUP BY file ORDER BY path, name");
  VersionReader reader(database);
  reader.start(series, period ? period->code() : 0,
               period ? period->code() : std::numeric_limits<std::uint32_t>::max(), last_run);

  std::vector<core::Provenance> versions;
  for (auto block = reader.next(); !block.empty(); block = reader.next()) {
    for (const auto& stored : block) {
      if (!input.bind(stored.run).step()) lost_run(stored.run);
      const auto of = core::Period::from_code(stored.period);
      core::Provenance version{{of, stored.figure.value(), stored.figure.parts, stored.figure.form.flag(),
                                time(input.integer(0)), 0},
                               stored.run,
                               {input.text(1)},
                               input.text(2),
                               count(input, 3),
                               input.digest(4),
                               stored.source_row,
                               {},
                               {}};
      if (!input.null(6)) version.query = input.text(6);
      if (!versions.empty() && versions.back().observation.period == of) {
        version.observation.revisions = versions.back().observation.revisions + 1;
      }
      if (input.integer(5) != 0) version.contributions = contributions(files, series, of, stored.run);
      versions.push_back(std::move(version));
    }
  }
  return versions;
}

std::vector<core::Run> read_runs(const Database& database, const std::optional<std::string>& collector,
                                 std::int64_t last_run, std::size_t limit) {
  Statement select(
      database,
      "SELECT run.id, name, path, size, digest, min(started, run_time.recorded), run_time.recorded, outcome, "
      "rows_read, accepted, "
      "unchanged, revised, rejected, missing, message FROM run JOIN run_time ON run_time.run = run.id "
      "JOIN collector ON collector.id = collector "
      "WHERE (?1 IS NULL OR name = ?1) AND run.id <= ?2 ORDER BY run.id DESC LIMIT ?3");
  select.bind(collector, last_run, sql_limit(limit));
  std::vector<core::Run> runs;
  while (select.step()) {
    runs.push_back({select.integer(0),
                    {select.text(1)},
                    select.text(2),
                    count(select, 3),
                    select.digest(4),
                    time(select.integer(5)),
                    time(select.integer(6)),
                    static_cast<core::RunOutcome>(select.integer(7)),
                    {count(select, 8), count(select, 9), count(select, 10), count(select, 11),
                     count(select, 12), count(select, 13)},
                    select.text(14)});
  }
  return runs;
}

std::vector<core::StoredReject> read_rejects(const Database& database,
                                             const std::optional<std::string>& collector,
                                             std::int64_t last_run, std::size_t limit) {
  Statement select(
      database,
      "SELECT run.id, name, path, run_time.recorded, line, field, content, text FROM rejected_row "
      "CROSS JOIN run ON run.id = rejected_row.run JOIN run_time ON run_time.run = run.id "
      "CROSS JOIN collector ON collector.id = collector CROSS JOIN erasable ON erasable.id = text "
      "WHERE (?1 IS NULL OR name = ?1) AND rejected_row.run <= ?2 ORDER BY rejected_row.run DESC, ordinal "
      "LIMIT ?3");
  select.bind(collector, last_run, sql_limit(limit));
  std::vector<core::StoredReject> rejects;
  std::optional<Erasures> erasures;  // read when there is one
  while (select.step()) {
    const bool erased = select.null(6);
    if (erased && !erasures) erasures.emplace(database);
    auto [reason, raw] =
        erased ? std::pair(erasures->words(select.integer(7)), std::string()) : reject_text(select.view(6));
    rejects.push_back({select.integer(0),
                       {select.text(1)},
                       select.text(2),
                       time(select.integer(3)),
                       {select.word(4), select.text(5), std::move(reason), std::move(raw)}});
  }
  return rejects;
}

std::vector<OpenRejects> read_open_rejects(const Database& database, std::int64_t last_run) {
  // Of a group, SQLite takes the other columns from the row with the maximum. A file that was known when it
  // came was not read, and says nothing new of its rows.
  Statement select(database,
                   "SELECT name, path, rejected FROM "
                   "(SELECT collector, path, rejected, max(id) FROM run "
                   "WHERE id <= ?3 AND (outcome = ?1 OR (outcome = ?2 AND rows_read > 0)) GROUP BY "
                   "collector, path) AS latest "
                   "JOIN collector ON collector.id = latest.collector "
                   "WHERE rejected > 0 ORDER BY name, path");
  select.bind(static_cast<std::int64_t>(core::RunOutcome::recorded),
              static_cast<std::int64_t>(core::RunOutcome::unchanged), last_run);
  std::vector<OpenRejects> open;
  while (select.step()) open.push_back({{select.text(0)}, select.text(1), count(select, 2)});
  return open;
}

}  // namespace waymark::ledger
