#include <limits>

#include <fmt/format.h>

#include "daemon/ledger/check_chain.hpp"
#include "daemon/ledger/check_figures.hpp"
#include "daemon/ledger/connection.hpp"
#include "daemon/ledger/plan_history.hpp"
#include "daemon/ledger/schema.hpp"
#include "daemon/ledger/version_reader.hpp"
#include "daemon/ledger/writer.hpp"

namespace waymark::ledger {

namespace {

using Problems = std::vector<std::string>;

void check_structure(const Database& database, Problems& problems) {
  Statement integrity(database, "PRAGMA integrity_check(20)");
  while (integrity.step()) {
    if (auto line = integrity.text(0); line != "ok") problems.push_back("structure: " + line);
  }
  Statement keys(database, "PRAGMA foreign_key_check");
  for (int shown = 0; keys.step() && shown < 20; ++shown) {
    problems.push_back(
        fmt::format("a row of {} refers to a row of {} that is not there", keys.text(0), keys.text(2)));
  }
}

// Each query finds what breaks an invariant; its columns fill the sentence.
struct Invariant {
  const char* query;
  fmt::format_string<std::string, std::string, std::string> sentence;
};

void check_invariants(const Database& database, Problems& problems) {
  static constexpr Invariant invariants[] = {
      {"SELECT id, '', '' FROM run WHERE outcome IS NULL", "run {}: was never finished{}{}"},
      {"SELECT run, earlier, '' FROM (SELECT run, recorded, lag(run) OVER (ORDER BY run) AS earlier, "
       "lag(recorded) OVER (ORDER BY run) AS recorded_before FROM run_time) WHERE recorded_before > recorded",

       "run {}: recorded before run {}, its predecessor{}"},
      {"SELECT run.id, rejected, count(r.run) FROM run LEFT JOIN rejected_row AS r ON r.run = run.id GROUP "
       "BY "
       "run.id "
       "HAVING rejected <> count(r.run)",
       "run {}: counts {} rejected rows, but {} are stored"},
      {"SELECT series, held, '' FROM totals, (SELECT count(*) AS held FROM series_state) WHERE series <> "
       "held",
       "totals: count {} series, but {} have figures{}"},
  };
  for (const auto& [query, sentence] : invariants) {
    Statement found(database, query);
    for (int shown = 0; shown < 20 && found.step(); ++shown) {
      problems.push_back(fmt::format(sentence, found.text(0), found.text(1), found.text(2)));
    }
  }
}

void check_migrations(const Database& database, Problems& problems) {
  Statement applied(database, "SELECT version, name FROM migration ORDER BY version");
  std::vector<std::pair<int, std::string>> held;
  while (applied.step()) held.emplace_back(static_cast<int>(applied.integer(0)), applied.text(1));
  if (held != migrations()) problems.emplace_back("migration: does not list those of this version");
}

void check_plans(const Database& database, Problems& problems) {
  Statement versions(database, "SELECT id, digest FROM plan_version");
  while (versions.step()) {
    const auto id = versions.integer(0);
    if (versions.digest(1) != digest_of(sources_of(database, id))) {
      problems.push_back(
          fmt::format("plan version {}: its text does not have the digest it was stored with", id));
    }
  }
}

// The current version of each figure that a contribution made last must be the sum of what the files
// contribute.
void check_sums(const Database& database, Problems& problems) {
  Statement figures(database, "SELECT DISTINCT contribution.series, contribution.period FROM contribution");
  VersionReader reader(database);
  Statement run(database, "SELECT contribution FROM run WHERE id = ?");
  Statement parts(database,
                  "SELECT mantissa, scale, source_rows, max(run) FROM contribution "
                  "WHERE series = ? AND period = ? GROUP BY file");
  while (figures.step()) {
    const auto series = figures.word(0), period = figures.word(1);
    std::optional<core::Decimal> held, sum;
    reader.start(series, period, period, std::numeric_limits<std::int64_t>::max());
    const auto versions = reader.next();
    reader.stop();
    if (!versions.empty() && run.bind(versions.back().run).step()) {
      if (run.integer(0) == 0) continue;  // another collector has given the figure since
      held = versions.back().figure.value();
      parts.bind(series, period);
      while (parts.step()) {
        if (parts.integer(2) == 0 || parts.word(1) > core::Decimal::max_scale) continue;
        const core::Decimal part{parts.integer(0), static_cast<std::uint8_t>(parts.integer(1))};
        sum = sum ? core::add(*sum, part) : part;
      }
    }
    if (held == sum) continue;
    problems.push_back(
        fmt::format("series {}, {}: {} is stored, but its files add up to {}; read them again with 'waymark "
                    "collect --again'",
                    series, core::Period::from_code(period).label(), held ? held->text() : "nothing",
                    sum ? sum->text() : "nothing"));
  }
}

}  // namespace

std::vector<std::string> check(const std::filesystem::path& file, std::chrono::sys_seconds now) {
  Problems problems;
  try {
    const auto database = open_for_reading(file);
    database.execute("PRAGMA cache_size = -65536");
    const Transaction moment(database, Transaction::Kind::read);
    check_structure(database, problems);
    if (!problems.empty()) return problems;  // what follows would only repeat it in other words
    check_invariants(database, problems);
    FigureDigests figures(database);
    check_figures(database, figures, problems);
    check_chain(database, figures, now, problems);
    check_derived(database, problems);
    check_migrations(database, problems);
    check_plans(database, problems);
    check_sums(database, problems);
  } catch (const LedgerError& error) {
    problems.emplace_back(error.what());
  }
  return problems;
}

}  // namespace waymark::ledger
