#include "daemon/ledger/history.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <ranges>

namespace waymark::ledger {

namespace {

constexpr std::uint32_t no_period = std::numeric_limits<std::uint32_t>::max();

bool counts(const Version& version, const Window& window) {
  if (version.figure.form.withdrawn()) return false;
  return !window.reported_by || (version.figure.form.flag() != core::Flag::forecast &&
                                 core::Period::from_code(version.period).begun_by(*window.reported_by));
}

}  // namespace

std::int64_t last_run_before(const Database& database, const Moment& moment) {
  if (moment.run()) return *moment.run();
  if (!moment.before()) return std::numeric_limits<std::int64_t>::max();
  const std::int64_t time = moment.before()->time_since_epoch().count();
  // The few with a corrected time, and the others.
  Statement corrected(
      database,
      "SELECT coalesce(max(run.id), 0) FROM corrected_time AS t "
      "JOIN run ON run.authority = t.authority AND run.number = t.number WHERE t.recorded < ?");
  corrected.bind(time).step();
  Statement find(database,
                 "SELECT id FROM run WHERE recorded < ? AND NOT EXISTS (SELECT 1 FROM corrected_time AS t "
                 "WHERE t.authority = run.authority AND t.number = run.number) "
                 "ORDER BY recorded DESC, id DESC LIMIT 1");
  return std::max(corrected.integer(0), find.bind(time).step() ? find.integer(0) : 0);
}

HistoryLoader::HistoryLoader(const Database& database, std::int64_t last_run)
    : last_run_(last_run),
      up_(database),
      down_(database, VersionReader::Order::latest_period_first),
      recorded_(database, "SELECT recorded FROM run_time WHERE run = ?"),
      latest_block_(
          database,
          "SELECT block FROM observation_block WHERE series = ?1 AND run <= ?2 ORDER BY run DESC LIMIT 1") {}

std::optional<core::Series> HistoryLoader::load(const StoredSeries& stored, Window window) {
  core::Series series;
  series.key = stored.key;
  std::uint32_t low = 0, high = no_period;
  if (std::popcount(stored.kinds) > 1) {
    // The frequency was changed: one history has one kind, that of the latest figures.
    if (!latest_block_.bind(stored.number, last_run_).step()) return std::nullopt;
    const auto period = core::Period::from_code(latest_block_.word(0) << block_shift);
    const auto kind = static_cast<std::uint32_t>(period.kind());
    latest_block_.reset();
    low = kind << 24U;
    high = low | 0xFFFFFFU;
  }
  if (window.tail == 0) {
    read(stored.number, low, high, series.observations);
  } else {
    read_tail(stored.number, low, high, window, series.observations);
  }
  if (series.observations.empty()) return std::nullopt;
  series.revisions = stored.last_run <= last_run_ ? stored.revisions : count_revisions(stored.number);
  return series;
}

void HistoryLoader::read_tail(std::uint32_t number, std::uint32_t low, std::uint32_t high,
                              const Window& window, std::vector<core::Observation>& into) {
  // Backwards over the last periods that have a figure, whatever was withdrawn since.
  tail_.clear();
  down_.start(number, low, high, last_run_);
  std::uint32_t figures = 0;
  bool enough = false;
  while (!enough) {
    const auto block = down_.next();
    if (block.empty()) break;
    for (const auto& version : block | std::views::reverse) {
      if (tail_.empty() || version.period != tail_.back().period) {  // otherwise an earlier version
        enough = figures == window.tail;
        if (enough) break;
        if (counts(version, window)) ++figures;
      }
      tail_.push_back(version);
    }
  }
  down_.stop();
  if (tail_.empty()) return;
  const auto first = tail_.back().period, last = tail_.front().period;
  const auto year_before = [](std::uint32_t code) {
    return core::Period::from_code(code).year_before().code();
  };
  const auto earlier_first = year_before(first), earlier_last = std::min(year_before(last), first - 1);
  if (earlier_first <= earlier_last) read(number, earlier_first, earlier_last, into);
  const auto from = into.size();
  for (const auto& version : tail_ | std::views::reverse) append(version, from, into);
}

void HistoryLoader::read(std::uint32_t number, std::uint32_t first, std::uint32_t last,
                         std::vector<core::Observation>& into) {
  up_.start(number, first, last, last_run_);
  const auto from = into.size();
  for (auto block = up_.next(); !block.empty(); block = up_.next()) {
    for (const auto& version : block) append(version, from, into);
  }
  up_.stop();
}

void HistoryLoader::append(const Version& version, std::size_t from, std::vector<core::Observation>& into) {
  const auto period = core::Period::from_code(version.period);
  const bool again = into.size() > from && into.back().period == period;
  if (!again) into.push_back({period, {}, {}, core::Flag::none, {}, 0});
  auto& observation = into.back();
  if (again) ++observation.revisions;
  observation.value = version.figure.value();
  observation.parts = version.figure.parts;
  observation.flag = version.figure.form.flag();
  observation.recorded = recorded(version.run);
  observation.run = version.run;
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
  std::uint64_t count = 0;
  std::uint32_t before = no_period;
  up_.start(number, 0, no_period, last_run_);
  for (auto block = up_.next(); !block.empty(); block = up_.next()) {
    for (const auto& version : block) {
      if (version.period == before) ++count;
      before = version.period;
    }
  }
  up_.stop();
  return count;
}

}  // namespace waymark::ledger
