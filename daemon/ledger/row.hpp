#pragma once

#include <cstdint>

#include "daemon/ledger/form.hpp"

namespace waymark::ledger {

// A figure on its way into the ledger, its series by the ledger's number.
struct Row {
  std::uint32_t series = 0;
  std::uint32_t period = 0;
  std::uint32_t source_row = 0;
  Figure figure;

  // Order of the ledger's primary key.
  [[nodiscard]] std::uint64_t key() const { return std::uint64_t{series} << 32U | period; }
};

}  // namespace waymark::ledger
