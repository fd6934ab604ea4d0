#include "daemon/metrics/labels.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "daemon/metrics/exposition.hpp"

namespace waymark::metrics {
namespace {

using core::BarrierState;

constexpr std::array barrier_states{BarrierState::open, BarrierState::raised, BarrierState::agreed,
                                    BarrierState::resolved, BarrierState::closed};

// Label texts, each only once.
class Unique {
 public:
  void add(Texts& to, const std::string& text) { to.add(seen_.insert(text).second ? text : std::string{}); }
  void add(std::vector<std::string>& to, const std::string& text) {
    if (seen_.insert(text).second) to.push_back(text);
  }

 private:
  std::unordered_set<std::string> seen_;
};

std::string first_label(const core::Plan& plan) {
  std::string out;
  append_label(out, "authority", plan.authority.text, true);
  return out;
}

std::string with(std::string labels, std::string_view name, std::string_view value) {
  append_label(labels, name, value);
  return labels;
}

std::string commitment_labels(const core::Scoreboard& board, const core::CommitmentResult& result) {
  const auto& commitment = board.plan->commitments[result.commitment];
  std::string out = first_label(*board.plan);
  append_label(out, "commitment", commitment.id.text);
  append_label(out, "indicator", commitment.indicator.text);
  append_label(out, "scope", commitment.scope.path);
  return out;
}

std::vector<Labels::Barriers> count_barriers(const core::Plan& plan) {
  std::map<std::pair<std::string, std::string>, std::array<std::uint32_t, barrier_states.size()>> counts;
  for (const auto& barrier : plan.barriers) {
    ++counts[{barrier.theme.text, barrier.ask_of}][static_cast<std::size_t>(barrier.state)];
  }
  std::vector<Labels::Barriers> out;
  for (const auto& [key, by_state] : counts) {
    for (const auto state : barrier_states) {
      std::string labels = first_label(plan);
      append_label(labels, "theme", key.first);
      append_label(labels, "ask_of", key.second);
      append_label(labels, "state", word(state));
      out.push_back({.labels = std::move(labels), .count = by_state[static_cast<std::size_t>(state)]});
    }
  }
  return out;
}

}  // namespace

Labels::Labels(std::shared_ptr<const core::Scoreboard> scoreboard) : board(std::move(scoreboard)) {
  const auto& plan = *board->plan;
  const std::string authority = first_label(plan);

  Unique series;
  for (const auto& result : board->indicators) {
    auto labels = with(authority, "indicator", plan.indicators[result.indicator].id.text);
    series.add(indicators, with(std::move(labels), "scope", result.scope.path));
  }
  authority_infos = {with(authority, "title", plan.authority_name)};
  Unique milestone, milestone_info;
  for (const auto& result : board->milestones) {
    const auto& promised = plan.milestones[result.milestone];
    const auto labels = with(authority, "milestone", promised.id.text);
    milestone.add(milestones, labels);
    auto described = with(labels, "title", promised.title);
    append_label(described, "theme", promised.theme.text);
    append_label(described, "commitment", promised.commitment ? promised.commitment->text : "");
    milestone_info.add(milestone_infos, described);
  }
  Unique group;
  for (const auto& result : board->substitutions) {
    group.add(groups, with(authority, "group", plan.substitutions[result.group].id));
  }

  Unique info;
  for (const auto& indicator : plan.indicators) {
    auto labels = with(authority, "indicator", indicator.id.text);
    append_label(labels, "title", indicator.title);
    append_label(labels, "unit", word(indicator.unit));
    append_label(labels, "polarity", word(indicator.polarity));
    append_label(labels, "frequency", word(indicator.frequency));
    info.add(indicator_infos, labels);
  }
  Unique promise;
  for (const auto& result : board->commitments) {
    const auto& commitment = plan.commitments[result.commitment];
    const auto labels = commitment_labels(*board, result);
    promise.add(commitments, labels);
    auto described = with(labels, "title", commitment.title);
    append_label(described, "theme", commitment.theme.text);
    for (const auto& document : commitment.plans) {
      info.add(commitment_infos, with(described, "plan", document.text));
    }
    if (commitment.plans.empty()) info.add(commitment_infos, with(described, "plan", ""));
  }
  barriers = count_barriers(plan);
}

bool Labels::fit(const core::Scoreboard& other) const {
  const auto same = [](const auto& a, const auto& b, auto equal) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), equal);
  };
  return other.plan == board->plan &&
         same(
             other.indicators, board->indicators,
             [](const auto& a, const auto& b) { return a.indicator == b.indicator && a.scope == b.scope; }) &&
         same(other.commitments, board->commitments,
              [](const auto& a, const auto& b) { return a.commitment == b.commitment; }) &&
         same(other.milestones, board->milestones,
              [](const auto& a, const auto& b) { return a.milestone == b.milestone; }) &&
         same(other.substitutions, board->substitutions,
              [](const auto& a, const auto& b) { return a.group == b.group; });
}

}  // namespace waymark::metrics
