#pragma once

#include <span>
#include <vector>

#include "daemon/ledger/sqlite.hpp"
#include "daemon/ledger/version.hpp"

namespace waymark::ledger {

// Reads the versions of one series, block by block.
class VersionReader {
 public:
  enum class Order : std::uint8_t { oldest_period_first, latest_period_first };
  explicit VersionReader(const Database& database, Order order = Order::oldest_period_first);
  // Periods from `first` to `last` (both included), as the runs up to `last_run` said them.
  void start(std::uint32_t series, std::uint32_t first, std::uint32_t last, std::int64_t last_run);
  // The versions of the next block, by period and then run in either order of blocks; empty at the end. Valid
  // until the next call. Throws LedgerError when a block is not what VersionWriter writes.
  [[nodiscard]] std::span<const Version> next();
  // Lets go of the table, so that writing to it need not keep a place for this reader.
  void stop();

 private:
  void step();

  Statement select_;
  std::uint32_t series_ = 0, first_ = 0, last_ = 0;
  bool row_ = false;  // select_ stands on a row
  std::vector<Version> versions_;
};

// Adds what `text`, a row of `observation_block`, says. Throws LedgerError.
void read_block(std::uint32_t series, std::uint32_t block, std::int64_t run, std::string_view text,
                std::vector<Version>& into);
// Brings versions of one block, as read run by run, into order of period and then run.
void order_by_period(std::vector<Version>& versions);

}  // namespace waymark::ledger
