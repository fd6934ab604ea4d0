#include "daemon/ledger/history.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <ranges>

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
            "SELECT period, run, mantissa, form FROM observation WHERE series = ?1 AND run <= ?2 "
            "ORDER BY period DESC, run DESC"),
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
  std::uint32_t figures = 0;
  tail_.clear();
  down_.bind(number, last_run_);
  while (down_.step()) {
    const Version version{down_.word(0), down_.integer(1), down_.integer(2), Form{down_.word(3)}};
    if (version.period > high) continue;
    if (version.period < low) break;
    if (tail_.empty() || version.period != tail_.back().period) {  // otherwise an earlier version
      if (figures == tail) break;
      if (!version.form.withdrawn()) ++figures;
    }
    tail_.push_back(version);
  }
  down_.reset();
  if (tail_.empty()) return;
  const auto first = tail_.back().period, last = tail_.front().period;
  const auto year_before = [](std::uint32_t code) {
    return core::Period::from_code(code).year_before().code();
  };
  const auto earlier_first = year_before(first), earlier_last = std::min(year_before(last), first - 1);
  if (earlier_first <= earlier_last) read(number, earlier_first, earlier_last, into);
  const auto from = into.size();
  for (const auto& version : tail_ | std::views::reverse) append(number, version, from, into);
}

void HistoryLoader::read(std::uint32_t number, std::uint32_t first, std::uint32_t last,
                         std::vector<core::Observation>& into) {
  up_.bind(number, first, last, last_run_);
  const auto from = into.size();
  while (up_.step()) {
    append(number, {up_.word(0), up_.integer(1), up_.integer(2), Form{up_.word(3)}}, from, into);
  }
  up_.reset();
}

void HistoryLoader::append(std::uint32_t number, const Version& version, std::size_t from,
                           std::vector<core::Observation>& into) {
  const auto period = core::Period::from_code(version.period);
  const bool again = into.size() > from && into.back().period == period;
  if (!again) into.push_back({period, {}, {}, core::Flag::none, {}, 0});
  auto& observation = into.back();
  if (again) ++observation.revisions;
  observation.value = Figure{version.mantissa, version.form, {}}.value();
  observation.parts.reset();
  if (version.form.has_parts() && parts_.bind(number, version.period, version.run).step()) {
    observation.parts = fraction_of(parts_, 0);
  }
  observation.flag = version.form.flag();
  observation.recorded = recorded(version.run);
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
