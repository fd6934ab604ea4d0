#include <algorithm>
#include <expected>

#include <fmt/format.h>

#include "daemon/ledger/query_record.hpp"
#include "daemon/ledger/reading.hpp"
#include "daemon/ledger/statements.hpp"

namespace waymark::ledger {

namespace {

constexpr auto of_this_size =
    "SELECT 1 FROM run JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
    "WHERE run.size = ?2 LIMIT 1";

std::chrono::sys_seconds time(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

std::string readings(std::string_view columns, std::string_view condition) {
  return fmt::format(
      "SELECT {} FROM run JOIN collector ON collector.id = run.collector AND collector.name = ?1 "
      "WHERE {} AND {} ORDER BY run.id DESC LIMIT 1",
      columns, condition, is_reading);
}

using Replaced = core::Known::Replaced;

Replaced replacement(const Database& database, std::int64_t run) {
  Statement find(
      database,
      "SELECT path, run_time.recorded FROM run JOIN run_time ON run_time.run = run.id WHERE id = ?");
  find.bind(run).step();
  return {find.text(0), time(find.integer(1))};
}

// Other bytes that have taken the run's place: its file went on.
std::optional<std::int64_t> continued_by(const Database& database, std::int64_t run) {
  Statement find(
      database,
      fmt::format("SELECT id FROM run WHERE place = (SELECT place FROM run WHERE id = ?1) AND id > ?1 "
                  "AND digest IS NOT (SELECT digest FROM run WHERE id = ?1) AND {} "
                  "ORDER BY id DESC LIMIT 1",
                  is_reading));
  return find.bind(run).step() ? std::optional(find.integer(0)) : std::nullopt;
}

// Spend lines: another file under the same name.
std::optional<std::int64_t> file_replaced_by(const Database& database, std::int64_t run) {
  Statement find(database,
                 "SELECT later.id FROM source_file_version AS mine "
                 "JOIN source_file_version AS other ON other.file = mine.file AND other.run <> mine.run "
                 "JOIN run AS later ON later.id = other.run "
                 "WHERE mine.run = ?1 AND later.place > (SELECT place FROM run WHERE id = ?1) "
                 "ORDER BY later.place DESC, later.id DESC LIMIT 1");
  return find.bind(run).step() ? std::optional(find.integer(0)) : std::nullopt;
}

// The last run that gave a figure another value which this one had said.
std::optional<std::int64_t> figures_replaced_by(const Database& database, std::int64_t run) {
  Statement any(database, "SELECT 1 FROM run WHERE id > ? AND revised > 0 LIMIT 1");
  if (!any.bind(run).step()) return std::nullopt;
  Statement last(database, "SELECT last_run FROM series_state WHERE series = ?");
  std::optional<Statements> statements;
  std::int64_t latest = 0;
  for (const auto series : series_of(database, run)) {
    const bool changed = last.bind(series).step() && last.integer(0) > std::max(run, latest);
    last.reset();
    if (!changed) continue;
    if (!statements) statements.emplace(database, run);
    statements->start(series);
    for (const auto period : statements->periods()) latest = std::max(latest, statements->held_by(period));
  }
  return latest > run ? std::optional(latest) : std::nullopt;
}

std::optional<Replaced> replaced_by(const Database& database, std::int64_t run, bool contribution) {
  const auto by = contribution ? file_replaced_by(database, run) : figures_replaced_by(database, run);
  return by ? std::optional(replacement(database, *by)) : std::nullopt;
}

std::int64_t place_of(const Database& database, std::int64_t run) {
  Statement find(database, "SELECT place FROM run WHERE id = ?");
  find.bind(run).step();
  return find.integer(0);
}

// The file may be read under another name by now.
std::optional<std::int64_t> last_reading(const Database& database, std::int64_t place) {
  Statement find(database, fmt::format("SELECT id FROM run WHERE place = ? AND {} ORDER BY id DESC LIMIT 1",
                                       is_reading));
  return find.bind(place).step() ? std::optional(find.integer(0)) : std::nullopt;
}

struct Found {
  core::Known known;
  bool ended = false;  // its file went on, and other bytes have its place
};

// What is known of bytes with a digest.
Found look_up(const Database& database, const core::Origin& origin) {
  Found found;
  auto& known = found.known;
  Statement last(
      database,
      readings("run.id, path, (SELECT t.recorded FROM run_time AS t WHERE t.run = run.id), outcome, reading, "
               "contribution",
               "digest = ?2"));
  if (!last.bind(origin.collector.text, origin.digest).step()) return found;
  // A run from before the fingerprints was read as today, as far as anybody knows.
  const bool same = last.null(4) || last.digest(4) == origin.reading;
  known.seen = same ? core::Seen::known : core::Seen::read_otherwise;
  known.run = last.integer(0);
  known.path = last.text(1);
  known.when = time(last.integer(2));
  known.outcome = static_cast<core::RunOutcome>(last.integer(3));
  if (const auto later = continued_by(database, known.run)) {
    found.ended = true;
    known.seen = core::Seen::known;
    known.replaced_by = replacement(database, *later);
  } else {
    known.replaced_by = replaced_by(database, known.run, last.integer(5) != 0);
  }
  return found;
}

}  // namespace

core::Known known(const Database& database, const core::Origin& origin) {
  if (origin.digest && !origin.query) return look_up(database, origin).known;
  core::Known known;
  if (origin.query) {
    known.watermark = watermark(database, origin);
    return known;
  }
  Statement same_size(database, of_this_size);
  if (same_size.bind(origin.collector.text, origin.size).step()) known.seen = core::Seen::same_size;
  return known;
}

std::expected<Standing, std::string> standing(const Database& database, const core::Origin& origin,
                                              std::int64_t run) {
  const Standing anew{run, run, std::nullopt};
  if (origin.query || !origin.digest) return anew;
  const auto [known, ended] = look_up(database, origin);
  if (known.seen == core::Seen::never) {
    if (!origin.continues) return anew;
    Statement last(database, readings("run.id, place", "path = ?2 AND digest IS NOT NULL"));
    if (!last.bind(origin.collector.text, origin.path).step()) return anew;
    const auto place = last.integer(1);
    return Standing{run, place, last_reading(database, place)};
  }
  switch (origin.intent) {
    case core::Intent::as_it_comes:
      if (known.seen != core::Seen::read_otherwise) return std::unexpected(sentence(known));
      break;
    case core::Intent::again:
      if (ended) return std::unexpected(sentence(known));
      break;
    case core::Intent::reinstate:
      if (ended) return anew;
      return Standing{run, run, known.run};
  }
  return Standing{run, place_of(database, known.run), known.run};
}

}  // namespace waymark::ledger
