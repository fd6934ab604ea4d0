#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/core/id.hpp"
#include "daemon/core/observation.hpp"

namespace waymark::core {

using Sha256 = std::array<std::uint8_t, 32>;

// One figure on its way from a source to the ledger; 24 bytes, because files have ten million of them.
struct BatchRow {
  static constexpr std::uint8_t no_value =
      0xFF;  // in `scale`: the source withdraws the figure or gives parts
  static constexpr std::uint16_t no_parts = 0xFFFF;

  std::int64_t mantissa = 0;
  std::uint32_t series = 0;  // index among all series announced in this recording, in order
  std::uint32_t period = 0;  // Period::code()
  std::uint32_t row = 0;   // line in the file or row of the result, from 1; of contributions: how many lines
  std::uint8_t scale = 0;  // digits after the point, or no_value
  Flag flag = Flag::none;
  std::uint16_t parts = no_parts;  // index into Batch::parts
};
static_assert(sizeof(BatchRow) == 24);

// A row that could not be used, and why. Stored; shown by `waymark rejects`, the API and the page.
struct Reject {
  std::uint32_t line = 0;  // 1-based line where the record starts; 0 when the whole input is meant
  std::string column;      // header name, or empty when the whole record is meant
  std::string reason;      // one sentence
  std::string raw;         // the record as read, UTF-8, at most 4 KiB
  // Of what kind the reason is, a word that lasts as long as the program; the ledger does not keep it.
  std::string_view kind{};
};

// One line of transactions, as it goes into a sum.
struct CountedLine {
  std::uint64_t digest = 0;  // of all its cells, by which a line is known again in another file
  Decimal adds;              // its amount; 1 where lines are counted
};
// Lines that go into one figure. Of contributions only; they do not make the row that says their sum.
struct CountedLines {
  std::uint32_t series = 0;  // as BatchRow::series
  std::uint32_t period = 0;  // Period::code()
  bool count = false;        // how many there are, and not what they come to
  std::vector<CountedLine> lines;
};

// A piece of one recording, in any order. `series` announces further series: the n-th one announced over all
// batches of a recording has index n.
struct Batch {
  std::vector<SeriesKey> series;
  std::vector<BatchRow> rows;
  std::vector<Fraction> parts;  // at most 65,535 a batch
  std::vector<Reject> rejects;
  std::vector<CountedLines> lines;
};

struct RowCounts {
  std::uint64_t read = 0;       // data records seen
  std::uint64_t accepted = 0;   // new figures
  std::uint64_t unchanged = 0;  // same as what is held
  std::uint64_t revised = 0;    // figures that replace an earlier version
  std::uint64_t rejected = 0;
  std::uint64_t missing = 0;  // declared missing marks with nothing to withdraw, and rows no rule selects
};

}  // namespace waymark::core
