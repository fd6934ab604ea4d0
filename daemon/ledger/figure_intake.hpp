#pragma once

#include <string_view>
#include <vector>

#include "daemon/ledger/current_figures.hpp"
#include "daemon/ledger/intake.hpp"
#include "daemon/ledger/row_sorter.hpp"
#include "daemon/ledger/series_book.hpp"
#include "daemon/ledger/version_writer.hpp"

namespace waymark::ledger {

// Rows that are figures: what differs from the current version becomes a version, what does not stores
// nothing.
class FigureIntake final : public Intake {
 public:
  FigureIntake(const Database& database, SeriesBook& book, SortLimits limits,
               std::string_view place = "line");
  void add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) override;
  [[nodiscard]] std::uint64_t rows() const override { return sorter_.count(); }
  Result store(std::int64_t run, RejectStore& rejects, std::size_t conflicts_wanted) override;

 private:
  void take_series();
  bool take_period(Row& row);
  void judge(const Row& row);
  void refuse(const Row& row, const Row& other);

  SeriesBook& book_;
  RowSorter sorter_;
  CurrentFigures current_;
  VersionWriter writer_;

  std::string_view place_;  // what a row's number counts, in messages
  std::int64_t run_ = 0;
  RejectStore* rejects_ = nullptr;
  std::size_t conflicts_wanted_ = 0;
  Result result_;
  Row ahead_;                   // the next row of the sorter
  bool more_ = false;           // ahead_ is one
  SeriesState before_, state_;  // of the series in hand
  std::vector<Row> agreed_;     // its rows, without what contradicts
  std::vector<Row> out_;        // its versions to be stored
};

}  // namespace waymark::ledger
