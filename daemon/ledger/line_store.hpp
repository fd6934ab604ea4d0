#pragma once

#include <cstdint>
#include <vector>

#include "daemon/core/batch.hpp"
#include "daemon/ledger/sqlite.hpp"

namespace waymark::ledger {

// The lines of one file that go into one figure, in order of their digests; a line that is there twice,
// twice.
struct FileLines {
  std::int64_t file = 0;  // the ledger's number of it
  std::vector<core::CountedLine> lines;
  // Lines that other files have too count once. Otherwise all count, and what each adds need not be known.
  bool once = false;
  bool count = false;  // as CountedLines::count; not stored
};

void sort_by_digest(std::vector<core::CountedLine>& lines);

// Which lines of which files go into which figures. Within one transaction.
class LineStore {
 public:
  explicit LineStore(const Database& database);
  // Of all files but this one, those that go into that figure, in order of their numbers.
  [[nodiscard]] std::vector<FileLines> others(std::uint32_t series, std::uint32_t period, std::int64_t file);
  // From this run on these are the lines; nothing is stored where they are the same as before.
  void keep(std::uint32_t series, std::uint32_t period, const FileLines& lines, std::int64_t run);

 private:
  Statement others_, held_, insert_;
};

}  // namespace waymark::ledger
