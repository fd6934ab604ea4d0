#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "collectors/cells/periods.hpp"

namespace waymark::cells {

// The digest of a line of transactions over all its cells, by which it is known again in another file, also
// in one that a spreadsheet has saved again: numbers and days are taken by what they mean, cells without
// anything at the end do not matter. Kept in ledgers (docs/ledger-format.md), so it stays as it is.
class LineDigest {
 public:
  // `days` reads days as the input writes them.
  explicit LineDigest(Periods& days) : days_(days) {}
  [[nodiscard]] std::uint64_t of(std::span<const std::string_view> cells);

 private:
  void add(std::string_view cell);

  Periods& days_;
  std::string bytes_;
};

}  // namespace waymark::cells
