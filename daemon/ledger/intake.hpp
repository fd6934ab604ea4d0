#pragma once

#include <cstdint>

#include "daemon/core/batch.hpp"
#include "daemon/ledger/reject_store.hpp"

namespace waymark::ledger {

// How the rows of one recording become versions: as figures, or as contributions to sums.
class Intake {
 public:
  // What the rows came to, beside those that a collector counts.
  struct Result {
    std::uint64_t accepted = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t revised = 0;
    std::uint64_t missing = 0;  // withdrawals of nothing
    std::uint64_t series = 0;   // added
    core::Conflicts conflicts;
    [[nodiscard]] std::uint64_t versions() const { return accepted + revised; }
  };

  virtual ~Intake() = default;
  // One row of `batch`, its series by the ledger's number. Outside of any transaction.
  virtual void add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) = 0;
  [[nodiscard]] virtual std::uint64_t rows() const = 0;
  // Once, within the transaction that has added the run. Contradicting rows go to `rejects`, the first
  // `conflicts_wanted` of them also into the result.
  virtual Result store(std::int64_t run, RejectStore& rejects, std::size_t conflicts_wanted) = 0;
};

}  // namespace waymark::ledger
