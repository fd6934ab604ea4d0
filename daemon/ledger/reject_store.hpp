#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "daemon/core/batch.hpp"
#include "daemon/ledger/spill_file.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// The rejects of one recording until they are stored with it: a few megabytes in memory, the rest in a file.
class RejectStore {
 public:
  explicit RejectStore(std::filesystem::path ledger) : file_(std::move(ledger)) {}
  void add(const core::Reject& reject);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // Within the recording's transaction.
  void write(const Database& database, std::int64_t run) const;

 private:
  struct Block {
    std::uint64_t offset;
    std::size_t size;
  };
  SpillFile file_;
  std::vector<Block> blocks_;
  std::vector<std::uint8_t> bytes_;
  std::uint64_t count_ = 0;
};

}  // namespace waymark::ledger
