#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waymark::ledger {

// A set of numbers that mostly follow each other (periods, series), given in ascending order. As text it is
// JSON:
// `[first, count, gap, count, gap, count ...]`, without spaces.
class NumberRanges {
 public:
  void add(std::uint32_t number) {
    if (!ranges_.empty() && number == ranges_.back().first + ranges_.back().count) {
      ++ranges_.back().count;
    } else {
      ranges_.push_back({number, 1});
    }
  }
  void clear() { ranges_.clear(); }
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] bool contains(std::uint32_t number) const;
  [[nodiscard]] std::vector<std::uint32_t> numbers() const;
  [[nodiscard]] std::string text() const;
  // Throws LedgerError when it is no such text.
  [[nodiscard]] static NumberRanges parse(std::string_view text);

 private:
  struct Range {
    std::uint32_t first, count;
  };
  std::vector<Range> ranges_;
};

}  // namespace waymark::ledger
