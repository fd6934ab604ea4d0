#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "daemon/core/evaluate.hpp"
#include "daemon/ledger/ledger.hpp"

namespace waymark::runtime {

// Read-only connections to one ledger, lent to one thread at a time and kept for the next. Thread-safe.
class Readers {
 public:
  explicit Readers(std::filesystem::path file) : file_(std::move(file)) {}

  class Lease {
   public:
    Lease(Readers& pool, std::unique_ptr<ledger::Reader> reader) : pool_(&pool), reader_(std::move(reader)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    const ledger::Reader* operator->() const { return reader_.get(); }
    const ledger::Reader& operator*() const { return *reader_; }

   private:
    Readers* pool_;
    std::unique_ptr<ledger::Reader> reader_;
  };

  // Throws ledger::LedgerError when the ledger cannot be opened.
  [[nodiscard]] Lease borrow();

 private:
  std::filesystem::path file_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ledger::Reader>> idle_;
};

// What evaluate() needs of the ledger for this plan: the recent periods of every series the plan reads, and
// the whole length where a formula over time, a due period gone by or a comparison with an early period needs
// it.
[[nodiscard]] core::History load_history(const ledger::Reader& reader, const core::Plan& plan,
                                         std::chrono::sys_days as_of, ledger::Reader::Moment before);

// The scoreboard of one plan from the ledger.
[[nodiscard]] std::shared_ptr<const core::Scoreboard> evaluate(const ledger::Reader& reader,
                                                               std::shared_ptr<const core::Plan> plan,
                                                               std::chrono::sys_days as_of,
                                                               ledger::Reader::Moment before,
                                                               const core::Calendar& calendar);

// The same for the plan's commitments only: of the ledger, no series is read that no commitment rests on, so
// that the other indicators of this scoreboard are without figures.
[[nodiscard]] std::shared_ptr<const core::Scoreboard> evaluate_commitments(
    const ledger::Reader& reader, std::shared_ptr<const core::Plan> plan, std::chrono::sys_days as_of,
    ledger::Reader::Moment before, const core::Calendar& calendar);

}  // namespace waymark::runtime
