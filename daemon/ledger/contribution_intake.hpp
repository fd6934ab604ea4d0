#pragma once

#include <map>
#include <utility>

#include "daemon/ledger/current_figures.hpp"
#include "daemon/ledger/intake.hpp"
#include "daemon/ledger/line_store.hpp"
#include "daemon/ledger/series_book.hpp"
#include "daemon/ledger/version_writer.hpp"

namespace waymark::ledger {

// Rows that are what one file contributes to sums over the current files of all collectors (transactions
// layout). A file recorded again, and another one under its name, replaces what it contributed before.
class ContributionIntake final : public Intake {
 public:
  // `file`: path of the file, `collector`: the ledger's number, to be known when store() is called.
  ContributionIntake(const Database& database, SeriesBook& book);
  void source(std::int64_t collector, const core::Origin& origin);
  void add_lines(std::uint32_t series, core::CountedLines lines);
  void add(std::uint32_t series, const core::BatchRow& row, const core::Batch& batch) override;
  [[nodiscard]] std::uint64_t rows() const override { return mine_.size(); }
  Result store(const Standing& standing, RejectStore& rejects, std::size_t conflicts_wanted) override;

 private:
  using Key = std::pair<std::uint32_t, std::uint32_t>;  // series, period
  struct Part {
    core::Decimal sum;
    std::uint64_t rows = 0;
    friend bool operator==(const Part&, const Part&) = default;
  };

  void take(const Key& key);
  void add_part(const Key& key, const Part& part);
  // Adds what the file contributed before and no longer does, as nothing.
  void add_dropped(std::int64_t file);
  // Compares the lines with those of other files, and has each count once where it is to.
  void compare(std::int64_t file, bool again);
  void share(const Key& key, std::vector<FileLines> others, const FileLines& mine);
  void contribute(const Key& key, std::int64_t file, const Part& part);
  [[nodiscard]] std::string path_of(std::int64_t file) const;
  [[nodiscard]] std::int64_t file_of(const Standing& standing) const;
  // Whether another file has taken this one's name since.
  [[nodiscard]] bool overtaken(std::int64_t file, const Standing& standing) const;
  [[nodiscard]] std::optional<core::Decimal> total(const Key& key);
  [[noreturn]] void too_large(const Key& key);

  const Database& database_;
  SeriesBook& book_;
  CurrentFigures current_;
  VersionWriter writer_;
  LineStore store_;
  Statement parts_;  // what each file contributes now
  Statement held_;   // what one of them does
  Statement contributes_;
  std::int64_t collector_ = 0;
  std::string path_;
  std::optional<core::Sha256> digest_;
  core::Duplicates duplicates_ = core::Duplicates::report;
  std::map<Key, Part> mine_;
  std::map<Key, FileLines> lines_;
  std::int64_t run_ = 0;
  Result result_;
};

}  // namespace waymark::ledger
