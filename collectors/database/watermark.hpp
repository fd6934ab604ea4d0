#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/database/query.hpp"

namespace waymark::database {

// [collector.since]: a query that asks only for rows that changed since the run before.
struct SinceRule {
  std::string column;  // of the result; its greatest value is kept
  bool number = false;
  std::string start;  // what :since is in the first run
  std::chrono::seconds overlap{0};
  std::int64_t overlap_numbers = 0;
};

// A cell of the column: a whole number, or a date or time as databases write them, `2024-05-01
// 09:30:00.25+01`. Ordered by what it means: times with a zone by their instant, others as they are.
struct Mark {
  std::int64_t value = 0;   // the number, or microseconds since 1970
  std::string_view zone{};  // as written, empty when there is none
  bool date_only = false;
};
[[nodiscard]] std::optional<Mark> read_mark(std::string_view text, bool number);

// Keeps the greatest of the cells seen.
class Watermark {
 public:
  explicit Watermark(bool number) : number_(number) {}
  // False when the cell is none of its kind.
  [[nodiscard]] bool see(std::string_view cell);
  [[nodiscard]] const std::string& text() const { return text_; }  // empty when nothing was seen

 private:
  bool number_;
  std::string text_;
  std::int64_t greatest_ = INT64_MIN;
};

// What :since stands for after a run that ended with that watermark: it, less the overlap.
[[nodiscard]] Since since(const SinceRule& rule, const std::optional<std::string>& watermark);

}  // namespace waymark::database
