#include "daemon/ledger/corrected_time.hpp"

#include <algorithm>
#include <limits>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "daemon/ledger/act.hpp"

namespace waymark::ledger {

namespace {

std::chrono::sys_seconds time(std::int64_t seconds) {
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

std::int64_t number(std::chrono::sys_seconds time) {
  return time.time_since_epoch().count();
}

std::optional<std::int64_t> number(const std::optional<std::chrono::sys_seconds>& time) {
  return time ? std::optional(number(*time)) : std::nullopt;
}

// Entries that are corrected, in order of authority and number.
std::vector<CorrectedTimes> select(const Database& database, const TimeCorrection& correction,
                                   std::chrono::sys_seconds now) {
  auto after = correction.after;
  if (!after && !correction.from) after = now + std::chrono::minutes(1);
  Statement rows(database,
                 "SELECT e.authority, e.number, coalesce(t.recorded, e.recorded) AS said FROM entry AS e "
                 "LEFT JOIN corrected_time AS t ON t.authority = e.authority AND t.number = e.number "
                 "WHERE (?1 IS NULL OR e.authority = ?1) AND (?2 IS NULL OR said > ?2) "
                 "AND e.number BETWEEN ?3 AND ?4 ORDER BY 1, 2");
  std::optional<std::string> authority;
  if (correction.authority) authority = correction.authority->text;
  rows.bind(authority, number(after), correction.from.value_or(0),
            correction.through.value_or(std::numeric_limits<std::int64_t>::max()));
  std::vector<CorrectedTimes> entries;
  while (rows.step()) {
    const auto said = time(rows.integer(2));
    entries.push_back({{rows.text(0)}, rows.integer(1), rows.integer(1), said, said});
  }
  return entries;
}

void correct(std::vector<CorrectedTimes>& entries, const TimeCorrection& correction,
             std::chrono::sys_seconds now, const std::filesystem::path& file) {
  const auto first = std::ranges::min(entries, {}, &CorrectedTimes::was).was;
  for (auto& entry : entries) {
    if (correction.to) {
      entry.is = std::min(*correction.to + (entry.was - first), now);
    } else {
      entry.is = correction.by ? entry.was + *correction.by : now;
    }
    if (entry.is <= now) continue;
    throw LedgerError(fmt::format(
        "{}: entry {} would be of {:%Y-%m-%d %H:%M} UTC, which is in the future; nothing was corrected, name "
        "other entries or another time",
        file.string(), entry.first, entry.is));
  }
}

void keep(const Database& database, const std::vector<CorrectedTimes>& entries) {
  Statement insert(database,
                   "INSERT OR REPLACE INTO corrected_time (authority, number, recorded) VALUES (?, ?, ?)");
  for (const auto& entry : entries) insert.bind(entry.authority.text, entry.first, number(entry.is)).run();
}

// An answer about the past is made from the entries up to a number: so none may be before one ahead of it.
void require_order(const Database& database) {
  Statement wrong(
      database,
      "WITH said AS (SELECT e.authority, e.number, coalesce(t.recorded, e.recorded) AS time, "
      "t.number IS NOT NULL AS corrected FROM entry AS e LEFT JOIN corrected_time AS t "
      "ON t.authority = e.authority AND t.number = e.number), "
      "pairs AS (SELECT *, lag(time) OVER side AS time_before, lag(corrected) OVER side AS corrected_before "
      "FROM said WINDOW side AS (PARTITION BY authority ORDER BY number)) "
      "SELECT number, time, time_before FROM pairs "
      "WHERE time_before > time AND (corrected OR corrected_before) LIMIT 1");
  if (!wrong.step()) return;
  throw LedgerError(fmt::format(
      "{}: entry {} would be of {:%Y-%m-%d %H:%M} UTC, but the one before it of {:%Y-%m-%d %H:%M} UTC; "
      "nothing "
      "was corrected, name other entries or another time",
      database.file().string(), wrong.integer(0), time(wrong.integer(1)), time(wrong.integer(2))));
}

// Entries side by side that get one time become one.
std::vector<CorrectedTimes> in_ranges(const std::vector<CorrectedTimes>& entries) {
  std::vector<CorrectedTimes> ranges;
  for (const auto& entry : entries) {
    const bool goes_on = !ranges.empty() && ranges.back().authority == entry.authority &&
                         ranges.back().last + 1 == entry.first && ranges.back().is == entry.is;
    if (goes_on) {
      ranges.back().last = entry.last;
    } else {
      ranges.push_back(entry);
    }
  }
  return ranges;
}

void record(const Database& database, const std::vector<CorrectedTimes>& ranges,
            const TimeCorrection& correction, std::chrono::sys_seconds now) {
  for (auto range = ranges.begin(); range != ranges.end();) {
    const auto& authority = range->authority;
    std::string times;
    for (; range != ranges.end() && range->authority == authority; ++range) {
      times +=
          fmt::format("{}[{},{},{}]", times.empty() ? "" : ",", range->first, range->last, number(range->is));
    }
    record_act(database, now,
               {authority,
                correct_times_act,
                correction.role,
                fmt::format("{{\"times\":[{}]}}", times),
                {{"reason", correction.reason}}});
  }
}

}  // namespace

std::vector<CorrectedTimes> correct_times(Session& session, const TimeCorrection& correction) {
  const auto& database = session.database();
  const auto& clock = session.clock();
  const bool by_the_clock = (!correction.to && !correction.by) || (!correction.from && !correction.after);
  if (by_the_clock && !clock.accepted() && !clock.synchronised()) {
    throw WrongClock(fmt::format(
        "{}: the system does not say that its clock is synchronised, so it cannot tell what is from the "
        "future; nothing was corrected: say which records (--from or --after) and when they were made (--to "
        "or "
        "--by), or --accept-clock when the clock is right",
        database.file().string()));
  }
  Transaction transaction(database, Transaction::Kind::write);
  const auto now = clock.now();
  auto entries = select(database, correction, now);
  if (entries.empty()) return {};
  correct(entries, correction, now, database.file());
  keep(database, entries);
  require_order(database);
  auto ranges = in_ranges(entries);
  record(database, ranges, correction, session.record_time());
  transaction.commit();
  return ranges;
}

}  // namespace waymark::ledger
