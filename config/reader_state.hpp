#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/reader.hpp"
#include "config/tree.hpp"

// What stands behind Document and Table. Private to config.
namespace waymark::config {

struct Table::State {
  Document::State* document = nullptr;
  const Node* node = nullptr;
  std::set<std::string, std::less<>> asked;
  std::set<std::string, std::less<>> refused;  // of them, those that must not be there

  // The value of a key, which from now on counts as known.
  const Node* take(std::string_view key);
  // The same, unless it is not there: whoever speaks of it knows it.
  const Node* known(std::string_view key);
  void report(Position position, const std::string& message);
  // `"key" must be <wanted>, not <what it is>`.
  void report_kind(std::string_view key, const Node& value, std::string_view wanted);
};

// A value within a line, and the table that it is a member of.
struct Valued {
  const Node* table = nullptr;
  const Member* member = nullptr;
};

struct Document::State {
  SourceText source;
  std::string name;
  std::filesystem::path folder;
  Diagnostics* diagnostics = nullptr;
  Node root;
  bool complete = true;
  std::set<std::uint32_t>
      changed;  // lines that are read otherwise than they are written, since they are no TOML
  std::unordered_map<const Node*, std::shared_ptr<Table::State>> tables;
  std::vector<Valued> values, long_values;  // all within lines, and of several; by line; found when needed

  // One state a table, however often it is asked for.
  std::shared_ptr<Table::State> table(const Node& node);
  // The column of that line from where on it is not shown: values of keys that nobody has asked for yet, and
  // whatever is, or may be, a secret. 0: all of it may be shown.
  std::uint32_t hide_from(std::uint32_t line);
};

}  // namespace waymark::config
