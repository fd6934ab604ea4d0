#include "daemon/ledger/recording.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "daemon/ledger/chain.hpp"
#include "daemon/ledger/content.hpp"
#include "daemon/ledger/contribution_intake.hpp"
#include "daemon/ledger/figure_intake.hpp"
#include "daemon/ledger/query_record.hpp"
#include "daemon/ledger/run_record.hpp"

namespace waymark::ledger {

namespace {

class LedgerRecording final : public core::Recording {
 public:
  LedgerRecording(Session& session, SeriesBook& book, const core::Origin& origin)
      : session_(session),
        book_(book),
        origin_(origin),
        started_(session.now()),
        rejects_(session.database().file()) {
    if (origin.contribution) {
      auto intake = std::make_unique<ContributionIntake>(session.database(), book_);
      contributions_ = intake.get();
      intake_ = std::move(intake);
    } else {
      intake_ = std::make_unique<FigureIntake>(session.database(), book_, SortLimits{},
                                               origin.query ? "row" : "line");
    }
  }

  void add(core::Batch batch) override {
    for (const auto& key : batch.series) numbers_.push_back(book_.number(key));
    for (const auto& row : batch.rows) intake_->add(numbers_.at(row.series), row, batch);
    for (const auto& reject : batch.rejects) rejects_.add(reject);
    if (contributions_ == nullptr) return;
    for (auto& lines : batch.lines) {
      const auto series = numbers_.at(lines.series);
      contributions_->add_lines(series, std::move(lines));
    }
  }

  core::Finished finish(const core::Ending& ending) override {
    if (ending.digest) origin_.digest = ending.digest;
    std::optional<core::Rejection> refusal;
    guarded([&] {
      bulk_ = intake_->rows() > many_rows;
      if (bulk_) session_.prepare_for_bulk(intake_->rows());
      start();
      const auto standing = ledger::standing(session_.database(), origin_, done_.run);
      if (standing) {
        refusal = store(*standing, ending);
        if (refusal) return;
        commit(ending.watermark, standing->place);
      } else {
        done_.outcome = core::RunOutcome::unchanged;
        done_.message = standing.error();
        commit(std::nullopt, std::nullopt);
      }
    });
    end();
    return refusal ? abandon(*refusal) : done_;
  }

  core::Finished abandon(const core::Rejection& refusal) override {
    if (refusal.digest) origin_.digest = refusal.digest;
    RejectStore store(session_.database().file());
    for (const auto& reject : refusal.rejects) store.add(reject);
    done_ = {refusal.outcome, {}, 0, refusal.message};
    done_.counts.rejected = refusal.rejects.size();
    guarded([&] {
      start();
      store.write(session_.database(), done_.run);
      commit(std::nullopt, std::nullopt);
    });
    end();
    return done_;
  }

 private:
  static constexpr std::uint64_t many_rows = 100'000;

  void start() {
    const auto& database = session_.database();
    session_.trust_references(true);
    transaction_.emplace(database, Transaction::Kind::write);
    recorded_ = session_.record_time();
    number_ = head_of(database, origin_.authority).number + 1;
    figures_.reset();
    collector_ = collector_number(database, origin_.collector);
    done_.run = add_run(database, collector_, number_, origin_, std::min(started_, recorded_), recorded_);
  }

  // Rolls back what is not committed.
  void end() {
    transaction_.reset();
    book_.rolled_back();
    session_.trust_references(false);
    if (bulk_) session_.relax();
    bulk_ = false;
  }

  // Everything within the transaction but the end of it.
  std::optional<core::Rejection> store(const Standing& standing, const core::Ending& ending) {
    if (contributions_ != nullptr) contributions_->source(collector_, origin_);
    const auto result = intake_->store(standing, rejects_, ending.conflicts_wanted);
    figures_ = result.figures;
    auto& counts = done_.counts;
    counts.read = ending.read;
    counts.rejected = rejects_.count();
    if (ending.verdict) {
      if (auto refusal = ending.verdict(counts, result.conflicts)) return refusal;
    }
    if (origin_.duplicates == core::Duplicates::refuse && !result.shared_lines.empty()) {
      return core::Rejection{core::RunOutcome::quarantined,
                             result.shared_lines,
                             {{0, {}, result.shared_lines, {}}},
                             origin_.digest};
    }
    counts.accepted = result.accepted;
    counts.unchanged = result.unchanged;
    counts.revised = result.revised;
    counts.missing = ending.missing + result.missing;
    const auto& database = session_.database();
    rejects_.write(database, done_.run);
    if (result.versions() > 0) {
      Statement(database, "UPDATE totals SET versions = versions + ?, series = series + ?")
          .bind(result.versions(), result.series)
          .run();
    }
    done_.message = came_of(result, ending.note);
    const bool nothing_new = result.versions() == 0 && counts.rejected == 0;
    done_.outcome = nothing_new ? core::RunOutcome::unchanged : core::RunOutcome::recorded;
    return std::nullopt;
  }

  // What cannot be seen from the counts.
  [[nodiscard]] std::string came_of(const Intake::Result& result, std::string text) const {
    const auto say = [&](std::string_view what) {
      if (!what.empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", what);
    };
    const auto tell = [&](std::uint64_t count, std::string_view what) {
      if (count > 0) say(fmt::format("{} {}", count, what));
    };
    say(result.shared_lines);
    tell(result.overtaken, "stay as a later file says");
    tell(result.withdrawn, fmt::format("withdrawn: no longer in {} as it is read now", origin_.path));
    tell(result.restored, "again as another file says");
    return text;
  }

  void commit(const std::optional<std::string>& watermark, std::optional<std::int64_t> place) {
    const auto& database = session_.database();
    if (origin_.query) record_query(database, done_.run, origin_, watermark);
    seal_run(database, done_.run, place, origin_, done_.outcome, done_.counts, done_.message);
    ChainWriter(database).append({origin_.authority, number_, run_entry, recorded_.time_since_epoch().count(),
                                  Contents(database).of_run(done_.run, figures_)});
    transaction_->commit();
    book_.committed();
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
  SeriesBook& book_;
  core::Origin origin_;
  std::chrono::sys_seconds started_;
  RejectStore rejects_;
  std::unique_ptr<Intake> intake_;
  ContributionIntake* contributions_ = nullptr;
  std::vector<std::uint32_t> numbers_;
  std::optional<Transaction> transaction_;
  std::int64_t collector_ = 0, number_ = 0;
  std::chrono::sys_seconds recorded_{};
  std::optional<core::Sha256> figures_;  // digest of the versions stored
  bool bulk_ = false;
  core::Finished done_;
};

}  // namespace

std::unique_ptr<core::Recording> make_recording(Session& session, SeriesBook& book,
                                                const core::Origin& origin) {
  return std::make_unique<LedgerRecording>(session, book, origin);
}

}  // namespace waymark::ledger
