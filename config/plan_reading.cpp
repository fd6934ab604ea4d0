#include "config/plan_reading.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/core/scoreboard.hpp"

namespace waymark::config {

namespace {

bool id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

std::vector<std::string> names_of(const std::map<std::string, std::string>& places) {
  std::vector<std::string> result;
  result.reserve(places.size());
  for (const auto& [name, place] : places) result.push_back(name);
  return result;
}

// Blank around it is no address: "meets @ noon".
bool looks_like_email(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at > 0 && at + 1 < text.size() && text[at - 1] != ' ' && text[at + 1] != ' ') return true;
  }
  return false;
}

bool scope_declared(const Reading& reading, const core::Scope& scope) {
  if (scope.whole() || reading.scopes.has(scope.path)) return true;
  const auto below = reading.scopes.places().lower_bound(scope.path + "/");
  return below != reading.scopes.places().end() && scope.contains(core::Scope{below->first});
}

// Empty when fine.
std::string scope_problem(const Reading& reading, const core::Scope& scope) {
  if (!scope.whole() && !well_formed_scope(scope.path)) {
    return fmt::format("{} is not a scope: use names of a-z, 0-9, - and _ separated by /",
                       in_quotes(scope.path));
  }
  if (!reading.complete || scope_declared(reading, scope)) return {};
  const std::string unknown = reading.scopes.unknown(scope.path);
  return unknown.ends_with('?') ? unknown : unknown + "; scopes are declared with [[scope]]";
}

}  // namespace

void Names::declare(Table& table, std::string_view key, const std::string& id) {
  const auto [entry, added] = places_.emplace(id, table.where(key));
  if (!added) {
    table.error(key, fmt::format("{} {} is already declared at {}", what_, in_quotes(id), entry->second));
  }
}

std::string Names::unknown(const std::string& id) const {
  std::string meant = did_you_mean(id, names_of(places_));
  return fmt::format("there is no {} {}{}", what_, in_quotes(id), meant);
}

ReadIndicator* Reading::find(const core::IndicatorId& id) {
  const auto found = indicator_of.find(id.text);
  return found == indicator_of.end() ? nullptr : found->second;
}

std::vector<Table> tables_of(Reading& reading, std::string_view key) {
  std::vector<Table> result;
  for (Table& root : reading.roots) {
    for (Table& table : root.tables(key)) result.push_back(std::move(table));
  }
  return result;
}

bool well_formed_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, id_character);
}

bool well_formed_scope(std::string_view path) {
  if (path.size() > 256) return false;
  while (true) {
    const auto slash = path.find('/');
    if (!well_formed_id(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

std::string read_id(Table& table, Names& names) {
  std::string id = table.require_text("id");
  if (id.empty()) return id;
  if (!well_formed_id(id)) {
    table.error("id", fmt::format("{} is not an id: use 1 to 64 of a-z, 0-9, - and _", in_quotes(id)));
  }
  names.declare(table, "id", id);
  return id;
}

std::string read_reference(Reading& reading, Table& table, std::string_view key, const Names& names) {
  std::string id = table.require_text(key);
  if (!id.empty() && !names.has(id)) {
    if (reading.complete) table.error(key, names.unknown(id));
    return {};
  }
  return id;
}

std::string read_reference_or_only(Reading& reading, Table& table, std::string_view key, const Names& names) {
  if (!table.has(key) && names.places().size() == 1) {
    static_cast<void>(table.text(key));
    return names.places().begin()->first;
  }
  return read_reference(reading, table, key, names);
}

std::vector<std::string> read_references(Reading& reading, Table& table, std::string_view key,
                                         const Names& names) {
  std::vector<std::string> result;
  std::size_t index = 0;
  for (std::string& id : table.texts(key)) {
    if (!names.has(id)) {
      if (reading.complete) table.error_at(key, index, names.unknown(id));
    } else if (std::ranges::find(result, id) != result.end()) {
      table.error_at(key, index, fmt::format("{} is listed twice", in_quotes(id)));
    } else {
      result.push_back(std::move(id));
    }
    ++index;
  }
  return result;
}

std::vector<core::PlanId> read_plans(Reading& reading, Table& table) {
  std::vector<core::PlanId> result;
  for (std::string& id : read_references(reading, table, "plans", reading.plans)) {
    result.push_back({std::move(id)});
  }
  if (table.is_list("plans") && table.texts("plans").empty()) {
    table.error("plans", "\"plans\" must name at least one plan");
  } else if (!table.has("plans")) {
    const auto& places = reading.plans.places();
    if (places.size() == 1) {
      result.push_back({places.begin()->first});
    } else if (reading.complete) {
      table.error(places.empty()
                      ? "\"plans\" is missing, and no [[plan]] is declared"
                      : "\"plans\" is missing; it may be left out only when there is one [[plan]]");
    }
  }
  return result;
}

std::optional<core::Scope> read_scope(Reading& reading, Table& table, std::string_view key) {
  core::Scope scope{table.text(key).value_or("")};
  std::string problem = scope_problem(reading, scope);
  if (problem.empty()) return scope;
  table.error(key, problem);
  return std::nullopt;
}

std::vector<core::Scope> read_scope_list(Reading& reading, Table& table, std::string_view key) {
  std::vector<core::Scope> result;
  std::size_t index = 0;
  for (std::string& path : table.texts(key)) {
    core::Scope scope{std::move(path)};
    std::string problem = scope_problem(reading, scope);
    if (problem.empty() && std::ranges::find(result, scope) != result.end()) {
      problem = fmt::format("{} is listed twice", in_quotes(scope.path));
    }
    if (problem.empty()) {
      result.push_back(std::move(scope));
    } else {
      table.error_at(key, index, problem);
    }
    ++index;
  }
  return result;
}

bool available(const core::Indicator& indicator, const core::Scope& scope) {
  return std::ranges::any_of(indicator.scopes, [&](const core::Scope& reported) {
    return reported == scope || (indicator.roll_up && scope.contains(reported));
  });
}

std::string scope_words(const core::Scope& scope) {
  return scope.whole() ? std::string{"the whole council"} : in_quotes(scope.path);
}

std::string topic_problem(const std::string& id) {
  if (std::ranges::any_of(core::topics(), [&](const core::Topic& topic) { return topic.id == id; }))
    return {};
  return fmt::format("the letter has no topic {}: there are 1.1 to 1.8, 2.1 to 2.4, 3.1 to 3.9, 4.1 to 4.4",
                     in_quotes(id));
}

std::string frequency_words(core::PeriodKind kind) {
  std::string words{word(kind)};
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::vector<std::string> read_topics(Table& table) {
  std::vector<std::string> result;
  std::size_t index = 0;
  for (std::string& id : table.texts("topics")) {
    if (std::string problem = topic_problem(id); !problem.empty()) {
      table.error_at("topics", index, problem);
    } else if (std::ranges::find(result, id) != result.end()) {
      table.error_at("topics", index, fmt::format("{} is listed twice", in_quotes(id)));
    } else {
      result.push_back(std::move(id));
    }
    ++index;
  }
  return result;
}

std::string read_role(Table& table, std::string_view key, bool required) {
  std::string role = required ? table.require_text(key) : table.text(key).value_or("");
  if (looks_like_email(role)) {
    table.error(key, fmt::format("{} looks like an e-mail address; name a role or a meeting, never a person",
                                 in_quotes(key)));
  }
  return role;
}

std::optional<core::Period> read_period(Table& table, std::string_view key, const ReadIndicator* indicator) {
  const std::string text = table.require_text(key);
  if (text.empty() || indicator == nullptr || !indicator->frequency_known) return std::nullopt;
  const core::Indicator& of = indicator->indicator;
  const auto period = core::parse_period(text, of.frequency);
  if (period) return *period;
  table.error(key, fmt::format("{}; indicator {} is reported by {}", period.error(), in_quotes(of.id.text),
                               frequency_words(of.frequency)));
  return std::nullopt;
}

std::optional<core::Decimal> require_decimal(Table& table, std::string_view key) {
  if (!table.has(key)) table.error(fmt::format("{} is missing", in_quotes(key)));
  return table.decimal(key);
}

std::optional<std::chrono::sys_days> require_date(Table& table, std::string_view key) {
  if (!table.has(key)) table.error(fmt::format("{} is missing", in_quotes(key)));
  return table.date(key);
}

}  // namespace waymark::config
