#include "collectors/cells/names.hpp"

#include <limits>

#include <fmt/format.h>

#include "collectors/cells/periods.hpp"

namespace waymark::cells {

namespace {

constexpr std::size_t first_slots = 1024;

template <class Map>
std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> result;
  for (const auto& [key, value] : map) result.push_back(key);
  return result;
}

}  // namespace

std::uint32_t last_period(const core::Indicator& indicator, std::chrono::sys_days today) {
  if (indicator.ahead) return std::numeric_limits<std::uint32_t>::max();
  return core::Period::containing(indicator.frequency, today).code();
}

std::string has_not_begun(std::uint32_t period, std::string_view mend, std::chrono::sys_days today) {
  return fmt::format(
      "{} has not begun (today is {}): {}, or, if such figures are known ahead, set ahead = true for the "
      "indicator",
      core::Period::from_code(period).label(), core::long_date(today), mend);
}

Names::Names(const Mapping& mapping) : mapping_(mapping), slots_(first_slots) {
  for (const auto& indicator : mapping.plan->indicators) indicators_.emplace(indicator.id.text, &indicator);
  for (const auto& [name, indicator] : mapping.indicators) indicators_.insert_or_assign(name, indicator);
  for (const auto& scope : scopes_of(*mapping.plan)) scopes_.emplace(scope.path, scope);
  for (const auto& [name, scope] : mapping.scopes) scopes_.insert_or_assign(name, scope);
}

const core::Indicator* Names::indicator(std::string_view cell) {
  if (mapping_.indicator != nullptr) return mapping_.indicator;
  const auto found = indicators_.find(cell);
  if (cell.empty()) {
    stranger_ = {false, "the indicator is empty"};
  } else if (found == indicators_.end()) {
    const auto name = config::in_quotes(cell);
    stranger_ = {false, fmt::format("{} is not an indicator of the plan; map it in [collector.indicators]{}",
                                    name, config::did_you_mean(std::string(cell), keys(indicators_)))};
  } else if (const auto other = mapping_.summed.find(found->second->id); other != mapping_.summed.end()) {
    stranger_ = {
        false, fmt::format("collector {} adds up indicator {} from transactions, so that it takes no ready "
                           "figures; leave its rows out with [[collector.where]], or its [[collector.sum]]",
                           config::in_quotes(other->second.text), config::in_quotes(found->second->id.text))};
  } else if (!std::holds_alternative<std::monostate>(found->second->formula)) {
    stranger_ = {false,
                 fmt::format("the plan computes indicator {} from others; its figures are not collected",
                             config::in_quotes(found->second->id.text))};
  } else {
    return found->second;
  }
  return nullptr;
}

const core::Scope* Names::scope(std::string_view cell) {
  if (mapping_.scope) return &*mapping_.scope;
  const auto found = scopes_.find(cell);
  if (found != scopes_.end()) return &found->second;
  const auto name = config::in_quotes(cell);
  stranger_ = {true, fmt::format("{} is not a scope of the plan; map it in [collector.scopes]{}", name,
                                 config::did_you_mean(std::string(cell), keys(scopes_)))};
  return nullptr;
}

const Target* Names::find(std::string_view indicator, std::string_view scope, Sink& sink) {
  const auto is = [&](std::size_t pair) {
    return same_bytes(pairs_[pair].scope, scope) && same_bytes(pairs_[pair].indicator, indicator);
  };
  if (!pairs_.empty()) {
    const std::size_t following = last_ + 1 < pairs_.size() ? last_ + 1 : 0;
    if (is(following)) {
      last_ = following;
      return &pairs_[following].target;
    }
    if (is(last_)) return &pairs_[last_].target;
  }
  const std::uint64_t hash = hash_bytes(scope, hash_bytes(indicator));
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].pair != 0; at = (at + 1) & mask) {
    const std::size_t pair = slots_[at].pair - 1;
    if (slots_[at].hash == static_cast<std::uint32_t>(hash) && is(pair)) {
      last_ = pair;
      return &pairs_[pair].target;
    }
  }
  return learn(hash, indicator, scope, sink);
}

const Target* Names::learn(std::uint64_t hash, std::string_view indicator_cell, std::string_view scope_cell,
                           Sink& sink) {
  const auto* known = indicator(indicator_cell);
  if (known == nullptr) return nullptr;
  const auto* where = scope(scope_cell);
  if (where == nullptr) return nullptr;
  if ((pairs_.size() + 1) * 2 > slots_.size()) {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.pair != 0) place(slot.hash, slot.pair);
    }
  }
  const std::string_view kept_indicator = texts_.emplace_back(indicator_cell);
  const std::string_view kept_scope = texts_.emplace_back(scope_cell);
  last_ = pairs_.size();
  pairs_.push_back({kept_indicator,
                    kept_scope,
                    {sink.series({mapping_.authority, known->id, *where}), known->frequency, known->unit,
                     last_period(*known, sink.today())}});
  place(static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(pairs_.size()));
  return &pairs_.back().target;
}

void Names::place(std::uint32_t hash, std::uint32_t pair) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].pair != 0) at = (at + 1) & mask;
  slots_[at] = {hash, pair};
}

}  // namespace waymark::cells
