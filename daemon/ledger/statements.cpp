#include "daemon/ledger/statements.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "daemon/ledger/reading.hpp"

namespace waymark::ledger {

namespace {

core::Decimal decimal(const Statement& row, int column) {
  return {row.integer(column), static_cast<std::uint8_t>(row.integer(column + 1))};
}

}  // namespace

std::vector<std::uint32_t> series_of(const Database& database, std::int64_t run) {
  Statement named(database, "SELECT series FROM reading_series WHERE run = ?");
  if (named.bind(run).step()) return NumberRanges::parse(named.view(0)).numbers();
  std::vector<std::uint32_t> all;
  Statement added(database, "SELECT DISTINCT series FROM observation_block WHERE run = ? ORDER BY series");
  added.bind(run);
  while (added.step()) all.push_back(added.word(0));
  return all;
}

Statements::Statements(const Database& database, std::int64_t about)
    : about_(about),
      reader_(database),
      overtaken_select_(
          database,
          "SELECT period, run, mantissa, form, source_row, numerator, numerator_scale, "
          "denominator, denominator_scale FROM overtaken WHERE series = ? ORDER BY period, run"),
      fallback_select_(database, "SELECT period, run FROM fallback WHERE series = ? ORDER BY period, run") {
  read_order(database);
  read_restated(database);
}

// A file's last reading counts: the last with a place, and the last with these bytes.
void Statements::read_order(const Database& database) {
  Statement select(
      database,
      std::string("SELECT run.id, place, contribution, collector, run.digest, query_run.run FROM run "
                  "LEFT JOIN query_run ON query_run.run = run.id WHERE ") +
          std::string(is_reading) + " ORDER BY run.id DESC");
  std::set<std::int64_t> places;
  std::set<std::pair<std::int64_t, core::Sha256>> bytes;
  while (select.step()) {
    const auto run = select.integer(0), place = select.integer(1);
    const bool contribution = select.integer(2) != 0, query = !select.null(5);
    const auto digest = select.digest(4);
    const bool last_of_place = places.insert(place).second;
    const bool last_of_bytes = query || !digest || bytes.insert({select.integer(3), *digest}).second;
    if (contribution || (last_of_place && last_of_bytes))
      readings_[run] = {contribution ? run : place, contribution};
  }
}

void Statements::read_restated(const Database& database) {
  Statement select(database, "SELECT run, series, periods FROM restated");
  while (select.step()) {
    const auto run = select.integer(0);
    if (run != about_ && !readings_.contains(run)) continue;
    restated_[select.word(1)].push_back({run, NumberRanges::parse(select.view(2))});
  }
}

void Statements::start(std::uint32_t series) {
  series_ = series;
  versions_.clear();
  reader_.start(series, 0, std::numeric_limits<std::uint32_t>::max(),
                std::numeric_limits<std::int64_t>::max());
  for (auto block = reader_.next(); !block.empty(); block = reader_.next()) {
    versions_.insert(versions_.end(), block.begin(), block.end());
  }
  reader_.stop();
  overtaken_.clear();
  overtaken_select_.bind(series);
  while (overtaken_select_.step()) {
    Version version{overtaken_select_.word(0), overtaken_select_.integer(1), overtaken_select_.word(4), {}};
    version.figure.mantissa = overtaken_select_.integer(2);
    version.figure.form.bits = overtaken_select_.word(3);
    if (version.figure.form.has_parts()) {
      version.figure.parts = {decimal(overtaken_select_, 5), decimal(overtaken_select_, 7)};
    }
    overtaken_.push_back(version);
  }
  overtaken_select_.reset();
  fallbacks_.clear();
  fallback_select_.bind(series);
  while (fallback_select_.step())
    fallbacks_.emplace_back(fallback_select_.word(0), fallback_select_.integer(1));
  fallback_select_.reset();
}

std::span<const Version> Statements::of(const std::vector<Version>& all, std::uint32_t period) const {
  const auto found = std::ranges::equal_range(all, period, {}, &Version::period);
  return {found.begin(), found.end()};
}

bool Statements::derived(const Version& version) const {
  if (std::ranges::binary_search(fallbacks_, std::pair(version.period, version.run))) return true;
  if (!version.figure.form.withdrawn() || version.source_row != 0) return false;
  const auto reading = readings_.find(version.run);
  return reading == readings_.end() || !reading->second.contribution;
}

std::optional<Figure> Statements::held(std::uint32_t period) const {
  const auto versions = of(versions_, period);
  return versions.empty() ? std::nullopt : std::optional(versions.back().figure);
}

std::int64_t Statements::held_by(std::uint32_t period) const {
  const auto versions = of(versions_, period);
  return versions.empty() ? 0 : versions.back().run;
}

std::optional<Said> Statements::others(std::uint32_t period) const {
  std::optional<Said> last;
  const auto consider = [&](std::int64_t run, std::uint32_t source_row, const Figure& figure) {
    const auto reading = readings_.find(run);
    if (run == about_ || reading == readings_.end()) return;
    const auto place = reading->second.place;
    if (!last || place > last->place) last = {place, run, source_row, figure};
  };
  const auto versions = of(versions_, period);
  for (const auto& version : versions) {
    if (!derived(version)) consider(version.run, version.source_row, version.figure);
  }
  for (const auto& version : of(overtaken_, period))
    consider(version.run, version.source_row, version.figure);
  if (const auto restated = restated_.find(series_); restated != restated_.end()) {
    for (const auto& [run, periods] : restated->second) {
      if (!periods.contains(period)) continue;
      const Version* before = nullptr;
      for (const auto& version : versions) {
        if (version.run < run) before = &version;
      }
      consider(run, before == nullptr ? 0 : before->source_row,
               before == nullptr ? Figure{} : before->figure);
    }
  }
  return last;
}

std::vector<std::uint32_t> Statements::periods() const {
  std::vector<std::uint32_t> all;
  for (const auto& version : versions_) {
    if (version.run == about_ && !derived(version)) all.push_back(version.period);
  }
  for (const auto& version : overtaken_) {
    if (version.run == about_) all.push_back(version.period);
  }
  if (const auto restated = restated_.find(series_); restated != restated_.end()) {
    for (const auto& [run, periods] : restated->second) {
      if (run == about_) std::ranges::copy(periods.numbers(), std::back_inserter(all));
    }
  }
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

}  // namespace waymark::ledger
