#pragma once

#include <string_view>
#include <vector>

#include "daemon/ledger/current_figures.hpp"
#include "daemon/ledger/intake.hpp"
#include "daemon/ledger/row_sorter.hpp"
#include "daemon/ledger/series_book.hpp"
#include "daemon/ledger/statements.hpp"
#include "daemon/ledger/version_writer.hpp"

namespace waymark::ledger {

// Rows that are figures: what differs from the current version becomes a version. Of what does not, it is
// kept that it was said. A file that is read again is weighed against what others said, in the order of
// files.
class FigureIntake final : public Intake {
 public:
  FigureIntake(const Database& database, SeriesBook& book, SortLimits limits,
               std::string_view place = "line");
  void add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) override;
  [[nodiscard]] std::uint64_t rows() const override { return sorter_.count(); }
  Result store(const Standing& standing, RejectStore& rejects, std::size_t conflicts_wanted) override;

 private:
  void take_series();
  bool take_period(Row& row);
  void judge(const Row& row);
  // The series up to that one, which is left out, of which the reading before spoke and this one does not.
  void take_left_out(std::uint64_t before);
  void weigh(std::uint32_t series);
  void weigh_period(std::uint32_t series, std::uint32_t period, const Row* mine);
  void overtake(const Row& row);
  void fall_back(Row& row, const std::optional<Said>& other);
  // What came of the series in hand.
  void write(std::uint32_t series);
  void refuse(const Row& row, const Row& other);

  const Database& database_;
  SeriesBook& book_;
  RowSorter sorter_;
  CurrentFigures current_;
  VersionWriter writer_;
  Statement restate_, overtake_, fall_back_;
  std::optional<Statements> statements_;  // of a file that is read again
  std::vector<std::uint32_t> left_;       // series of the reading before, the next one last

  std::string_view place_;  // what a row's number counts, in messages
  Standing standing_;
  RejectStore* rejects_ = nullptr;
  std::size_t conflicts_wanted_ = 0;
  Result result_;
  Row ahead_;                   // the next row of the sorter
  bool more_ = false;           // ahead_ is one
  SeriesState before_, state_;  // of the series in hand
  std::vector<Row> agreed_;     // its rows, without what contradicts
  std::vector<Row> out_;        // its versions to be stored
  NumberRanges restated_;       // its periods that were said as they are held
  NumberRanges named_;          // series
};

}  // namespace waymark::ledger
