#include "daemon/ledger/sqlite_view.hpp"

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

// The last run that the moment reaches, of those that there are.
std::int64_t last_run_of(const Database& database, const Moment& moment) {
  const auto last = last_run_before(database, moment);
  Statement select(database, "SELECT coalesce(max(id), 0) FROM run");
  return select.step() ? std::min(last, select.integer(0)) : 0;
}

class SqliteView final : public View {
 public:
  SqliteView(Connections::Lease database, const Moment& moment)
      : lease_(std::move(database)),
        database_(*lease_),
        transaction_(database_, Transaction::Kind::read),
        moment_(moment),
        last_run_(last_run_of(database_, moment)) {}

  [[nodiscard]] std::int64_t last_run() const override { return last_run_; }

  [[nodiscard]] core::History history(const core::AuthorityCode& authority, Window window) const override {
    HistoryLoader loader(database_, last_run_);
    core::History history;
    Statement select(database_, by_authority());
    select.bind(authority.text);
    while (select.step()) {
      if (auto series = loader.load(stored_series(select), window)) history.add(std::move(*series));
    }
    return history;
  }

  [[nodiscard]] core::History history(std::span<const core::SeriesKey> keys, Window window) const override {
    HistoryLoader loader(database_, last_run_);
    core::History history;
    Statement select(database_, by_key());
    for (const auto& key : keys) {
      if (history.find(key) != nullptr) continue;
      if (select.bind(key.authority.text, key.indicator.text, key.scope.path, key.breakdown).step()) {
        if (auto series = loader.load(stored_series(select), window)) history.add(std::move(*series));
      }
      select.reset();
    }
    return history;
  }

  [[nodiscard]] std::vector<core::Provenance> provenance(const core::SeriesKey& key,
                                                         core::Period period) const override {
    return read_provenance(database_, key, period, last_run_);
  }

  [[nodiscard]] std::vector<core::Provenance> versions(const core::SeriesKey& key) const override {
    return read_provenance(database_, key, std::nullopt, last_run_);
  }

  [[nodiscard]] std::vector<core::SeriesKey> series(const core::AuthorityCode& authority) const override {
    Statement select(database_,
                     "SELECT indicator, scope, breakdown FROM series WHERE authority = ?1 AND EXISTS "
                     "(SELECT 1 FROM observation_block WHERE series = series.id AND run <= ?2) "
                     "ORDER BY indicator, scope, breakdown");
    select.bind(authority.text, last_run_);
    std::vector<core::SeriesKey> keys;
    while (select.step()) keys.push_back({authority, {select.text(0)}, {select.text(1)}, select.text(2)});
    return keys;
  }

  [[nodiscard]] std::optional<PlanVersion> plan(const core::AuthorityCode& authority) const override {
    return plan_before(database_, authority, moment_.before());
  }

  [[nodiscard]] std::vector<core::StatusChange> statuses(
      const core::AuthorityCode& authority) const override {
    return status_changes(database_, authority, moment_.before());
  }

  [[nodiscard]] std::vector<core::Run> runs(const std::optional<core::CollectorName>& collector,
                                            std::size_t limit) const override {
    return read_runs(database_, text_of(collector), last_run_, limit);
  }

  [[nodiscard]] std::vector<core::StoredReject> rejects(const std::optional<core::CollectorName>& collector,
                                                        std::size_t limit) const override {
    return read_rejects(database_, text_of(collector), last_run_, limit);
  }

 private:
  Connections::Lease lease_;
  const Database& database_;
  Transaction transaction_;
  Moment moment_;
  std::int64_t last_run_;
};

}  // namespace

Connections::Lease::~Lease() {
  if (!database_) return;
  const std::scoped_lock lock(pool_->mutex_);
  pool_->idle_.push_back(std::move(database_));
}

Connections::Lease Connections::borrow() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(database)};
    }
  }
  return {*this, std::make_unique<Database>(open_for_reading(file_))};
}

std::unique_ptr<const View> make_view(Connections& connections, const Moment& moment) {
  return std::make_unique<const SqliteView>(connections.borrow(), moment);
}

Totals totals_of(const Database& database) {
  Statement select(database, "SELECT versions, series FROM totals");
  Totals totals;
  if (select.step()) {
    totals.observations = static_cast<std::uint64_t>(select.integer(0));
    totals.series = static_cast<std::uint64_t>(select.integer(1));
  }
  for (const auto* suffix : {"", "-wal"}) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(database.file().string() + suffix, missing);
    if (!missing) totals.bytes += size;
  }
  return totals;
}

}  // namespace waymark::ledger
