#include "collectors/cells/names.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/cells/header.hpp"
#include "collectors/cells/periods.hpp"

namespace waymark::cells {

namespace {

constexpr std::size_t first_slots = 1024;

template <class Meaning>
std::string unknown(std::string_view cell, const Dictionary<Meaning>& names, std::string_view what,
                    std::string_view setting) {
  const auto name = config::in_quotes(cell);
  if (const auto like = names.like(cell); like.size() > 1) {
    return fmt::format("{} could be {}: map it in {}", name, fmt::join(like, " or "), setting);
  }
  return fmt::format("{} is not {} of the plan; map it in {}{}", name, what, setting,
                     config::did_you_mean(std::string(cell), names.names()));
}

}  // namespace

BadRow why(Stranger::Kind kind) {
  switch (kind) {
    case Stranger::Kind::indicator:
    case Stranger::Kind::ignored: return BadRow::unknown_indicator;
    case Stranger::Kind::scope:
    case Stranger::Kind::unreported: return BadRow::unknown_scope;
  }
  return BadRow::unknown_scope;
}

template <class Meaning>
void Dictionary<Meaning>::finish() {
  for (const auto& [name, meaning] : exact_) {
    const auto [found, fresh] = alike_.try_emplace(name_key(name), &meaning);
    if (!fresh && found->second != nullptr && !(*found->second == meaning)) found->second = nullptr;
  }
}

template <class Meaning>
const Meaning* Dictionary<Meaning>::find(std::string_view name) const {
  if (const auto found = exact_.find(name); found != exact_.end()) return &found->second;
  const auto found = alike_.find(name_key(name));
  return found == alike_.end() ? nullptr : found->second;
}

template <class Meaning>
std::vector<std::string> Dictionary<Meaning>::like(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [known, meaning] : exact_) {
    if (name_key(known) == name_key(name)) names.push_back(config::in_quotes(known));
  }
  return names;
}

template <class Meaning>
std::vector<std::string> Dictionary<Meaning>::names() const {
  std::vector<std::string> names;
  for (const auto& [name, meaning] : exact_) names.push_back(name);
  return names;
}

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
  for (const auto& indicator : mapping.plan->indicators) indicators_.add(indicator.id.text, &indicator);
  for (const auto& [name, indicator] : mapping.indicators) indicators_.add(name, indicator);
  for (const auto& scope : scopes_of(*mapping.plan)) scopes_.add(scope.path, scope);
  // A cell that says nothing is no name of the whole council, unless the mapping says so.
  if (!mapping.columns.scope.empty()) scopes_.forget({});
  for (const auto& [name, scope] : mapping.scopes) scopes_.add(name, scope);
  indicators_.finish();
  scopes_.finish();
}

const core::Indicator* Names::indicator(std::string_view cell) {
  if (mapping_.indicator != nullptr) return mapping_.indicator;
  const auto* found = indicators_.find(cell);
  if (cell.empty() && found == nullptr) {
    stranger_ = {Stranger::Kind::indicator, "the indicator is empty"};
  } else if (found == nullptr && mapping_.ignore_unknown_indicators) {
    stranger_ = {Stranger::Kind::ignored, {}};
  } else if (found == nullptr) {
    stranger_ = {Stranger::Kind::indicator,
                 unknown(cell, indicators_, "an indicator", "[collector.indicators]")};
  } else if (const auto other = mapping_.summed.find((*found)->id); other != mapping_.summed.end()) {
    stranger_ = {Stranger::Kind::indicator,
                 fmt::format("collector {} adds up indicator {} from transactions, so that it takes no ready "
                             "figures; leave its rows out with [[collector.where]], or its [[collector.sum]]",
                             config::in_quotes(other->second.text), config::in_quotes((*found)->id.text))};
  } else if (!std::holds_alternative<std::monostate>((*found)->formula)) {
    stranger_ = {Stranger::Kind::indicator,
                 fmt::format("the plan computes indicator {} from others; its figures are not collected",
                             config::in_quotes((*found)->id.text))};
  } else {
    return *found;
  }
  return nullptr;
}

const core::Scope* Names::scope(std::string_view cell) {
  if (mapping_.scope) return &*mapping_.scope;
  if (const auto* found = scopes_.find(cell)) return found;
  stranger_ = {Stranger::Kind::scope,
               cell.empty() ? empty_scope() : unknown(cell, scopes_, "a scope", "[collector.scopes]")};
  return nullptr;
}

std::string Names::empty_scope() const {
  const auto& column = mapping_.columns.scope;
  if (std::ranges::find(mapping_.fill_down, column) != mapping_.fill_down.end()) {
    return "the service is empty, and no row directly above says one";
  }
  return fmt::format(
      "the service is empty; set fill_down = [{}] if it is that of the row above, or say in "
      "[collector.scopes] which one is meant: \"\" = \"...\"",
      config::in_quotes(column.front()));
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
  if (auto why = not_reported(*known, *where); !why.empty()) {
    stranger_ = {Stranger::Kind::unreported, std::move(why)};
    return nullptr;
  }
  const Scale* scale = mapping_.scales.of(indicator_cell, *known);
  if (scale == nullptr) {
    if (auto question = scale_question(indicator_cell, known->unit); !question.empty()) {
      stranger_ = {Stranger::Kind::indicator, std::move(question)};
      return nullptr;
    }
  }
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
                    {scale, sink.series({mapping_.authority, known->id, *where}), known->frequency,
                     known->unit, last_period(*known, sink.today())}});
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
