#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "collectors/cells/periods.hpp"
#include "daemon/core/decimal.hpp"

namespace waymark::cells {

// The digest of a line of transactions over all its cells, by which it is known again in another file, also
// in one that a spreadsheet has saved again: numbers and days are taken by what they mean, cells without
// anything at the end do not matter. Kept in ledgers (docs/ledger-format.md), so it stays as it is.
class LineDigest {
 public:
  // `days` reads days as the input writes them.
  explicit LineDigest(Periods& days) : days_(days) {}

  // Cells whose meaning is known; they are not read again.
  struct Known {
    std::size_t date_column = SIZE_MAX;
    std::chrono::sys_days date{};
    std::size_t amount_column = SIZE_MAX;
    core::Decimal amount{};
  };
  [[nodiscard]] std::uint64_t of(std::span<const std::string_view> cells, const Known& known) const;

 private:
  [[nodiscard]] std::uint64_t add(std::uint64_t digest, std::string_view cell) const;

  Periods& days_;
};

}  // namespace waymark::cells
