#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/core/commitment.hpp"
#include "daemon/core/id.hpp"
#include "daemon/core/indicator.hpp"

namespace waymark::core {

struct PlanDocument {
  PlanId id;
  std::string title;
  std::string url;
  std::optional<std::chrono::sys_days> adopted;
};

struct Theme {
  ThemeId id;
  std::string title;
};

struct ScopeTitle {
  Scope scope;
  std::string title;
};

struct Milestone {
  MilestoneId id;
  std::string title;
  std::string description;
  ThemeId theme;
  std::vector<PlanId> plans;
  std::string owner;
  std::chrono::sys_days due;
  std::optional<std::chrono::sys_days> done;
  std::optional<CommitmentId> commitment;  // shown on its page
  std::vector<std::string> topics;
};

enum class BarrierState : std::uint8_t { open, raised, agreed, resolved, closed };
[[nodiscard]] std::string_view word(BarrierState state);
[[nodiscard]] std::optional<BarrierState> barrier_state(std::string_view word);

struct Barrier {
  BarrierId id;
  std::string title;
  std::string description;
  ThemeId theme;
  std::string ask;     // what would remove it
  std::string ask_of;  // government, market, partners, council
  BarrierState state = BarrierState::open;
  std::vector<Scope> services;
  std::vector<std::string> topics;
};

struct Commentary {
  CommitmentId commitment;
  Period period;
  std::chrono::sys_days date;
  std::string role;
  std::string text;
};

// Indicators where one can improve at the cost of another, such as agency and consultants.
struct SubstitutionGroup {
  std::string id;
  std::string title;
  std::vector<IndicatorId> indicators;
  Scope scope;
  bool total_meaningful = false;  // the plan declares that the parts may be added
  std::optional<Period> since;    // compare with this period; the first common one otherwise
};

enum class TopicAnswerKind : std::uint8_t { commitment, indicator, register_, narrative, not_applicable };

// How the plan answers a topic of the letter beyond what `topics` of its parts say.
struct TopicAnswer {
  std::string topic;
  TopicAnswerKind kind = TopicAnswerKind::narrative;
  std::string text;
};

// Everything an authority has promised, from all its plan files, cross references checked by the loader.
struct Plan {
  AuthorityCode authority;
  std::string authority_name;
  bool invented = false;  // not a real council; said on every page
  std::vector<PlanDocument> documents;
  std::vector<Theme> themes;
  std::vector<ScopeTitle> scopes;
  std::vector<Indicator> indicators;
  std::vector<Commitment> commitments;
  std::vector<Milestone> milestones;
  std::vector<Barrier> barriers;
  std::vector<Commentary> commentaries;
  std::vector<SubstitutionGroup> substitutions;
  std::vector<TopicAnswer> answers;

  [[nodiscard]] const Indicator* find(const IndicatorId& id) const;
  [[nodiscard]] const Commitment* find(const CommitmentId& id) const;
};

}  // namespace waymark::core
