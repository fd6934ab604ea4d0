#include "daemon/ledger/content.hpp"

#include <span>

namespace waymark::ledger {

namespace {

struct Source {
  std::string_view name, select;
};

// Part of the ledger's format (docs/ledger-format.md): a change to these is another ledger version.
constexpr Source of_runs[] = {
    {"run",
     "SELECT run.id, collector.name, path, size, modified_ns, digest, contribution, started, recorded, "
     "outcome, rows_read, accepted, unchanged, revised, rejected, missing, message, reading, place, "
     "known_since FROM run JOIN collector ON collector.id = run.collector WHERE run.id = ?"},
    {"query",
     "SELECT source, made_from, watermark, content FROM query_run JOIN run ON run.id = query_run.run "
     "LEFT JOIN query_text ON query_text.digest = run.digest WHERE query_run.run = ?"},
    {"file",
     "SELECT collector.name, source_file.path, digest FROM source_file_version AS version "
     "JOIN source_file ON source_file.id = version.file "
     "JOIN collector ON collector.id = source_file.collector WHERE version.run = ? ORDER BY version.file"},
    {"contributions",
     "SELECT series.id, authority, indicator, scope, breakdown, period, collector.name, source_file.path, "
     "mantissa, scale, source_rows FROM contribution JOIN series ON series.id = contribution.series "
     "JOIN source_file ON source_file.id = contribution.file "
     "JOIN collector ON collector.id = source_file.collector "
     "WHERE run = ? ORDER BY contribution.series, period, file"},
    {"rejects",
     "SELECT ordinal, line, field, erasable.id, erasable.digest FROM rejected_row "
     "JOIN erasable ON erasable.id = rejected_row.text WHERE run = ? ORDER BY ordinal"},
    {"series", "SELECT series FROM reading_series WHERE run = ?"},
    {"restated", "SELECT series, periods FROM restated WHERE run = ? ORDER BY series"},
    {"overtaken",
     "SELECT series.id, authority, indicator, scope, breakdown, period, mantissa, form, source_row, "
     "numerator, numerator_scale, denominator, denominator_scale FROM overtaken "
     "JOIN series ON series.id = overtaken.series WHERE run = ? ORDER BY overtaken.series, period"},
    {"fallback", "SELECT series, period, source FROM fallback WHERE run = ? ORDER BY series, period"},
};
// Only where a run has such rows: ledgers had none before version 6, and what was recorded keeps its digest.
constexpr Source lines_of_runs = {
    "lines",
    "SELECT series.id, authority, indicator, scope, breakdown, period, collector.name, source_file.path, "
    "digests, amounts FROM line_digests JOIN series ON series.id = line_digests.series "
    "JOIN source_file ON source_file.id = line_digests.file "
    "JOIN collector ON collector.id = source_file.collector "
    "WHERE run = ? ORDER BY line_digests.series, period, file"};
constexpr Source of_plans[] = {
    {"plan", "SELECT id, loaded, digest, known_since FROM plan_version WHERE id = ?"},
    {"sources", "SELECT ordinal, name, content FROM plan_source WHERE version = ? ORDER BY ordinal"},
    {"milestones",
     "SELECT milestone, present, due, done FROM milestone_state WHERE version = ?1 AND authority = "
     "(SELECT authority FROM plan_version WHERE id = ?1) ORDER BY milestone"},
    {"commentary",
     "SELECT commitment, period, written, role, present, content FROM commentary WHERE version = ?1 AND "
     "authority = (SELECT authority FROM plan_version WHERE id = ?1) "
     "ORDER BY commitment, period, written, role"},
};
constexpr Source of_status[] = {
    {"statuses",
     "SELECT commitment, ordinal, known, as_of, status, reason, period FROM commitment_status "
     "WHERE authority = ? AND number = ? ORDER BY commitment, ordinal"},
};
constexpr Source of_acts[] = {
    {"act", "SELECT kind, role, recorded, content FROM act WHERE authority = ? AND number = ?"},
    {"texts",
     "SELECT name, erasable.id, digest FROM act_text JOIN erasable ON erasable.id = act_text.text "
     "WHERE authority = ? AND number = ? ORDER BY name"},
};

}  // namespace

Contents::Contents(const Database& database) : lines_(database, lines_of_runs.select) {
  const auto prepare = [&](std::span<const Source> sources, std::vector<Section>& into) {
    for (const auto& [name, select] : sources) into.push_back({name, Statement(database, select)});
  };
  prepare(of_runs, run_);
  prepare(of_plans, plan_);
  prepare(of_status, statuses_);
  prepare(of_acts, act_);
}

core::Sha256 Contents::of_run(std::int64_t run, const std::optional<core::Sha256>& figures) {
  Encoder encoder;
  for (auto& [name, select] : run_) encoder.rows(name, select.bind(run));
  encoder.rows_if_any(lines_of_runs.name, lines_.bind(run));
  encoder.section("figures");
  encoder.digest(figures);
  return encoder.finish();
}

core::Sha256 Contents::of_plan(std::int64_t version) {
  Encoder encoder;
  for (auto& [name, select] : plan_) encoder.rows(name, select.bind(version));
  return encoder.finish();
}

core::Sha256 Contents::of_statuses(std::string_view authority, std::int64_t number) {
  Encoder encoder;
  for (auto& [name, select] : statuses_) encoder.rows(name, select.bind(authority, number));
  return encoder.finish();
}

core::Sha256 Contents::of_act(std::string_view authority, std::int64_t number) {
  Encoder encoder;
  for (auto& [name, select] : act_) encoder.rows(name, select.bind(authority, number));
  return encoder.finish();
}

core::Sha256 description_digest(const Database& database, std::string_view authority) {
  Encoder encoder;
  Statement indicators(
      database,
      "SELECT indicator, version, title, unit, polarity, frequency, decimals FROM plan_indicator "
      "WHERE authority = ? ORDER BY indicator");
  encoder.rows("indicators", indicators.bind(authority));
  Statement commitments(
      database,
      "SELECT commitment, version, title, indicator, scope, theme, owner FROM plan_commitment "
      "WHERE authority = ? ORDER BY commitment");
  encoder.rows("commitments", commitments.bind(authority));
  return encoder.finish();
}

void keep_description(const Database& database, std::string_view authority, std::int64_t version) {
  Statement(database, "INSERT OR REPLACE INTO plan_description (authority, version, digest) VALUES (?, ?, ?)")
      .bind(authority, version, description_digest(database, authority))
      .run();
}

}  // namespace waymark::ledger
