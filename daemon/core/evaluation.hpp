#pragma once

#include <cstdint>
#include <vector>

#include "daemon/core/doubts.hpp"
#include "daemon/core/evaluate.hpp"
#include "daemon/core/figure_reader.hpp"
#include "daemon/core/figure_view.hpp"

// One call of evaluate() at work. For this folder.
namespace waymark::core {

class Evaluation {
 public:
  // `begun`: periods that begin later have no figures yet.
  Evaluation(std::shared_ptr<const Plan> plan, const History& history, std::chrono::sys_days as_of,
             std::chrono::sys_days begun, const Calendar& calendar);
  [[nodiscard]] Scoreboard run();

 private:
  void list_indicators();
  void judge_commitments();
  void add_parts();
  [[nodiscard]] FigureView view(const Indicator& indicator, const Scope& scope);
  [[nodiscard]] IndicatorResult indicator_result(std::uint32_t position, Scope scope);
  [[nodiscard]] CommitmentResult commitment_result(std::uint32_t position);
  void foretell(CommitmentResult& result, const Commitment& commitment, const Indicator& indicator);
  // The index into Scoreboard::indicators; the pair is known to be there.
  [[nodiscard]] std::uint32_t result_of(std::uint32_t indicator, const Scope& scope) const;

  const Plan& plan_;
  const History& history_;
  const std::chrono::sys_days as_of_, begun_;
  const Calendar& calendar_;
  const IndicatorIndex index_;
  FigureReader reader_;
  Doubts doubts_;
  Scoreboard board_;
  std::vector<std::uint32_t> first_result_;  // of each indicator, and one past the last
  Quantiles quantiles_;
};

// `Agency spend as a share of the staff budget (Adult social care)`; `about`: index into
// Scoreboard::indicators.
[[nodiscard]] std::string titled(const Scoreboard& board, std::uint32_t about);
// `services`, `months`: what the coverage of a partial figure counts.
[[nodiscard]] std::string coverage_noun(const Plan& plan, const IndicatorIndex& index,
                                        const Indicator& indicator, bool rolled_up);
[[nodiscard]] MilestoneResult milestone_result(const Milestone& milestone, std::uint32_t position,
                                               std::chrono::sys_days as_of);
// When the next figure of an indicator is due in working days that nobody can count yet.
[[nodiscard]] std::optional<Finding> calendar_end(const Scoreboard& board, const Calendar& calendar);
// The answers to all topics, from results that are complete.
[[nodiscard]] std::vector<TopicResult> topic_coverage(const Scoreboard& board);
// Empty when the group has no two periods that all its indicators have reported.
[[nodiscard]] std::optional<SubstitutionResult> substitution(const SubstitutionGroup& group,
                                                             std::uint32_t position, const Plan& plan,
                                                             const IndicatorIndex& index,
                                                             FigureReader& reader);

}  // namespace waymark::core
