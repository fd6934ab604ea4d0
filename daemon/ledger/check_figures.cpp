#include "daemon/ledger/check_figures.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "daemon/ledger/series_book.hpp"
#include "daemon/ledger/version_reader.hpp"

namespace waymark::ledger {

namespace {

constexpr std::size_t shown = 20;

class FigureCheck {
 public:
  FigureCheck(const Database& database, std::vector<std::string>& problems)
      : problems_(problems),
        state_(
            database,
            "SELECT versions, periods, last_period, kinds, print_low, print_high, last_run FROM series_state "
            "WHERE series = ?") {}

  // In order of series, period and run.
  void version(std::uint32_t series, const Version& version) {
    if (series != series_) {
      end_series();
      series_ = series;
    }
    const bool again = held_ && version.period == period_;
    computed_.add(version.period, version.figure, again ? held_ : std::nullopt);
    held_ = version.figure;
    period_ = version.period;
    last_run_ = std::max(last_run_, version.run);
    ++runs_[version.run];
    ++versions_;
  }

  void end_series() {
    if (!computed_.empty() && !fits()) {
      add(fmt::format("series {}: its state does not fit its {} versions", series_, computed_.versions));
    }
    computed_ = {};
    held_.reset();
    last_run_ = 0;
  }

  void check_runs(const Database& database) {
    Statement runs(database, "SELECT id, accepted + revised FROM run");
    while (runs.step()) {
      const auto counted = static_cast<std::uint64_t>(runs.integer(1)), stored = runs_[runs.integer(0)];
      if (counted == stored) continue;
      add(fmt::format("run {}: counts {} figures, but {} are stored", runs.integer(0), counted, stored));
    }
    const auto counted = static_cast<std::uint64_t>(database.integer("SELECT versions FROM totals"));
    if (counted == versions_) return;
    add(fmt::format("totals: count {} versions, but {} are stored", counted, versions_));
  }

 private:
  [[nodiscard]] bool fits() {
    if (!state_.bind(series_).step()) return false;
    const auto number = [&](int column) { return static_cast<std::uint64_t>(state_.integer(column)); };
    const bool same = number(0) == computed_.versions && number(1) == computed_.periods &&
                      number(2) == computed_.last_period && number(3) == computed_.kinds &&
                      Fingerprint(number(4), number(5)) == computed_.current &&
                      state_.integer(6) == last_run_;
    state_.reset();
    return same;
  }
  void add(std::string problem) {
    if (found_++ < shown) problems_.push_back(std::move(problem));
  }

  std::vector<std::string>& problems_;
  Statement state_;
  std::int64_t last_run_ = 0;
  std::uint32_t series_ = 0, period_ = 0;
  std::optional<Figure> held_;
  SeriesState computed_;
  std::unordered_map<std::int64_t, std::uint64_t> runs_;
  std::uint64_t versions_ = 0;
  std::size_t found_ = 0;
};

}  // namespace

void check_figures(const Database& database, FigureDigests& digests, std::vector<std::string>& problems) {
  FigureCheck check(database, problems);
  Statement all(database,
                "SELECT series, block, run, versions FROM observation_block ORDER BY series, block, run");
  std::vector<Version> versions;  // of one block
  bool row = all.step();
  while (row) {
    const auto series = all.word(0), block = all.word(1);
    versions.clear();
    do {
      read_block(series, block, all.integer(2), all.view(3), versions);
      digests.add(series, block, all.integer(2), all.view(3));
      row = all.step();
    } while (row && all.word(0) == series && all.word(1) == block);
    order_by_period(versions);
    for (const auto& version : versions) check.version(series, version);
  }
  check.end_series();
  check.check_runs(database);
}

}  // namespace waymark::ledger
