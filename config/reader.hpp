#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/diagnostics.hpp"
#include "daemon/core/decimal.hpp"

namespace waymark::config {

class Document;

// One table of a TOML file being read. Every key asked for counts as known; finish() reports all others with
// "did you mean". Messages show the line that they speak of, but never the values of keys that nobody has
// asked for, nor passwords. Getters report a wrong type or range through the document's Diagnostics and then
// return nothing; require_* also report a missing key or an empty text. Copies share what was asked. A Table
// must not outlive its Document, nor be read after the Diagnostics that the Document was given.
class Table {
 public:
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] bool is_list(std::string_view key) const;
  [[nodiscard]] bool is_integer(std::string_view key) const;
  [[nodiscard]] bool is_table(std::string_view key) const;  // one, not a list of them
  std::optional<std::string> text(std::string_view key);
  std::string require_text(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t lowest, std::int64_t highest);
  std::optional<bool> boolean(std::string_view key);
  // The digits as the file writes them: 7.50 keeps its scale of 2. Integers, floats, and decimal text.
  std::optional<core::Decimal> decimal(std::string_view key);
  std::optional<std::chrono::sys_days> date(std::string_view key);  // TOML date or ISO text
  std::optional<std::chrono::milliseconds> duration(
      std::string_view key);  // "250ms", "5s", "10m", "1h", "2d"
  // A list of texts; a single text counts as a list of one.
  std::vector<std::string> texts(std::string_view key);
  // A list of integers within the range; a single integer counts as a list of one.
  std::vector<std::int64_t> integers(std::string_view key, std::int64_t lowest, std::int64_t highest);
  // A text that must be one of `words`; its index. An unknown word is reported with "did you mean".
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string>& words);
  std::optional<Table> table(std::string_view key);      // [key] or inline
  std::vector<Table> tables(std::string_view key);       // [[key]]; a single [key] counts as one
  [[nodiscard]] std::vector<std::string> keys() const;   // in file order; all count as known
  [[nodiscard]] std::vector<std::string> names() const;  // the same, and none becomes known by it
  // Counts as known without being read, and is never suggested: for a key that must not be there, about which
  // the caller says more than that it is unknown.
  void refuse(std::string_view key);
  // A path; relative ones are relative to the file's folder.
  std::optional<std::filesystem::path> path(std::string_view key);

  // Reports at the key's value (at the table when the key is absent).
  void error(std::string_view key, const std::string& message);
  void error(const std::string& message);  // at the table itself
  // At an element of a list.
  void error_at(std::string_view key, std::size_t index, const std::string& message);
  // Reports every key that nobody asked for; `what` names the table: "commitment".
  void finish(std::string_view what);
  [[nodiscard]] std::string where(
      std::string_view key) const;  // `plan.toml:14`, for messages that name two places
  // All that the table says, or all below one of its keys, in one form whatever the layout of the file: equal
  // texts mean equal settings. Does not make a key known.
  [[nodiscard]] std::string written() const;
  [[nodiscard]] std::string written(std::string_view key) const;

 private:
  friend class Document;
  struct State;
  explicit Table(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// A TOML file, parsed. Statements that are no TOML are reported and left out: their keys count as there, but
// give nothing, and nothing further is said of them.
class Document {
 public:
  // Reads and parses; problems go to `diagnostics`. `name` is how messages call the file: load() takes the
  // last part of its path. Text must be UTF-8 without NUL bytes, and at most `largest` bytes.
  static constexpr std::size_t largest = std::size_t{16} << 20U;
  static std::optional<Document> load(const std::filesystem::path& file, Diagnostics& diagnostics);
  static std::optional<Document> parse(std::string text, std::string name, std::filesystem::path folder,
                                       Diagnostics& diagnostics);
  [[nodiscard]] Table root();
  // No table and no name was left out that others may refer to.
  [[nodiscard]] bool complete() const;
  [[nodiscard]] const std::string& source() const;  // the file's text

 private:
  struct State;
  explicit Document(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
  friend class Table;
};

}  // namespace waymark::config
