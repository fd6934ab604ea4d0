#include "daemon/core/plan.hpp"

#include <algorithm>

#include "daemon/core/words.hpp"

namespace waymark::core {
namespace {

constexpr Words<BarrierState, 5> barrier_words{{
    {BarrierState::open, "open"},
    {BarrierState::raised, "raised"},
    {BarrierState::agreed, "agreed"},
    {BarrierState::resolved, "resolved"},
    {BarrierState::closed, "closed"},
}};

template <class Item, class Name>
const Item* find_in(const std::vector<Item>& items, const Name& id) {
  const auto found = std::ranges::find(items, id, &Item::id);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

std::string_view word(BarrierState state) {
  return word_of(barrier_words, state);
}
std::optional<BarrierState> barrier_state(std::string_view word) {
  return value_of(barrier_words, word);
}

const Indicator* Plan::find(const IndicatorId& id) const {
  return find_in(indicators, id);
}
const Commitment* Plan::find(const CommitmentId& id) const {
  return find_in(commitments, id);
}

}  // namespace waymark::core
