#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "daemon/core/evaluation.hpp"

namespace waymark::core {
namespace {

// What answers one topic, gathered over the plan.
struct Answer {
  std::vector<std::string> parts;
  std::size_t milestones = 0, barriers = 0;
  bool reported = false, current = false, has_data_part = false;
  bool narrative = false, not_applicable = false;
  std::string text;

  void take_data_part(std::string name, bool is_reported, bool is_current) {
    parts.push_back(std::move(name));
    has_data_part = true;
    reported = reported || is_reported;
    current = current || is_current;
  }
};

using Answers = std::unordered_map<std::string_view, Answer>;

bool fresh(const IndicatorResult& result) {
  return result.latest && !result.overdue;
}

void take_commitments(Answers& answers, const Scoreboard& board) {
  for (const auto& result : board.commitments) {
    const auto& commitment = board.plan->commitments[result.commitment];
    if (commitment.topics.empty()) continue;
    const auto& about = board.indicators[result.indicator];
    // A finished commitment waits for nothing.
    const bool finished = result.status == Status::achieved || result.status == Status::missed;
    for (const auto& topic : commitment.topics) {
      answers[topic].take_data_part("commitment " + commitment.id.text, about.latest.has_value(),
                                    finished || fresh(about));
    }
  }
}

void take_indicators(Answers& answers, const Scoreboard& board) {
  for (auto at = board.indicators.begin(); at != board.indicators.end();) {
    const auto& indicator = board.plan->indicators[at->indicator];
    bool reported = false;
    bool current = false;
    for (const auto position = at->indicator; at != board.indicators.end() && at->indicator == position;
         ++at) {
      reported = reported || at->latest.has_value();
      current = current || fresh(*at);
    }
    for (const auto& topic : indicator.topics) {
      answers[topic].take_data_part("indicator " + indicator.id.text, reported, current);
    }
  }
}

void take_registers(Answers& answers, const Plan& plan) {
  for (const auto& milestone : plan.milestones) {
    for (const auto& topic : milestone.topics) ++answers[topic].milestones;
  }
  for (const auto& barrier : plan.barriers) {
    for (const auto& topic : barrier.topics) ++answers[topic].barriers;
  }
  for (auto& [topic, answer] : answers) {
    if (answer.milestones > 0)
      answer.parts.push_back("milestones (" + std::to_string(answer.milestones) + ')');
    if (answer.barriers > 0)
      answer.parts.push_back("barrier register (" + std::to_string(answer.barriers) + ')');
  }
}

void take_own_words(Answers& answers, const Plan& plan) {
  for (const auto& own : plan.answers) {
    auto& answer = answers[own.topic];
    if (!own.text.empty()) answer.text += (answer.text.empty() ? "" : " ") + own.text;
    switch (own.kind) {
      case TopicAnswerKind::register_: answer.parts.emplace_back("register"); break;
      case TopicAnswerKind::not_applicable: answer.not_applicable = true; break;
      case TopicAnswerKind::commitment:
      case TopicAnswerKind::indicator:
      case TopicAnswerKind::narrative: answer.narrative = true; break;
    }
  }
}

TopicState state_of(const Answer& answer) {
  if (answer.has_data_part) {
    if (answer.current) return TopicState::current;
    return answer.reported ? TopicState::late : TopicState::no_data;
  }
  if (!answer.parts.empty() || answer.narrative) return TopicState::narrative_only;
  return answer.not_applicable ? TopicState::not_applicable : TopicState::unanswered;
}

}  // namespace

const std::array<Topic, 25>& topics() {
  static constexpr std::array<Topic, 25> all{{
      {"1.1", "How the organisation has changed in recent years"},
      {"1.2", "How productivity is measured"},
      {"1.3", "What was done to improve services, and its effect"},
      {"1.4", "Transformation in the next two years, and how its effect will be measured"},
      {"1.5", "The service with the greatest potential for savings"},
      {"1.6", "What capital spending contributes"},
      {"1.7", "Prevention, and what it is worth"},
      {"1.8", "Wider reforms led locally"},
      {"2.1", "Quality and use of data, and residents' access to it"},
      {"2.2", "Legacy systems that stand in the way"},
      {"2.3", "Sharing data with other organisations"},
      {"2.4", "New technology: analytics and artificial intelligence"},
      {"3.1", "Finding waste, reducing it and keeping watch"},
      {"3.2", "Invest to save, and what it returned"},
      {"3.3", "Equality, diversity and inclusion training: time, money and its assessment"},
      {"3.4", "Agency staff and consultants as a share of the staff budget"},
      {"3.5", "How spending is governed"},
      {"3.6", "Office functions shared with others"},
      {"3.7", "External training shared with others"},
      {"3.8", "Mayor, combined authority or devolution deal"},
      {"3.9", "Facility time of trade unions as a share of the pay bill"},
      {"4.1", "What holds productivity back inside the organisation"},
      {"4.2", "What holds better services back"},
      {"4.3", "Whether services face the same barriers"},
      {"4.4", "What is needed from government, the market or others"},
  }};
  return all;
}

std::vector<TopicResult> topic_coverage(const Scoreboard& board) {
  Answers answers;
  take_commitments(answers, board);
  take_indicators(answers, board);
  take_registers(answers, *board.plan);
  take_own_words(answers, *board.plan);

  std::vector<TopicResult> results;
  for (const auto& topic : topics()) {
    TopicResult result{.topic = topic};
    if (const auto found = answers.find(topic.id); found != answers.end()) {
      auto& answer = found->second;
      result.state = state_of(answer);
      if (answer.narrative) answer.parts.emplace_back("narrative");
      result.answered_by = std::move(answer.parts);
      result.text = std::move(answer.text);
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace waymark::core
