#pragma once

#include <cstdint>
#include <vector>

#include "daemon/ledger/row.hpp"

namespace waymark::ledger {

// Sorted rows as differences, 7 bytes or so each instead of 24 and more: ten million wait in 70 MB.
class RowEncoder {
 public:
  explicit RowEncoder(std::vector<std::uint8_t>& into) : into_(into) {}
  void put(const Row& row);

 private:
  std::vector<std::uint8_t>& into_;
  std::uint32_t series_ = 0, period_ = 0, source_row_ = 0;
};

class RowDecoder {
 public:
  // No record is longer.
  static constexpr std::size_t longest = 64;
  // Reads one record; returns the byte after it. At least `longest` bytes, or a whole record, must be there.
  const std::uint8_t* take(const std::uint8_t* at, Row& row);

 private:
  std::uint32_t series_ = 0, period_ = 0, source_row_ = 0;
};

}  // namespace waymark::ledger
