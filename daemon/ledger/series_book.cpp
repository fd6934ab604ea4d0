#include "daemon/ledger/series_book.hpp"

#include <algorithm>

namespace waymark::ledger {

void SeriesState::add(std::uint32_t period, const Figure& figure, const std::optional<Figure>& held) {
  ++versions;
  if (held) {
    current.remove(period, *held);
  } else {
    ++periods;
    last_period = std::max(last_period, period);
    kinds |= 1U << static_cast<unsigned>(core::Period::from_code(period).kind());
  }
  current.add(period, figure);
}

SeriesBook::SeriesBook(const Database& database)
    : find_(database,
            "SELECT id FROM series WHERE authority = ? AND indicator = ? AND scope = ? AND breakdown = ?"),
      name_(database, "SELECT authority, indicator, scope, breakdown FROM series WHERE id = ?"),
      load_(database,
            "SELECT versions, periods, last_period, kinds, print_low, print_high FROM series_state WHERE "
            "series = ?"),
      insert_(database,
              "INSERT INTO series (id, authority, indicator, scope, breakdown) VALUES (?, ?, ?, ?, ?)"),
      store_(
          database,
          "INSERT INTO series_state (versions, periods, last_period, kinds, last_run, print_low, print_high, "
          "series) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      update_(database,
              "UPDATE OR ROLLBACK series_state SET versions = ?, periods = ?, last_period = ?, kinds = ?, "
              "last_run = ?, print_low = ?, print_high = ? WHERE series = ?"),
      next_(static_cast<std::uint32_t>(database.integer("SELECT coalesce(max(id), 0) + 1 FROM series"))) {}

std::uint32_t SeriesBook::number(const core::SeriesKey& key) {
  if (const auto found = fresh_.find(key); found != fresh_.end()) return found->second;
  find_.bind(key.authority.text, key.indicator.text, key.scope.path, key.breakdown);
  if (find_.step()) {
    const auto number = find_.word(0);
    find_.reset();
    return number;
  }
  find_.reset();
  const auto number = next_++;
  fresh_.emplace(key, number);
  fresh_keys_.emplace(number, key);
  return number;
}

core::SeriesKey SeriesBook::key(std::uint32_t number) {
  if (const auto found = fresh_keys_.find(number); found != fresh_keys_.end()) return found->second;
  core::SeriesKey key;
  if (name_.bind(number).step()) key = {{name_.text(0)}, {name_.text(1)}, {name_.text(2)}, name_.text(3)};
  name_.reset();
  return key;
}

SeriesState SeriesBook::state(std::uint32_t number) {
  SeriesState state;
  if (load_.bind(number).step()) {
    state = {static_cast<std::uint64_t>(load_.integer(0)),
             static_cast<std::uint64_t>(load_.integer(1)),
             load_.word(2),
             load_.word(3),
             {static_cast<std::uint64_t>(load_.integer(4)), static_cast<std::uint64_t>(load_.integer(5))}};
  }
  load_.reset();
  return state;
}

void SeriesBook::ensure(std::uint32_t number) {
  const auto found = fresh_keys_.find(number);
  if (found == fresh_keys_.end()) return;
  if (!added_.insert(number).second) return;
  const auto& key = found->second;
  insert_.bind(number, key.authority.text, key.indicator.text, key.scope.path, key.breakdown).run();
}

void SeriesBook::committed() {
  for (const auto number : added_) {
    const auto found = fresh_keys_.find(number);
    fresh_.erase(found->second);
    fresh_keys_.erase(found);
  }
  added_.clear();
}

void SeriesBook::store(std::uint32_t number, const SeriesState& before, const SeriesState& state,
                       std::int64_t run) {
  auto& statement = before.empty() ? store_ : update_;
  statement
      .bind(state.versions, state.periods, state.last_period, state.kinds, run, state.current.low(),
            state.current.high(), number)
      .run();
}

}  // namespace waymark::ledger
