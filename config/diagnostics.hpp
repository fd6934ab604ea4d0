#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waymark::config {

// One mistake: where, what, and what to do.
struct Diagnostic {
  std::string file;
  std::uint32_t line = 0;    // 1-based; 0 when the file as a whole is meant
  std::uint32_t column = 0;  // 1-based, in characters
  std::string message;       // `"targte" is not a commitment setting; did you mean "target"?`
  std::string excerpt;       // the source line; of a long one the part around the column
  std::uint32_t caret = 0;   // 1-based, where the column is in the excerpt; 0: the line is not shown

  // `plan.toml:14:10: message` and below it the line and a caret.
  [[nodiscard]] std::string text() const;
};

// Every mistake found: the files in the order of their first mistake, within a file by line and column.
// Beyond `limit` mistakes are only counted; the same mistake said twice counts once.
class Diagnostics {
 public:
  static constexpr std::size_t limit = 1000;

  void add(Diagnostic diagnostic);
  void append(const Diagnostics& others);
  [[nodiscard]] bool ok() const { return list_.empty(); }
  [[nodiscard]] bool full() const { return list_.size() >= limit; }
  [[nodiscard]] const std::vector<Diagnostic>& list() const { return list_; }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Diagnostic> list_;
  std::vector<std::string> files_;
  std::size_t further_ = 0;
};

// The known word nearest to `word` by edit distance, when it is near enough to be meant; otherwise empty.
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& known);
// `; did you mean "target"?`, or nothing when no known word is near.
[[nodiscard]] std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);
// The text in quotation marks as messages show what a file says: on one line, at most 80 characters.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace waymark::config
