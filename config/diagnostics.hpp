#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace waymark::config {

// One mistake: where, what, and what to do.
struct Diagnostic {
  std::string file;
  std::uint32_t line = 0;    // 1-based; 0 when the file as a whole is meant
  std::uint32_t column = 0;  // 1-based, in characters
  std::string message;       // `"targte" is not a commitment setting; did you mean "target"?`
  std::string excerpt;       // the source line

  // `plan.toml:14:10: message` and below it the line and a caret.
  [[nodiscard]] std::string text() const;
};

// Every mistake found, in the order of the files.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }
  [[nodiscard]] bool ok() const { return list_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& list() const { return list_; }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Diagnostic> list_;
};

// The known word nearest to `word` by edit distance, when it is near enough to be meant; otherwise empty.
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& known);

}  // namespace waymark::config
