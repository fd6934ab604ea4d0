#include "daemon/ledger/history.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace waymark::ledger {

namespace {

constexpr std::uint32_t no_period = std::numeric_limits<std::uint32_t>::max();

}  // namespace

std::int64_t last_run_before(const Database& database, const Reader::Moment& before) {
  if (before.run()) return *before.run();
  if (!before.time()) return std::numeric_limits<std::int64_t>::max();
  Statement find(database, "SELECT id FROM run WHERE recorded < ? ORDER BY recorded DESC, id DESC LIMIT 1");
  return find.bind(std::int64_t{before.time()->time_since_epoch().count()}).step() ? find.integer(0) : 0;
}

HistoryLoader::HistoryLoader(const Database& database, std::int64_t last_run)
    : last_run_(last_run),
      recorded_(database, "SELECT recorded FROM run WHERE id = ?"),
      up_(database,
          "SELECT period, run, mantissa, form FROM observation WHERE series = ?1 AND period BETWEEN ?2 AND "
          "?3 "
          "AND run <= ?4 ORDER BY period, run"),
      down_(database,
            "SELECT period, form FROM observation WHERE series = ?1 AND run <= ?2 ORDER BY period DESC, run "
            "DESC"),
      revisions_(database,
                 "SELECT count(*) - count(DISTINCT period) FROM observation WHERE series = ? AND run <= ?"),
      latest_kind_(
          database,
          "SELECT period FROM observation WHERE series = ?1 AND run <= ?2 ORDER BY run DESC LIMIT 1"),
      parts_(database, select_parts) {}

std::optional<core::Series> HistoryLoader::load(const StoredSeries& stored, Window window) {
  core::Series series;
  series.key = stored.key;
  std::uint32_t low = 0, high = no_period;
  if (std::popcount(stored.kinds) > 1) {
    // The frequency was changed: one history has one kind, that of the latest figures.
    if (!latest_kind_.bind(stored.number, last_run_).step()) return std::nullopt;
    const auto kind = static_cast<std::uint32_t>(core::Period::from_code(latest_kind_.word(0)).kind());
    latest_kind_.reset();
    low = kind << 24U;
    high = low | 0xFFFFFFU;
  }
  if (window.tail == 0) {
    read(stored.number, low, high, series.observations);
  } else {
    read_tail(stored.number, low, high, window.tail, series.observations);
  }
  if (series.observations.empty()) return std::nullopt;
  series.revisions = stored.last_run <= last_run_ ? stored.revisions : count_revisions(stored.number);
  return series;
}

void HistoryLoader::read_tail(std::uint32_t number, std::uint32_t low, std::uint32_t high, std::uint32_t tail,
                              std::vector<core::Observation>& into) {
  // Backwards over the last `tail` periods that have a figure, whatever was withdrawn since.
  std::uint32_t first = no_period, last = 0, period = no_period, figures = 0;
  down_.bind(number, last_run_);
  while (figures < tail && down_.step()) {
    const auto found = down_.word(0);
    if (found == period || found > high) continue;  // an earlier version
    if (found < low) break;
    period = found;
    if (last == 0) last = period;
    first = period;
    if (!Form{down_.word(1)}.withdrawn()) ++figures;
  }
  down_.reset();
  if (first == no_period) return;
  const auto year_before = [](std::uint32_t code) {
    return core::Period::from_code(code).year_before().code();
  };
  const auto earlier_first = std::min(year_before(first), first),
             earlier_last = std::min(year_before(last), last);
  if (earlier_last + 1 >= first) {
    read(number, earlier_first, last, into);
    return;
  }
  read(number, earlier_first, earlier_last, into);
  read(number, first, last, into);
}

void HistoryLoader::read(std::uint32_t number, std::uint32_t first, std::uint32_t last,
                         std::vector<core::Observation>& into) {
  up_.bind(number, first, last, last_run_);
  const auto from = into.size();
  while (up_.step()) {
    const auto period = core::Period::from_code(up_.word(0));
    const Form form{up_.word(3)};
    const auto run = up_.integer(1);
    const bool again = into.size() > from && into.back().period == period;
    if (!again) into.push_back({period, {}, {}, core::Flag::none, {}, 0});
    auto& observation = into.back();
    if (again) ++observation.revisions;
    observation.value = Figure{up_.integer(2), form, {}}.value();
    observation.parts.reset();
    if (form.has_parts() && parts_.bind(number, period.code(), run).step()) {
      observation.parts = fraction_of(parts_, 0);
    }
    observation.flag = form.flag();
    observation.recorded = recorded(run);
  }
  up_.reset();
}

std::chrono::sys_seconds HistoryLoader::recorded(std::int64_t run) {
  if (run == cached_run_) return cached_time_;
  const auto [found, fresh] = times_.try_emplace(run);
  if (fresh) {
    recorded_.bind(run).step();
    found->second = std::chrono::sys_seconds(std::chrono::seconds(recorded_.integer(0)));
    recorded_.reset();
  }
  cached_run_ = run;
  cached_time_ = found->second;
  return cached_time_;
}

std::uint64_t HistoryLoader::count_revisions(std::uint32_t number) {
  revisions_.bind(number, last_run_).step();
  const auto count = static_cast<std::uint64_t>(revisions_.integer(0));
  revisions_.reset();
  return count;
}

}  // namespace waymark::ledger
