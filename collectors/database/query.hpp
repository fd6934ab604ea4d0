#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace waymark::database {

// What :since stands for in a run.
struct Since {
  std::string text;
  bool number = false;  // a whole number, otherwise a date or time
};

// The text of one SELECT, with the places of its :since known. Only what is outside of quotes and comments
// counts.
class Query {
 public:
  // The error is one sentence: empty, several statements, or a statement that does not read.
  [[nodiscard]] static std::expected<Query, std::string> read(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t uses_of_since() const { return places_.size(); }
  // With the driver's own placeholder in place of :since.
  [[nodiscard]] std::string with(std::string_view placeholder) const;

 private:
  std::string text_;
  std::vector<std::size_t> places_;
};

}  // namespace waymark::database
