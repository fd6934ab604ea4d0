#include "daemon/ledger/erasure.hpp"

#include <map>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "daemon/ledger/act.hpp"

namespace waymark::ledger {

namespace {

using Texts = std::map<std::string, NumberRanges>;  // by authority

// Rows of authority and text, in order of text.
Texts texts_of(Statement& select) {
  Texts texts;
  while (select.step()) texts[select.text(0)].add(select.word(1));
  return texts;
}

// What is erased frees room in the middle of pages, and SQLite would move other texts there and leave copies
// behind. So the table is written anew; freed pages are overwritten (secure_delete).
void write_anew(const Database& database) {
  std::vector<std::string> triggers;
  {
    Statement select(database,
                     "SELECT sql, name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'erasable'");
    std::string drop;
    while (select.step()) {
      triggers.push_back(select.text(0));
      drop += fmt::format("DROP TRIGGER {};", select.text(1));
    }
    select.reset();
    database.execute(drop.c_str());
  }
  database.execute(
      "CREATE TABLE erasable_moved AS SELECT id, salt, digest, content FROM erasable;"
      "DELETE FROM erasable;"
      "INSERT INTO erasable (id, salt, digest, content) SELECT id, salt, digest, content FROM "
      "erasable_moved ORDER BY id;"
      "DROP TABLE erasable_moved");
  for (const auto& trigger : triggers) database.execute(trigger.c_str());
}

struct Erasing {
  std::string said;  // what of the act's content comes before the texts
  std::string role, reason;
};

// `find` is called within the transaction.
template <class Find>
Erased erase_texts(Session& session, const Erasing& erasing, const Find& find) {
  const auto& database = session.database();
  session.trust_references(true);  // the table that is written anew is referred to
  Erased erased;
  try {
    Transaction transaction(database, Transaction::Kind::write);
    const Texts texts = find();
    if (!texts.empty()) {
      const auto now = session.record_time();
      Statement erase(database, "UPDATE erasable SET salt = NULL, content = NULL WHERE id = ?");
      for (const auto& [authority, ids] : texts) {
        for (const auto id : ids.numbers()) {
          erase.bind(id).run();
          ++erased.texts;
        }
      }
      write_anew(database);
      for (const auto& [authority, ids] : texts) {
        record_act(database, now,
                   {{authority},
                    erase_act,
                    erasing.role,
                    fmt::format("{{{},\"texts\":{}}}", erasing.said, ids.text()),
                    {{"reason", erasing.reason}}});
      }
      transaction.commit();
    }
  } catch (...) {
    session.trust_references(false);
    throw;
  }
  session.trust_references(false);
  erased.gone = erased.texts == 0 || session.empty_log();
  return erased;
}

Texts texts_of_run(const Database& database, std::int64_t run, std::optional<std::uint32_t> line) {
  Statement known(database, "SELECT 1 FROM run WHERE id = ?");
  if (!known.bind(run).step()) throw LedgerError(fmt::format("run {}: not in this ledger", run));
  Statement select(database,
                   "SELECT run.authority, text FROM rejected_row JOIN run ON run.id = rejected_row.run "
                   "JOIN erasable ON erasable.id = text WHERE run.id = ?1 AND (?2 IS NULL OR line = ?2) "
                   "AND content IS NOT NULL ORDER BY text");
  return texts_of(select.bind(run, line));
}

Texts texts_of_act(const Database& database, const core::AuthorityCode& authority, std::int64_t act) {
  Statement known(database, "SELECT 1 FROM act WHERE authority = ? AND number = ?");
  if (!known.bind(authority.text, act).step())
    throw LedgerError(fmt::format("entry {} of {}: no act of this ledger", act, authority.text));
  Statement select(database,
                   "SELECT authority, text FROM act_text JOIN erasable ON erasable.id = text "
                   "WHERE authority = ? AND number = ? AND content IS NOT NULL ORDER BY text");
  return texts_of(select.bind(authority.text, act));
}

}  // namespace

Erasures::Erasures(const Database& database) {
  Statement select(
      database,
      "SELECT coalesce(t.recorded, a.recorded), json_extract(a.content, '$.texts') FROM act AS a "
      "LEFT JOIN corrected_time AS t ON t.authority = a.authority AND t.number = a.number "
      "WHERE a.kind = ? ORDER BY a.recorded");
  select.bind(erase_act);
  while (select.step()) {
    const std::chrono::sys_seconds when(std::chrono::seconds(select.integer(0)));
    for (const auto text : NumberRanges::parse(select.view(1)).numbers()) texts_.emplace(text, when);
  }
}

std::optional<std::chrono::sys_seconds> Erasures::when(std::int64_t text) const {
  const auto found = texts_.find(static_cast<std::uint32_t>(text));
  return found == texts_.end() ? std::nullopt : std::optional(found->second);
}

std::string Erasures::words(std::int64_t text) const {
  const auto time = when(text);
  return time ? fmt::format("erased on {:%Y-%m-%d}", *time) : "erased";
}

Erased erase(Session& session, const Erasure& what) {
  const auto& database = session.database();
  if (what.role.empty() || what.reason.empty())
    throw LedgerError("erasing needs a role and a reason; nothing was erased");
  if (what.run) {
    std::string said = fmt::format("\"run\":{}", *what.run);
    if (what.line) said += fmt::format(",\"line\":{}", *what.line);
    return erase_texts(session, {said, what.role, what.reason},
                       [&] { return texts_of_run(database, *what.run, what.line); });
  }
  const auto act = what.act.value_or(0);
  return erase_texts(session, {fmt::format("\"act\":{}", act), what.role, what.reason},
                     [&] { return texts_of_act(database, what.authority, act); });
}

Erased erase_rejects(Session& session, std::chrono::sys_seconds before) {
  const std::int64_t moment = before.time_since_epoch().count();
  const auto find = [&] {
    Statement select(
        session.database(),
        "SELECT run.authority, text FROM run JOIN run_time ON run_time.run = run.id "
        "JOIN rejected_row ON rejected_row.run = run.id JOIN erasable ON erasable.id = text "
        "WHERE run.rejected > 0 AND run_time.recorded < ? AND content IS NOT NULL ORDER BY text");
    return texts_of(select.bind(moment));
  };
  // Looked for first, since most passes find nothing and need not write.
  if (find().empty()) return {};
  return erase_texts(
      session, {fmt::format("\"before\":{}", moment), "waymark", "kept for as long as keep_rejects says"},
      find);
}

}  // namespace waymark::ledger
