#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/plan_loader.hpp"
#include "config/reader.hpp"
#include "daemon/core/forecast.hpp"
#include "daemon/core/plan.hpp"

// One authority's plan while it is read. Private to config.
namespace waymark::config {

// The ids of one kind over all files: declared once each, and looked up by others.
class Names {
 public:
  explicit Names(std::string what) : what_(std::move(what)) {}

  // Reports an id that is taken, naming both places.
  void declare(Table& table, std::string_view key, const std::string& id);
  [[nodiscard]] bool has(const std::string& id) const { return places_.contains(id); }
  [[nodiscard]] const std::map<std::string, std::string>& places() const { return places_; }
  // `there is no indicator "agency_spnd"; did you mean "agency_spend"?`
  [[nodiscard]] std::string unknown(const std::string& id) const;

 private:
  std::string what_;
  std::map<std::string, std::string> places_;  // where each is declared
};

struct ReadIndicator {
  core::Indicator indicator;
  Table table;
  // False when the key was missing or wrong: what depends on it is then not checked.
  bool unit_known = false, polarity_known = false, frequency_known = false, aggregation_given = false;
};

struct Reading {
  core::Plan plan;
  std::vector<Table> roots;  // of all files that are TOML
  bool complete = true;      // false when one is not: unknown names may then be declared there

  Names plans{"plan"}, themes{"theme"}, scopes{"scope"}, indicators{"indicator"}, commitments{"commitment"};
  std::deque<ReadIndicator> read_indicators;  // moved into the plan at the end
  std::map<std::string, ReadIndicator*> indicator_of;

  // Nothing when the id is unknown.
  [[nodiscard]] ReadIndicator* find(const core::IndicatorId& id);
};

struct ReadPlan {
  std::shared_ptr<const core::Plan> plan;  // null when there are mistakes
  // The same, mistakes or not, for what refers to its names; null when some of them could not be read.
  std::shared_ptr<const core::Plan> draft;
};
// load_plan() of the files that could be read; `complete` says that these are all.
ReadPlan read_plan(const core::AuthorityCode& authority, const std::string& authority_name, bool invented,
                   const std::vector<PlanSource>& sources, bool complete, Diagnostics& diagnostics);

// The parts, in the order in which they refer to each other.
void read_documents(Reading& reading);
void read_themes(Reading& reading);
void read_scopes(Reading& reading);
void read_indicators(Reading& reading);
void read_formulas(Reading& reading);
void read_commitments(Reading& reading);
void read_milestones(Reading& reading);
void read_barriers(Reading& reading);
void read_commentaries(Reading& reading);
void read_substitutions(Reading& reading);
void read_answers(Reading& reading);

core::Trajectory read_trajectory(Table& table, core::Commitment& commitment, const ReadIndicator* indicator);
void read_tolerance(Table& table, core::Commitment& commitment, const ReadIndicator* indicator);
void read_spc(Reading& reading, Table& table, ReadIndicator& read);
void read_forecast(Table& table, core::Commitment& commitment, const ReadIndicator* indicator);

// All tables of one kind, of all files.
[[nodiscard]] std::vector<Table> tables_of(Reading& reading, std::string_view key);

// Ids are 1 to 64 of a-z, 0-9, - and _.
[[nodiscard]] bool well_formed_id(std::string_view id);
[[nodiscard]] bool well_formed_scope(std::string_view path);
std::string read_id(Table& table, Names& names);

// A key that must name something declared; empty when it does not. `or_only`: a missing key means the only
// one there is.
std::string read_reference(Reading& reading, Table& table, std::string_view key, const Names& names);
std::string read_reference_or_only(Reading& reading, Table& table, std::string_view key, const Names& names);
std::vector<std::string> read_references(Reading& reading, Table& table, std::string_view key,
                                         const Names& names);
std::vector<core::PlanId> read_plans(Reading& reading, Table& table);

// Scopes other than the whole council must be declared in [[scope]], or lie above one that is.
// Nothing when it is not; a missing key means the whole council.
std::optional<core::Scope> read_scope(Reading& reading, Table& table, std::string_view key);
std::vector<core::Scope> read_scope_list(Reading& reading, Table& table, std::string_view key);
// Figures are there for this scope: reported, or rolled up to it.
[[nodiscard]] bool available(const core::Indicator& indicator, const core::Scope& scope);
[[nodiscard]] std::string scope_words(const core::Scope& scope);  // `"operations/waste"`, `the whole council`
[[nodiscard]] std::string frequency_words(core::PeriodKind kind);  // `financial year`

std::vector<std::string> read_topics(Table& table);
[[nodiscard]] std::string topic_problem(const std::string& id);  // empty when the letter has that topic
// A role or a meeting: text that looks like an e-mail address is refused, a plan names no persons.
std::string read_role(Table& table, std::string_view key, bool required);
std::optional<core::Period> read_period(Table& table, std::string_view key, const ReadIndicator* indicator);
std::optional<core::Decimal> require_decimal(Table& table, std::string_view key);
std::optional<std::chrono::sys_days> require_date(Table& table, std::string_view key);

// One of an enumeration's words.
template <class Enum, std::size_t N>
std::optional<Enum> read_word(Table& table, std::string_view key, const std::array<Enum, N>& all) {
  std::vector<std::string> words;
  words.reserve(N);
  for (const Enum value : all) words.emplace_back(word(value));
  const auto index = table.choice(key, words);
  return index ? std::optional{all[*index]} : std::nullopt;
}
template <class Enum, std::size_t N>
std::optional<Enum> require_word(Table& table, std::string_view key, const std::array<Enum, N>& all) {
  if (!table.has(key)) static_cast<void>(table.require_text(key));
  return read_word(table, key, all);
}

}  // namespace waymark::config
