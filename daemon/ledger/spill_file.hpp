#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "daemon/ledger/file.hpp"

namespace waymark::ledger {

// A nameless file in the ledger's folder for what does not fit in memory; gone with the process, however that
// ends. Made at the first append. Throws LedgerError when there is no room.
class SpillFile {
 public:
  explicit SpillFile(std::filesystem::path ledger) : ledger_(std::move(ledger)) {}
  // The offset where the bytes now are.
  std::uint64_t append(std::span<const std::uint8_t> bytes);
  void read(std::uint64_t offset, std::span<std::uint8_t> into) const;

 private:
  void open();
  std::filesystem::path ledger_;
  Descriptor file_;
  std::uint64_t size_ = 0;
};

}  // namespace waymark::ledger
