#include "daemon/core/figure_view.hpp"

#include <algorithm>

namespace waymark::core {
namespace {

std::optional<Figure> reported(const Indicator& indicator, const Observation& observation) {
  if (observation.flag == Flag::forecast) return std::nullopt;
  return figure_of(indicator, observation);
}

std::optional<Figure> reported(const Indicator&, const Figure& figure) {
  if (figure.flag == Flag::forecast) return std::nullopt;
  return figure;
}

template <class Item>
std::optional<Figure> last_reported(const Indicator& indicator, std::span<const Item> items) {
  for (auto at = items.rbegin(); at != items.rend(); ++at) {
    if (auto figure = reported(indicator, *at)) return figure;
  }
  return std::nullopt;
}

// Those before the period.
template <class Item>
std::span<const Item> ending_before(std::span<const Item> items, Period period) {
  const auto end = std::ranges::lower_bound(items, period, {}, &Item::period);
  return items.first(static_cast<std::size_t>(end - items.begin()));
}

template <class Item>
std::span<const Item> begun(std::span<const Item> items, std::chrono::sys_days as_of) {
  while (!items.empty() && !items.back().period.begun_by(as_of)) items = items.first(items.size() - 1);
  return items;
}

template <class Item>
std::optional<Figure> reported_at(const Indicator& indicator, std::span<const Item> items, Period period) {
  const auto found = std::ranges::lower_bound(items, period, {}, &Item::period);
  if (found == items.end() || found->period != period) return std::nullopt;
  return reported(indicator, *found);
}

template <class Item>
void last_points(const Indicator& indicator, std::span<const Item> items, std::size_t count,
                 std::vector<Point>& into) {
  for (auto at = items.rbegin(); at != items.rend() && into.size() < count; ++at) {
    if (const auto figure = reported(indicator, *at)) {
      into.push_back({figure->period, figure->value, figure->flag, figure->run});
    }
  }
  std::ranges::reverse(into);
}

std::span<const Observation> all(const Series* series) {
  return series == nullptr ? std::span<const Observation>{} : std::span{series->observations};
}
std::span<const Figure> all(const Figures& figures) {
  return figures.figures;
}

}  // namespace

std::optional<Figure> FigureView::latest() const {
  return computed_ != nullptr ? last_reported(*indicator_, begun(all(*computed_), as_of_))
                              : last_reported(*indicator_, begun(all(stored_), as_of_));
}

std::optional<Figure> FigureView::before(Period period) const {
  return computed_ != nullptr ? last_reported(*indicator_, ending_before(all(*computed_), period))
                              : last_reported(*indicator_, ending_before(all(stored_), period));
}

std::optional<Figure> FigureView::at(Period period) const {
  if (!period.begun_by(as_of_)) return std::nullopt;
  return computed_ != nullptr ? reported_at(*indicator_, all(*computed_), period)
                              : reported_at(*indicator_, all(stored_), period);
}

void FigureView::latest_points(std::size_t count, std::vector<Point>& into) const {
  if (computed_ != nullptr) return last_points(*indicator_, begun(all(*computed_), as_of_), count, into);
  last_points(*indicator_, begun(all(stored_), as_of_), count, into);
}

std::uint64_t FigureView::revisions() const {
  if (computed_ == nullptr) return stored_ == nullptr ? 0 : stored_->revisions;
  std::uint64_t count = 0;
  for (const auto& figure : computed_->figures) count += figure.revisions;
  return count;
}

Direction direction(Decimal from, Decimal to, Polarity polarity) {
  if (from == to) return Direction::unchanged;
  const bool rising = to > from;
  switch (polarity) {
    case Polarity::higher: return rising ? Direction::improving : Direction::worsening;
    case Polarity::lower: return rising ? Direction::worsening : Direction::improving;
    case Polarity::neutral:
    case Polarity::range: return rising ? Direction::up : Direction::down;
  }
  return Direction::unknown;
}

Direction since_previous(const FigureView& view, const Indicator& indicator, const Figure& latest,
                         const Figure& previous) {
  if (indicator.aggregation != Aggregation::cumulative) {
    return direction(previous.value, latest.value, indicator.polarity);
  }
  const auto one_before = view.before(previous.period);
  const auto now = discrete_value(latest, &previous);
  const auto then = discrete_value(previous, one_before ? &*one_before : nullptr);
  return now && then ? direction(*then, *now, indicator.polarity) : Direction::unknown;
}

}  // namespace waymark::core
