#include "daemon/ledger/plan_history.hpp"

#include <map>
#include <tuple>

#include <fmt/format.h>

#include "daemon/digest/sha256.hpp"

namespace waymark::ledger {

namespace {

std::int64_t day(std::chrono::sys_days date) {
  return date.time_since_epoch().count();
}

// Stores what of `now_held` differs from the latest version of each key, and what is gone. `Key` and `State`
// are tuples of what the two statements bind and read.
struct MilestoneState {
  std::int64_t due = 0;
  std::optional<std::int64_t> done;
  friend bool operator==(const MilestoneState&, const MilestoneState&) = default;
};

void record_milestones(const Database& database, std::int64_t version, const core::Plan& plan) {
  std::map<std::string, std::optional<MilestoneState>> changes;
  for (const auto& milestone : plan.milestones) {
    changes[milestone.id.text] = MilestoneState{
        day(milestone.due), milestone.done ? std::optional(day(*milestone.done)) : std::nullopt};
  }
  Statement held(
      database,
      "SELECT milestone, present, due, done, max(version) FROM milestone_state WHERE authority = ? "
      "GROUP BY milestone");
  held.bind(plan.authority.text);
  while (held.step()) {
    const auto id = held.text(0);
    std::optional<MilestoneState> before;
    if (held.integer(1) != 0) {
      before = MilestoneState{held.integer(2), held.null(3) ? std::nullopt : std::optional(held.integer(3))};
    }
    const auto found = changes.try_emplace(id).first;  // gone when the plan does not have it
    if (found->second == before) changes.erase(found);
  }
  held.reset();
  Statement insert(database,
                   "INSERT INTO milestone_state (authority, milestone, version, present, due, done) "
                   "VALUES (?, ?, ?, ?, ?, ?)");
  for (const auto& [id, state] : changes) {
    const auto due = state ? std::optional(state->due) : std::nullopt;
    const auto done = state ? state->done : std::nullopt;
    insert.bind(plan.authority.text, id, version, state.has_value(), due, done).run();
  }
}

void record_commentaries(const Database& database, std::int64_t version, const core::Plan& plan) {
  using Key = std::tuple<std::string, std::uint32_t, std::int64_t, std::string>;
  std::map<Key, std::optional<std::string>> changes;
  for (const auto& item : plan.commentaries) {
    changes[{item.commitment.text, item.period.code(), day(item.date), item.role}] = item.text;
  }
  Statement held(database,
                 "SELECT commitment, period, written, role, present, content, max(version) FROM commentary "
                 "WHERE authority = ? GROUP BY commitment, period, written, role");
  held.bind(plan.authority.text);
  while (held.step()) {
    const Key key{held.text(0), held.word(1), held.integer(2), held.text(3)};
    const auto before = held.integer(4) != 0 ? std::optional(held.text(5)) : std::nullopt;
    const auto found = changes.try_emplace(key).first;
    if (found->second == before) changes.erase(found);
  }
  held.reset();
  Statement insert(
      database,
      "INSERT INTO commentary (authority, commitment, period, written, role, version, present, content) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& [key, text] : changes) {
    const auto& [commitment, period, written, role] = key;
    const auto content = text.value_or("");
    insert.bind(plan.authority.text, commitment, period, written, role, version, text.has_value(), content)
        .run();
  }
}

// What the views say of indicators and commitments.
void describe_plan(const Database& database, std::int64_t version, const core::Plan& plan) {
  Statement(database, "DELETE FROM plan_indicator WHERE authority = ?").bind(plan.authority.text).run();
  Statement(database, "DELETE FROM plan_commitment WHERE authority = ?").bind(plan.authority.text).run();
  Statement indicator(
      database,
      "INSERT OR IGNORE INTO plan_indicator (authority, indicator, version, title, unit, polarity, "
      "frequency, decimals) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& item : plan.indicators) {
    indicator
        .bind(plan.authority.text, item.id.text, version, item.title, core::word(item.unit),
              core::word(item.polarity), core::word(item.frequency), int{item.decimals})
        .run();
  }
  Statement commitment(
      database,
      "INSERT OR IGNORE INTO plan_commitment (authority, commitment, version, title, indicator, "
      "scope, theme, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const auto& item : plan.commitments) {
    commitment
        .bind(plan.authority.text, item.id.text, version, item.title, item.indicator.text, item.scope.path,
              item.theme.text, item.owner)
        .run();
  }
}

// A ledger from before these descriptions has none of the version that is in force.
bool described(const Database& database, std::int64_t version) {
  return Statement(database, "SELECT 1 FROM plan_indicator WHERE version = ?").bind(version).step();
}

}  // namespace

core::Sha256 digest_of(const PlanSources& sources) {
  std::string all;
  for (const auto& [name, text] : sources)
    all += fmt::format("{}:{}{}:{}", name.size(), name, text.size(), text);
  return digest::sha256(all);
}

bool record_plan(const Database& database, std::chrono::sys_seconds now, const core::Plan& plan,
                 const PlanSources& sources) {
  const auto digest = digest_of(sources);
  Transaction transaction(database, Transaction::Kind::write);
  {
    Statement latest(database,
                     "SELECT digest, id FROM plan_version WHERE authority = ? ORDER BY id DESC LIMIT 1");
    if (latest.bind(plan.authority.text).step() && latest.digest(0) == digest) {
      const auto held = latest.integer(1);
      if (plan.indicators.empty() || described(database, held)) return false;
      latest.reset();
      describe_plan(database, held, plan);
      transaction.commit();
      return false;
    }
  }
  const auto version = database.integer("SELECT coalesce(max(id), 0) + 1 FROM plan_version");
  Statement(database, "INSERT INTO plan_version (id, authority, loaded, digest) VALUES (?, ?, ?, ?)")
      .bind(version, plan.authority.text, std::int64_t{now.time_since_epoch().count()}, digest)
      .run();
  Statement insert(database, "INSERT INTO plan_source (version, ordinal, name, content) VALUES (?, ?, ?, ?)");
  std::int64_t ordinal = 0;
  for (const auto& [name, text] : sources) insert.bind(version, ++ordinal, name, text).run();
  record_milestones(database, version, plan);
  record_commentaries(database, version, plan);
  describe_plan(database, version, plan);
  transaction.commit();
  return true;
}

PlanSources sources_of(const Database& database, std::int64_t version) {
  Statement select(database, "SELECT name, content FROM plan_source WHERE version = ? ORDER BY ordinal");
  select.bind(version);
  PlanSources sources;
  while (select.step()) sources.emplace_back(select.text(0), select.text(1));
  return sources;
}

std::optional<PlanVersion> plan_before(const Database& database, const core::AuthorityCode& authority,
                                       std::optional<std::chrono::sys_seconds> time) {
  Statement select(
      database,
      "SELECT id, loaded, digest FROM plan_version WHERE authority = ? AND loaded < coalesce(?, 1 << 62) "
      "ORDER BY id DESC LIMIT 1");
  const auto moment = time ? std::optional(std::int64_t{time->time_since_epoch().count()}) : std::nullopt;
  if (!select.bind(authority.text, moment).step()) return std::nullopt;
  PlanVersion version;
  version.id = select.integer(0);
  version.authority = authority;
  version.loaded = std::chrono::sys_seconds(std::chrono::seconds(select.integer(1)));
  version.digest = select.digest(2).value_or(core::Sha256{});
  version.sources = sources_of(database, version.id);
  return version;
}

}  // namespace waymark::ledger
