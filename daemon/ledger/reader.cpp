#include "daemon/ledger/connection.hpp"
#include "daemon/ledger/history.hpp"
#include "daemon/ledger/plan_history.hpp"
#include "daemon/ledger/provenance.hpp"
#include "daemon/ledger/status_history.hpp"

namespace waymark::ledger {

namespace {

constexpr std::string_view select_series =
    "SELECT series.id, authority, indicator, scope, breakdown, versions - periods, kinds, last_run FROM "
    "series "
    "JOIN series_state ON series_state.series = series.id ";

StoredSeries stored_series(const Statement& row) {
  return {row.word(0),
          {{row.text(1)}, {row.text(2)}, {row.text(3)}, row.text(4)},
          static_cast<std::uint64_t>(row.integer(5)),
          row.word(6),
          row.integer(7)};
}

std::string by_authority() {
  return std::string(select_series) + "WHERE authority = ? ORDER BY indicator, scope, breakdown";
}
std::string by_key() {
  return std::string(select_series) + "WHERE authority = ? AND indicator = ? AND scope = ? AND breakdown = ?";
}

std::optional<std::string> text_of(const std::optional<core::CollectorName>& name) {
  return name ? std::optional(name->text) : std::nullopt;
}

}  // namespace

struct Reader::State {
  Database database;
};

Reader::Reader(const std::filesystem::path& file) : state_(new State{open_for_reading(file)}) {}
Reader::~Reader() = default;

core::History Reader::history(const core::AuthorityCode& authority, Moment before, Window window) const {
  const auto& database = state_->database;
  const Transaction snapshot(database, Transaction::Kind::read);
  HistoryLoader loader(database, last_run_before(database, before));
  core::History history;
  Statement select(database, by_authority());
  select.bind(authority.text);
  while (select.step()) {
    if (auto series = loader.load(stored_series(select), window)) history.add(std::move(*series));
  }
  return history;
}

core::History Reader::history(std::span<const core::SeriesKey> keys, Moment before, Window window) const {
  const auto& database = state_->database;
  const Transaction snapshot(database, Transaction::Kind::read);
  HistoryLoader loader(database, last_run_before(database, before));
  core::History history;
  Statement select(database, by_key());
  for (const auto& key : keys) {
    if (history.find(key) != nullptr) continue;
    if (select.bind(key.authority.text, key.indicator.text, key.scope.path, key.breakdown).step()) {
      if (auto series = loader.load(stored_series(select), window)) history.add(std::move(*series));
    }
    select.reset();
  }
  return history;
}

std::vector<core::Provenance> Reader::provenance(const core::SeriesKey& key, core::Period period,
                                                 Moment before) const {
  const Transaction snapshot(state_->database, Transaction::Kind::read);
  return read_provenance(state_->database, key, period, before);
}

std::vector<core::Provenance> Reader::versions(const core::SeriesKey& key, Moment before) const {
  const Transaction snapshot(state_->database, Transaction::Kind::read);
  return read_provenance(state_->database, key, std::nullopt, before);
}

std::vector<core::SeriesKey> Reader::series(const core::AuthorityCode& authority) const {
  Statement select(state_->database,
                   "SELECT indicator, scope, breakdown FROM series WHERE authority = ? "
                   "ORDER BY indicator, scope, breakdown");
  select.bind(authority.text);
  std::vector<core::SeriesKey> keys;
  while (select.step()) keys.push_back({authority, {select.text(0)}, {select.text(1)}, select.text(2)});
  return keys;
}

std::vector<core::Run> Reader::runs(const std::optional<core::CollectorName>& collector,
                                    std::size_t limit) const {
  return read_runs(state_->database, text_of(collector), limit);
}

std::vector<core::StoredReject> Reader::rejects(const std::optional<core::CollectorName>& collector,
                                                std::size_t limit) const {
  return read_rejects(state_->database, text_of(collector), limit);
}

std::vector<OpenRejects> Reader::open_rejects() const {
  return read_open_rejects(state_->database);
}

std::optional<PlanVersion> Reader::plan_version(const core::AuthorityCode& authority, Moment before) const {
  const auto& database = state_->database;
  const Transaction snapshot(database, Transaction::Kind::read);
  Statement select(
      database,
      "SELECT id, loaded, digest FROM plan_version WHERE authority = ? AND loaded < coalesce(?, 1 << 62) "
      "ORDER BY id DESC LIMIT 1");
  const auto time = before.time();
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

std::vector<core::StatusChange> Reader::status_changes(const core::AuthorityCode& authority,
                                                       Moment before) const {
  return ledger::status_changes(state_->database, authority, before.time());
}

std::int64_t Reader::last_run() const {
  Statement select(state_->database, "SELECT coalesce(max(id), 0) FROM run");
  return select.step() ? select.integer(0) : 0;
}

Totals Reader::totals() const {
  Statement select(state_->database, "SELECT versions, series FROM totals");
  Totals totals;
  if (select.step()) {
    totals.observations = static_cast<std::uint64_t>(select.integer(0));
    totals.series = static_cast<std::uint64_t>(select.integer(1));
  }
  for (const auto* suffix : {"", "-wal"}) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(state_->database.file().string() + suffix, missing);
    if (!missing) totals.bytes += size;
  }
  return totals;
}

}  // namespace waymark::ledger
