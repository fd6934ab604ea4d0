#pragma once

#include <vector>

#include "daemon/ledger/figure_digest.hpp"
#include "daemon/ledger/row.hpp"
#include "daemon/ledger/series_book.hpp"

namespace waymark::ledger {

// Adds the versions of one run, given in order of series and period, to `observation_block`. Within the
// recording's transaction. Digests them on the way.
class VersionWriter {
 public:
  VersionWriter(const Database& database, SeriesBook& book);
  void start(std::int64_t run) { run_ = run; }
  void add(const Row& row);
  // Writes what is held back, since more might have come for the same block; the digest of all.
  std::optional<core::Sha256> finish();

 private:
  void write_block();

  SeriesBook& book_;
  Statement insert_;
  FigureDigest digest_;
  std::int64_t run_ = 0;
  std::uint32_t series_ = 0, block_ = 0;
  std::vector<char> text_;  // of the block in hand, with room to spare
  std::size_t size_ = 0;
};

}  // namespace waymark::ledger
