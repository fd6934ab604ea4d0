#include <algorithm>
#include <iterator>

#include "config/reader_state.hpp"
#include "daemon/core/secrets.hpp"

// What of a file's lines is kept out of messages.
namespace waymark::config {

namespace {

void collect(const Node& node, std::vector<Valued>& values) {
  for (const Node& item : node.items) collect(item, values);
  for (const Member& member : node.members) {
    if (!member.value.block) values.push_back({&node, &member});
    collect(member.value, values);
  }
}

bool secret(const Member& member) {
  return core::names_secret(member.key) ||
         (member.value.kind == Kind::text && core::without_secrets(member.value.text) != member.value.text);
}

}  // namespace

std::uint32_t Document::State::hide_from(std::uint32_t line) {
  if (changed.contains(line)) return source.hide_broken(line);
  const auto begins = [](const Valued& valued) { return valued.member->value.at.line; };
  if (values.empty()) {
    collect(root, values);
    std::ranges::sort(values, {}, begins);
    std::ranges::copy_if(values, std::back_inserter(long_values), [](const Valued& valued) {
      return valued.member->value.end.line > valued.member->value.at.line;
    });
  }
  std::uint32_t column = source.comment(line);  // what was commented out may be a secret
  const auto look = [&](const Valued& valued) {
    const auto& [owner, member] = valued;
    const auto found = tables.find(owner);
    const bool known = found != tables.end() && found->second->asked.contains(member->key);
    if (known && !secret(*member)) return;
    const std::uint32_t from = member->value.at.line == line ? member->value.at.column : 1;
    column = column == 0 ? from : std::min(column, from);
  };
  std::ranges::for_each(std::ranges::equal_range(values, line, {}, begins), look);
  for (const auto& valued : long_values) {
    if (begins(valued) < line && line <= valued.member->value.end.line) look(valued);
  }
  return column;
}

}  // namespace waymark::config
