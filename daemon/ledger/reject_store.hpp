#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/core/batch.hpp"
#include "daemon/ledger/erasable.hpp"
#include "daemon/ledger/spill_file.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// A rejected row as it lies in the ledger. Within a transaction.
class RejectWriter {
 public:
  explicit RejectWriter(const Database& database);
  // The digest of its text.
  core::Sha256 add(std::int64_t run, std::int64_t ordinal, std::uint32_t line, std::string_view column,
                   std::string_view reason, std::string_view raw);

 private:
  TextWriter texts_;
  Statement insert_;
  std::string text_;
};

// Reason and raw text of a stored one.
[[nodiscard]] std::pair<std::string, std::string> reject_text(std::string_view stored);

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
