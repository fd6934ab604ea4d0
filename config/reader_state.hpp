#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "config/reader.hpp"
#include "config/tree.hpp"

// What stands behind Document and Table. Private to config.
namespace waymark::config {

struct Table::State {
  Document::State* document = nullptr;
  const Node* node = nullptr;
  std::set<std::string, std::less<>> asked;

  // The value of a key, which from now on counts as known.
  const Node* take(std::string_view key);
  void report(Position position, std::string message);
  // `"key" must be <wanted>, not <what it is>`.
  void report_kind(std::string_view key, const Node& value, std::string_view wanted);
};

struct Document::State {
  SourceText source;
  std::string name;
  std::filesystem::path folder;
  Diagnostics* diagnostics = nullptr;
  Node root;
  std::unordered_map<const Node*, std::shared_ptr<Table::State>> tables;

  // One state a table, however often it is asked for.
  std::shared_ptr<Table::State> table(const Node& node);
};

}  // namespace waymark::config
