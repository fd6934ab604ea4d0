#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "daemon/ledger/encoding.hpp"

namespace waymark::ledger {

// The digest of one run's figures: its blocks in order of series and block, each series with its name before
// its first block. Taken while they are written, and again by a check.
class FigureDigest {
 public:
  // Whether blocks of that series are taken already: else named() comes first.
  [[nodiscard]] bool knows(std::uint32_t series) const { return encoder_ && series == series_; }
  void named(std::uint32_t series, const core::SeriesKey& key);
  void block(std::uint32_t block, std::string_view versions);
  // None without blocks. Begins anew.
  [[nodiscard]] std::optional<core::Sha256> finish();

 private:
  std::optional<Encoder> encoder_;
  std::uint32_t series_ = 0;
};

// Of all runs in one pass over `observation_block`.
class FigureDigests {
 public:
  explicit FigureDigests(const Database& database);
  // In order of series and block.
  void add(std::uint32_t series, std::uint32_t block, std::int64_t run, std::string_view versions);
  // Once a run, after the pass.
  [[nodiscard]] std::optional<core::Sha256> of(std::int64_t run);

 private:
  Statement name_;
  std::uint32_t series_ = 0;
  bool named_ = false;
  core::SeriesKey key_;
  std::unordered_map<std::int64_t, FigureDigest> runs_;
};

}  // namespace waymark::ledger
