#include "daemon/ledger/recording.hpp"

#include <algorithm>
#include <optional>

#include "daemon/ledger/contribution_intake.hpp"
#include "daemon/ledger/figure_intake.hpp"
#include "daemon/ledger/query_record.hpp"
#include "daemon/ledger/run_record.hpp"

namespace waymark::ledger {

namespace {

class LedgerRecording final : public core::Recording {
 public:
  LedgerRecording(Session& session, const core::Origin& origin)
      : session_(session),
        origin_(origin),
        started_(session.now()),
        book_(session.database()),
        rejects_(session.database().file()) {
    if (origin.contribution) {
      auto intake = std::make_unique<ContributionIntake>(session.database(), book_);
      contributions_ = intake.get();
      intake_ = std::move(intake);
    } else {
      intake_ = std::make_unique<FigureIntake>(session.database(), book_, SortLimits{},
                                               origin.query ? "row" : "line");
    }
    session.recording = true;
  }
  ~LedgerRecording() override {
    end();
    session_.recording = false;
  }

  void add(core::Batch batch) override {
    for (const auto& key : batch.series) numbers_.push_back(book_.number(key));
    for (const auto& row : batch.rows) intake_->add(numbers_.at(row.series), row, batch);
    for (const auto& reject : batch.rejects) rejects_.add(reject);
  }

  void digest(const core::Sha256& value) override { origin_.digest = value; }

  void watermark(const std::string& value) override { watermark_ = value; }

  core::Conflicts conflicts(std::size_t at_most) override {
    store(at_most);
    return result_.conflicts;
  }

  core::RowCounts finish(std::uint64_t read, std::uint64_t missing) override {
    store(0);
    core::RowCounts counts;
    counts.read = read;
    counts.accepted = result_.accepted;
    counts.unchanged = result_.unchanged;
    counts.revised = result_.revised;
    counts.rejected = rejects_.count();
    counts.missing = missing + result_.missing;
    guarded([&] {
      rejects_.write(session_.database(), run_);
      if (result_.versions() > 0) {
        Statement(session_.database(), "UPDATE totals SET versions = versions + ?, series = series + ?")
            .bind(result_.versions(), result_.series)
            .run();
      }
      const bool nothing_new = result_.versions() == 0 && counts.rejected == 0;
      commit(nothing_new ? core::RunOutcome::unchanged : core::RunOutcome::recorded, counts, {});
    });
    return counts;
  }

  void abandon(core::RunOutcome outcome, const std::string& message,
               std::vector<core::Reject> rejects) override {
    end();
    watermark_.reset();
    RejectStore store(session_.database().file());
    for (const auto& reject : rejects) store.add(reject);
    core::RowCounts counts;
    counts.rejected = rejects.size();
    guarded([&] {
      start();
      store.write(session_.database(), run_);
      commit(outcome, counts, message);
    });
  }

  [[nodiscard]] std::int64_t run() const override { return run_; }

 private:
  static constexpr std::uint64_t many_rows = 100'000;

  void start() {
    const auto& database = session_.database();
    session_.trust_references(true);
    transaction_.emplace(database, Transaction::Kind::write);
    const auto recorded = session_.now();
    collector_ = collector_number(database, origin_.collector);
    run_ = add_run(database, collector_, origin_, std::min(started_, recorded), recorded);
  }

  // Rolls back what is not committed.
  void end() {
    transaction_.reset();
    session_.trust_references(false);
    if (bulk_) session_.relax();
    bulk_ = false;
  }

  void store(std::size_t conflicts_wanted) {
    if (stored_) return;
    stored_ = true;
    guarded([&] {
      bulk_ = intake_->rows() > many_rows;
      if (bulk_) session_.prepare_for_bulk(intake_->rows());
      start();
      if (contributions_ != nullptr) contributions_->source(collector_, origin_.path, origin_.digest);
      result_ = intake_->store(run_, rejects_, conflicts_wanted);
    });
  }

  void commit(core::RunOutcome outcome, const core::RowCounts& counts, const std::string& message) {
    if (origin_.query) record_query(session_.database(), run_, origin_, watermark_);
    seal_run(session_.database(), run_, origin_, outcome, counts, message);
    transaction_->commit();
    end();
    session_.checkpoint_if_large();
  }

  // Any failure takes the whole recording back at once, so that a full disk is left with room to say so.
  template <class Action>
  void guarded(const Action& action) {
    try {
      action();
    } catch (const DiskFull&) {
      end();
      // A version takes about 30 bytes, in the WAL and then in the file; a small recording a few pages.
      throw LedgerError(
          disk_full(session_.database().file(), intake_->rows() * 60 + (std::uint64_t{1} << 20U)));
    } catch (...) {
      end();
      throw;
    }
  }

  Session& session_;
  core::Origin origin_;
  std::chrono::sys_seconds started_;
  SeriesBook book_;
  RejectStore rejects_;
  std::unique_ptr<Intake> intake_;
  ContributionIntake* contributions_ = nullptr;
  std::vector<std::uint32_t> numbers_;
  std::optional<std::string> watermark_;
  std::optional<Transaction> transaction_;
  std::int64_t collector_ = 0, run_ = 0;
  bool stored_ = false, bulk_ = false;
  Intake::Result result_;
};

}  // namespace

std::unique_ptr<core::Recording> make_recording(Session& session, const core::Origin& origin) {
  if (session.recording) throw std::logic_error("a recording of this ledger is still open");
  return std::make_unique<LedgerRecording>(session, origin);
}

}  // namespace waymark::ledger
