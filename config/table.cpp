#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/reader_state.hpp"
#include "daemon/core/secrets.hpp"

// Table: what it holds, and reporting. Values are read in table_values.cpp.
namespace waymark::config {

namespace {

std::string_view words(Kind kind) {
  switch (kind) {
    case Kind::text: return "text";
    case Kind::integer: return "a whole number";
    case Kind::number: return "a number";
    case Kind::boolean: return "true or false";
    case Kind::date: return "a date";
    case Kind::time: return "a time";
    case Kind::list: return "a list";
    case Kind::table: return "a table";
    case Kind::unreadable: return "no TOML";
  }
  return {};
}

// Lengths before contents, so that no two different values read the same.
void write(const Node& node, std::string& text) {
  text += fmt::format("{}:{}:{}:{};", static_cast<int>(node.kind), node.integer,
                      node.date.time_since_epoch().count(), node.text.size());
  text += node.text;
  for (const Node& item : node.items) write(item, text);
  for (const auto index : node.by_name) {
    const Member& member = node.members[index];
    text += fmt::format("{}={}", member.key.size(), member.key);
    write(member.value, text);
  }
  text += '.';
}

}  // namespace

const Node* Table::State::take(std::string_view key) {
  if (!asked.contains(key)) asked.emplace(key);
  return node->find(key);
}

const Node* Table::State::known(std::string_view key) {
  const Node* value = node->find(key);
  if (value != nullptr) asked.emplace(key);
  return value;
}

void Table::State::report(Position position, const std::string& message) {
  if (document->diagnostics->full()) {
    document->diagnostics->add({});  // counted only
    return;
  }
  document->diagnostics->add(document->source.diagnostic(
      document->name, position, core::without_secrets(message), document->hide_from(position.line)));
}

void Table::State::report_kind(std::string_view key, const Node& value, std::string_view wanted) {
  if (value.kind == Kind::unreadable) return;
  report(value.at, fmt::format("{} must be {}, not {}", in_quotes(key), wanted, words(value.kind)));
}

bool Table::has(std::string_view key) const {
  return state_->node->find(key) != nullptr;
}

void Table::refuse(std::string_view key) {
  static_cast<void>(state_->take(key));
  state_->refused.emplace(key);
}

bool Table::is_list(std::string_view key) const {
  const Node* value = state_->node->find(key);
  return value != nullptr && value->kind == Kind::list;
}

bool Table::is_integer(std::string_view key) const {
  const Node* value = state_->node->find(key);
  return value != nullptr && value->kind == Kind::integer;
}

bool Table::is_table(std::string_view key) const {
  const Node* value = state_->node->find(key);
  return value != nullptr && value->kind == Kind::table;
}

std::optional<Table> Table::table(std::string_view key) {
  const Node* value = state_->take(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != Kind::table) {
    state_->report_kind(key, *value, "one table");
    return std::nullopt;
  }
  return Table{state_->document->table(*value)};
}

std::vector<Table> Table::tables(std::string_view key) {
  std::vector<Table> result;
  const Node* value = state_->take(key);
  if (value == nullptr) return result;
  if (value->kind == Kind::table) {
    result.push_back(Table{state_->document->table(*value)});
  } else if (value->kind == Kind::list) {
    for (const Node& item : value->items) {
      if (item.kind == Kind::table) {
        result.push_back(Table{state_->document->table(item)});
      } else {
        state_->report_kind(key, item, "a list of tables");
      }
    }
  } else {
    state_->report_kind(key, *value, "a table");
  }
  return result;
}

std::vector<std::string> Table::keys() const {
  auto result = names();
  state_->asked.insert(result.begin(), result.end());
  return result;
}

std::vector<std::string> Table::names() const {
  std::vector<std::string> result;
  for (const Member& member : state_->node->members) result.push_back(member.key);
  return result;
}

void Table::error(std::string_view key, const std::string& message) {
  const Node* value = state_->known(key);
  if (value == nullptr) return error(message);
  if (value->kind != Kind::unreadable && !value->damaged) state_->report(value->at, message);
}

void Table::error(const std::string& message) {
  if (state_->node->damaged) return;
  state_->report(state_->node->at, message);
}

void Table::error_at(std::string_view key, std::size_t index, const std::string& message) {
  const Node* value = state_->known(key);
  if (value == nullptr || index >= value->items.size()) {
    error(key, message);
  } else {
    state_->report(value->items[index].at, message);
  }
}

void Table::finish(std::string_view what) {
  const std::string_view article = !what.empty() && std::string_view{"aeiou"}.contains(what[0]) ? "an" : "a";
  std::vector<std::string> known;
  std::ranges::set_difference(state_->asked, state_->refused, std::back_inserter(known));
  for (const Member& member : state_->node->members) {
    if (state_->asked.contains(member.key)) continue;
    std::string meant = did_you_mean(member.key, known);
    if (meant.empty()) meant = fmt::format("; there are {}", fmt::join(known, ", "));
    state_->report(member.at,
                   fmt::format("{} is not {} {} setting{}", in_quotes(member.key), article, what, meant));
  }
}

std::string Table::where(std::string_view key) const {
  const Node* value = state_->node->find(key);
  return fmt::format("{}:{}", state_->document->name, (value == nullptr ? *state_->node : *value).at.line);
}

std::string Table::written() const {
  std::string text;
  write(*state_->node, text);
  return text;
}

std::string Table::written(std::string_view key) const {
  std::string text;
  if (const Node* value = state_->node->find(key)) write(*value, text);
  return text;
}

}  // namespace waymark::config
