#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostics.hpp"

// What a TOML file says, with the place of everything in it. Private to config: others use Table.
namespace waymark::config {

struct Position {
  std::uint32_t line = 0;    // 1-based
  std::uint32_t column = 0;  // 1-based, in characters

  friend auto operator<=>(const Position&, const Position&) = default;
};

// unreadable: it stands in the file, but is no TOML, which has been said.
enum class Kind : std::uint8_t { text, integer, number, boolean, date, time, list, table, unreadable };

struct Member;

struct Node {
  Kind kind = Kind::table;
  bool block = false;           // [a table] or [[list of tables]] under headers of its own, not within a line
  bool damaged = false;         // table: what is missing may stand there and be no TOML
  Position at, end;             // behind its last character; of a block, its header's
  std::string text;             // text: its content; number: its digits as the file writes them
  std::int64_t integer = 0;     // integer; boolean: 0 or 1
  std::chrono::sys_days date;   // date
  std::vector<Node> items;      // list
  std::vector<Member> members;  // table, in file order
  std::vector<std::uint32_t> by_name;  // indices of members, sorted by key

  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] const Member* member(std::string_view key) const;
};

struct Member {
  std::string key;
  Position at;
  Node value;
};

// A file's text by line and character.
class SourceText {
 public:
  explicit SourceText(std::string text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::uint32_t line_count() const { return static_cast<std::uint32_t>(lines_.size()); }
  [[nodiscard]] std::string_view line(std::uint32_t number) const;  // without its line end
  [[nodiscard]] Position position(std::size_t offset) const;
  // The text from there to the end of the line. Quick when asked in ascending order.
  [[nodiscard]] std::string_view from(Position position);
  // Fills in where: file, line, column, excerpt, caret. What stands from the column `hide` on (0: none) is
  // not shown.
  [[nodiscard]] Diagnostic diagnostic(const std::string& file, Position position, std::string message,
                                      std::uint32_t hide) const;
  // Of a file that cannot be parsed, so that nobody knows what its values are: keys and headers alone are
  // shown.
  [[nodiscard]] Diagnostic syntax(const std::string& file, Position position, std::string message) const;
  // From which column on a line that is no TOML is not shown: only its key, or its header, is. 0: all is
  // shown.
  [[nodiscard]] std::uint32_t hide_broken(std::uint32_t number) const;
  // The column of a line's comment; 0 when it has none.
  [[nodiscard]] std::uint32_t comment(std::uint32_t number) const;

 private:
  [[nodiscard]] bool begins_within_text(std::uint32_t number) const;

  std::string text_;
  std::vector<std::size_t> lines_;  // where each line starts
  Position last_;
  std::size_t last_offset_ = 0;
};

struct Tree {
  Node root;
  std::set<std::uint32_t> changed{};  // lines that are not read as they are written
  bool complete = true;               // no table and no name was lost that other tables may refer to
};

// What of the text is TOML; every statement that is not goes to `diagnostics`. Empty when nothing can be
// read.
[[nodiscard]] std::optional<Tree> parse_tree(SourceText& source, const std::string& file,
                                             Diagnostics& diagnostics);

}  // namespace waymark::config
