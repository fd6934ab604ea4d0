#pragma once

#include <cstdint>

#include "daemon/core/batch.hpp"
#include "daemon/ledger/reading.hpp"
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
    std::uint64_t missing = 0;    // withdrawals of nothing
    std::uint64_t series = 0;     // that have figures from now on
    std::uint64_t overtaken = 0;  // figures that stay, since a file with a later place gave them
    std::uint64_t withdrawn = 0;  // figures that this file no longer says, nor any other
    std::uint64_t restored = 0;   // figures where what another file said stands again
    core::Conflicts conflicts;
    std::string shared_lines;             // what lines of the file other files have too, as a sentence
    std::optional<core::Sha256> figures;  // FigureDigest's of the versions
    [[nodiscard]] std::uint64_t versions() const { return accepted + revised; }
  };

  virtual ~Intake() = default;
  // One row of `batch`, its series by the ledger's number. Outside of any transaction.
  virtual void add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) = 0;
  [[nodiscard]] virtual std::uint64_t rows() const = 0;
  // Once, within the transaction that has added the run. Contradicting rows go to `rejects`, the first
  // `conflicts_wanted` of them also into the result.
  virtual Result store(const Standing& standing, RejectStore& rejects, std::size_t conflicts_wanted) = 0;
};

}  // namespace waymark::ledger
