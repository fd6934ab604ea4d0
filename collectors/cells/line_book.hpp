#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "collectors/cells/exact_sum.hpp"
#include "daemon/core/batch.hpp"

namespace waymark::cells {

// The lines of transactions of one input that go into sums, in their order.
class LineBook {
 public:
  // `line`: its number in the input. Gives its place, from 0.
  std::uint32_t add(std::uint64_t digest, core::Decimal amount, std::uint32_t line);

  // Lines that stand in blocks that stood further up already.
  struct Repeated {
    std::uint32_t count = 0;
    std::uint32_t first = 0;            // number of the first of them in the input
    std::optional<core::Decimal> adds;  // what they come to; none: more digits than can be kept
  };
  // Looks for them, after the last line.
  [[nodiscard]] std::optional<Repeated> find_repeated();
  // They do not count.
  void leave_out_repeated() { leave_out_ = true; }

  // What the lines at these places come to and how many there are, without those that are left out.
  struct Total {
    ExactSum sum;
    std::uint32_t lines = 0;
    bool lost = false;  // more digits than can be summed
  };
  [[nodiscard]] Total total(std::span<const std::uint32_t> places) const;
  // The same lines one by one; where they are counted, each adds 1.
  [[nodiscard]] std::vector<core::CountedLine> lines(std::span<const std::uint32_t> places, bool count) const;

 private:
  [[nodiscard]] bool left_out(std::uint32_t place) const;

  std::vector<core::CountedLine> lines_;
  std::vector<std::uint32_t> numbers_;   // in the input
  std::vector<std::uint32_t> repeated_;  // places, ascending
  bool leave_out_ = false;
};

}  // namespace waymark::cells
