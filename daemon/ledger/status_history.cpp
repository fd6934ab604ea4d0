#include "daemon/ledger/status_history.hpp"

#include <map>

#include "daemon/ledger/chain.hpp"
#include "daemon/ledger/content.hpp"

namespace waymark::ledger {

namespace {

// No status: the plan does not have the commitment.
struct Said {
  std::optional<std::string> status;
  std::string reason;
  std::optional<std::uint32_t> period;
  friend bool operator==(const Said&, const Said&) = default;
};

struct Held {
  std::int64_t ordinal = 0;
  Said said;
};

std::map<std::string, Held> held(const Database& database, const core::AuthorityCode& authority) {
  std::map<std::string, Held> latest;
  Statement select(database,
                   "SELECT commitment, max(ordinal), status, reason, period FROM commitment_status "
                   "WHERE authority = ? GROUP BY commitment");
  select.bind(authority.text);
  while (select.step()) {
    latest[select.text(0)] = {select.integer(1),
                              {select.null(2) ? std::nullopt : std::optional(select.text(2)), select.text(3),
                               select.null(4) ? std::nullopt : std::optional(select.word(4))}};
  }
  return latest;
}

std::map<std::string, Said> said_by(const core::Scoreboard& board) {
  std::map<std::string, Said> now;
  for (const auto& result : board.commitments) {
    const auto& latest = board.indicators[result.indicator].latest;
    now[board.plan->commitments[result.commitment].id.text] = {
        std::string(core::word(result.status)), result.reason,
        latest ? std::optional(latest->period.code()) : std::nullopt};
  }
  return now;
}

core::Status status_of(std::string_view word) {
  for (std::size_t i = 0; i < core::status_count; ++i) {
    if (core::word(static_cast<core::Status>(i)) == word) return static_cast<core::Status>(i);
  }
  throw LedgerError("commitment_status: \"" + std::string(word) +
                    "\" is not a status; run 'waymark ledger check'");
}

}  // namespace

bool record_statuses(Session& session, const core::Scoreboard& scoreboard) {
  const auto& database = session.database();
  const auto& authority = scoreboard.plan->authority;
  auto before = held(database, authority);
  auto changes = said_by(scoreboard);
  for (const auto& [id, latest] : before) {
    const auto found = changes.try_emplace(id).first;  // gone when the plan does not have it
    if (found->second == latest.said) changes.erase(found);
  }
  if (changes.empty()) return false;
  Transaction transaction(database, Transaction::Kind::write);
  Statement insert(database,
                   "INSERT INTO commitment_status (authority, commitment, ordinal, known, as_of, status, "
                   "reason, period, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const std::int64_t known = session.record_time().time_since_epoch().count();
  const auto number = head_of(database, authority).number + 1;
  const std::int64_t as_of = scoreboard.as_of.time_since_epoch().count();
  for (const auto& [id, said] : changes) {
    insert
        .bind(authority.text, id, before[id].ordinal + 1, known, as_of, said.status, said.reason, said.period,
              number)
        .run();
  }
  ChainWriter(database).append(
      {authority, number, statuses_entry, known, Contents(database).of_statuses(authority.text, number)});
  transaction.commit();
  return true;
}

std::vector<core::StatusChange> status_changes(const Database& database, const core::AuthorityCode& authority,
                                               std::optional<std::chrono::sys_seconds> before) {
  Statement select(database,
                   "SELECT commitment, status, reason, as_of, period, coalesce(t.recorded, known) AS said "
                   "FROM commitment_status AS s LEFT JOIN corrected_time AS t "
                   "ON t.authority = s.authority AND t.number = s.number "
                   "WHERE s.authority = ? AND said < coalesce(?, 1 << 62) ORDER BY commitment, ordinal");
  const auto moment = before ? std::optional(std::int64_t{before->time_since_epoch().count()}) : std::nullopt;
  select.bind(authority.text, moment);
  std::vector<core::StatusChange> changes;
  while (select.step()) {
    const core::CommitmentId commitment{select.text(0)};
    const std::chrono::sys_seconds known{std::chrono::seconds{select.integer(5)}};
    if (!changes.empty() && changes.back().commitment == commitment && !changes.back().until) {
      changes.back().until = known;
    }
    if (select.null(1)) continue;
    changes.push_back(
        {.commitment = commitment,
         .status = status_of(select.text(1)),
         .reason = select.text(2),
         .as_of = std::chrono::sys_days{std::chrono::days{select.integer(3)}},
         .period = select.null(4) ? std::nullopt : std::optional(core::Period::from_code(select.word(4))),
         .known = known,
         .until = std::nullopt});
  }
  return changes;
}

}  // namespace waymark::ledger
