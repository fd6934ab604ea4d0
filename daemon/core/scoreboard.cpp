#include "daemon/core/scoreboard.hpp"

#include <algorithm>

#include "daemon/core/words.hpp"

namespace waymark::core {

std::string_view word(Status status) {
  static constexpr Words<Status, status_count> table{{
      {Status::on_track, "on_track"},
      {Status::at_risk, "at_risk"},
      {Status::off_track, "off_track"},
      {Status::achieved, "achieved"},
      {Status::missed, "missed"},
      {Status::no_data, "no_data"},
      {Status::overdue, "overdue"},
      {Status::not_due, "not_due"},
      {Status::monitor_only, "monitor_only"},
  }};
  return word_of(table, status);
}

std::string_view words(Status status) {
  static constexpr Words<Status, status_count> table{{
      {Status::on_track, "On track"},
      {Status::at_risk, "At risk"},
      {Status::off_track, "Off track"},
      {Status::achieved, "Achieved"},
      {Status::missed, "Missed"},
      {Status::no_data, "No data"},
      {Status::overdue, "Overdue"},
      {Status::not_due, "Not due yet"},
      {Status::monitor_only, "Monitoring"},
  }};
  return word_of(table, status);
}

std::string_view word(Direction direction) {
  static constexpr Words<Direction, 6> table{{
      {Direction::unknown, "unknown"},
      {Direction::improving, "improving"},
      {Direction::worsening, "worsening"},
      {Direction::unchanged, "unchanged"},
      {Direction::up, "up"},
      {Direction::down, "down"},
  }};
  return word_of(table, direction);
}

std::string_view word(PaceWord word) {
  static constexpr Words<PaceWord, 6> table{{
      {PaceWord::undefined, "undefined"},
      {PaceWord::target_met, "target_met"},
      {PaceWord::on_track, "on_track"},
      {PaceWord::acceleration_needed, "acceleration_needed"},
      {PaceWord::limited, "limited"},
      {PaceWord::deterioration, "deterioration"},
  }};
  return word_of(table, word);
}

std::string_view word(MilestoneState state) {
  static constexpr Words<MilestoneState, 4> table{{
      {MilestoneState::done, "done"},
      {MilestoneState::done_late, "done_late"},
      {MilestoneState::due, "due"},
      {MilestoneState::overdue, "overdue"},
  }};
  return word_of(table, state);
}

std::string_view words(MilestoneState state) {
  static constexpr Words<MilestoneState, 4> table{{
      {MilestoneState::done, "Done"},
      {MilestoneState::done_late, "Done late"},
      {MilestoneState::due, "Due"},
      {MilestoneState::overdue, "Overdue"},
  }};
  return word_of(table, state);
}

std::string_view word(TopicState state) {
  static constexpr Words<TopicState, 6> table{{
      {TopicState::current, "current"},
      {TopicState::late, "late"},
      {TopicState::no_data, "no_data"},
      {TopicState::narrative_only, "narrative_only"},
      {TopicState::not_applicable, "not_applicable"},
      {TopicState::unanswered, "unanswered"},
  }};
  return word_of(table, state);
}

const IndicatorResult* Scoreboard::find(const IndicatorId& id, const Scope& scope) const {
  const auto* indicator = plan->find(id);
  if (indicator == nullptr) return nullptr;
  const auto index = static_cast<std::uint32_t>(indicator - plan->indicators.data());
  const auto found = std::ranges::lower_bound(
      indicators, std::pair{index, std::string_view{scope.path}}, {}, [](const IndicatorResult& result) {
        return std::pair{result.indicator, std::string_view{result.scope.path}};
      });
  if (found == indicators.end() || found->indicator != index || found->scope != scope) return nullptr;
  return &*found;
}

}  // namespace waymark::core
