#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/tree.hpp"

// How a file that is not TOML is read on. Private to config.
namespace waymark::config {

// The statements of a TOML file, of which broken ones are mended, or left out, one by one. Lines keep their
// numbers.
class Recovery {
 public:
  explicit Recovery(const SourceText& source);

  [[nodiscard]] std::string text() const;
  // What is left out for this mistake.
  enum class Step : std::uint8_t {
    first,    // the statement on that line, as far as need be
    again,    // more of it: the mistake is known
    nothing,  // there is nothing left to leave out
  };
  Step leave_out(std::uint32_t line);
  // Where the statement begins that leave_out() would leave out. 0: there is none.
  [[nodiscard]] std::uint32_t culprit(std::uint32_t line) const;
  // The list or text that begins there is never closed.
  [[nodiscard]] bool unclosed(std::uint32_t line) const;

  // Lines of statements that stand with their key alone, and of those of which not even that is left.
  [[nodiscard]] const std::vector<std::uint32_t>& unreadable() const { return unreadable_; }
  [[nodiscard]] const std::vector<std::uint32_t>& lost() const { return lost_; }
  // Every line of a statement that is not as it was written.
  [[nodiscard]] std::set<std::uint32_t> changed() const;
  // Tables of which nothing is known, not even which.
  [[nodiscard]] bool lost_table() const { return lost_table_; }

 private:
  struct Statement {
    std::uint32_t first = 0, last = 0;  // lines
    bool header = false;
    bool unclosed = false;
    std::uint8_t tried = 0;  // how often it was mended or left out
    bool gone = false;
  };
  void split();
  [[nodiscard]] Statement statement_at(std::uint32_t line) const;
  [[nodiscard]] std::size_t find(std::uint32_t line) const;
  void blank(std::uint32_t first, std::uint32_t last);
  void repair_header(std::size_t index);
  void leave_out_value(Statement& statement);

  std::vector<std::string> lines_;
  std::vector<Statement> statements_;
  std::vector<std::uint32_t> unreadable_, lost_;
  bool lost_table_ = false;
};

// What is usually meant by a value that is none, in words for people; empty when nobody knows. `line`: the
// text; `column`: where it stops being TOML, from 1, in bytes.
[[nodiscard]] std::string meant(std::string_view line, std::size_t column);
// The line with what is meant in place of its value, where that is certain; otherwise empty.
[[nodiscard]] std::string mended(std::string_view line);

}  // namespace waymark::config
