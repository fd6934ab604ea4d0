#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/core/evaluate.hpp"

// Figures of any indicator and scope, each computed once. For this folder.
namespace waymark::core {

// No formula of a sensible plan goes this far down; one that does refers to itself.
inline constexpr int deepest_formula = 32;

// The indicators of a plan by name; the plan must outlive it.
class IndicatorIndex {
 public:
  explicit IndicatorIndex(const Plan& plan);
  // The position in Plan::indicators, or nothing.
  [[nodiscard]] std::optional<std::uint32_t> find(const IndicatorId& id) const;

 private:
  std::unordered_map<std::string_view, std::uint32_t> positions_;
};

// Scopes reported at or below `scope` that a roll-up to it adds up: the outermost ones, so that what a
// service reports and what its own parts report are not both counted. Empty when nothing is to be rolled up.
[[nodiscard]] std::vector<Scope> rolled_up_from(const Indicator& indicator, const Scope& scope);

class FigureReader {
 public:
  struct Days {
    std::chrono::sys_days as_of;
    std::chrono::sys_days begun;  // the same, or a later day up to which figures are supposed
  };
  // With days, a period that has not begun by then has no figure, and a coarser one none before it has
  // ended: its months so far are not a year. What is computed with a figure that is known ahead (a budget)
  // waits for the end of its period, too: a month's spend so far beside the whole month's budget is no share.
  FigureReader(const Plan& plan, const IndicatorIndex& index, const History& history,
               std::optional<Days> days)
      : plan_(plan), index_(index), history_(history), days_(days) {}

  // Valid as long as this reader.
  [[nodiscard]] const Figures& read(const IndicatorId& indicator, const Scope& scope);

 private:
  [[nodiscard]] Figures compute(const Indicator& indicator, const Scope& scope);
  [[nodiscard]] Figures stored(const Indicator& indicator, const Scope& scope) const;
  [[nodiscard]] Figures roll_up(const Indicator& indicator, const std::vector<Scope>& children);
  [[nodiscard]] Figures ratio_of(const Indicator& indicator, const FromRatio& formula, const Scope& scope);
  [[nodiscard]] Figures sum_of(const Indicator& indicator, const FromSum& formula, const Scope& scope);
  [[nodiscard]] Figures coarser_of(const Indicator& indicator, const FromCoarser& formula,
                                   const Scope& scope);

  [[nodiscard]] bool known_ahead(const IndicatorId& indicator) const;
  void drop_unfinished(Figures& figures) const;

  const Plan& plan_;
  const IndicatorIndex& index_;
  const History& history_;
  std::optional<Days> days_;
  std::unordered_map<SeriesKey, Figures> computed_;
  int depth_ = 0;
};

}  // namespace waymark::core
