#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "daemon/ledger/row.hpp"
#include "daemon/ledger/row_codec.hpp"
#include "daemon/ledger/spill_file.hpp"

namespace waymark::ledger {

struct SortLimits {
  std::size_t piece_rows = std::size_t{1} << 19U;
  std::size_t packed_bytes = std::size_t{96} << 20U;
};

// Brings rows into the order of the ledger's primary key, rows of one key in order of arrival, in bounded
// memory: pieces are sorted and packed as they fill, kept in memory up to a budget and in a spill file beyond
// it, and merged at the end. So a file of any size goes into the ledger in one pass from its first key to its
// last.
class RowSorter {
 public:
  explicit RowSorter(std::filesystem::path ledger, SortLimits limits = {});
  ~RowSorter();
  RowSorter(const RowSorter&) = delete;
  RowSorter& operator=(const RowSorter&) = delete;

  void add(const Row& row) {
    pack_row(row);
    ++count_;
    if (piece_.size() == limits_.piece_rows) flush();
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // After the last add(): the next row in order; false at the end.
  bool next(Row& row);

 private:
  // 24 bytes, so that a piece stays in the processor's cache while it is sorted. For a row with parts
  // `mantissa` is the index of its figure in `figures_`.
  struct Packed {
    std::int64_t mantissa;
    std::uint32_t series;
    std::uint32_t period;
    std::uint32_t source_row;
    std::uint32_t form;
  };
  class Piece;
  struct Head {
    std::uint64_t key;
    std::size_t piece;
  };
  static bool later(const Head& a, const Head& b) {
    return a.key != b.key ? a.key > b.key : a.piece > b.piece;
  }

  void pack_row(const Row& row);
  void flush();
  void spill();
  void start_merge();
  [[nodiscard]] std::vector<std::uint32_t> order() const;
  [[nodiscard]] Row unpack(const Packed& packed) const;

  SortLimits limits_;
  SpillFile file_;
  std::vector<Packed> piece_;
  std::vector<Figure> figures_;
  std::vector<std::unique_ptr<Piece>> pieces_;
  std::vector<Head> heads_;  // a heap, the first key on top, but for the current piece
  Head current_{};
  std::size_t packed_bytes_ = 0;
  std::uint64_t count_ = 0;
  bool merging_ = false;
  bool more_ = false;
};

}  // namespace waymark::ledger
