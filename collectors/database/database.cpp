#include "collectors/database/database.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "collectors/cells/names.hpp"
#include "collectors/cells/periods.hpp"
#include "collectors/cells/reading.hpp"
#include "collectors/cells/verdict.hpp"
#include "collectors/database/run.hpp"
#include "daemon/core/secrets.hpp"
#include "daemon/digest/sha256.hpp"

namespace waymark::database {

namespace {

using collectors::CollectReport;
using collectors::Failure;
using core::RunOutcome;
using Kind = Failed::Kind;

Failure failure(Kind kind) {
  switch (kind) {
    case Kind::timeout:
    case Kind::unavailable:
    case Kind::busy: return Failure::unavailable;
    case Kind::authentication: return Failure::authentication;
    case Kind::stopped:
    case Kind::query:
    case Kind::data: return Failure::none;
  }
  return Failure::none;
}

class DatabaseCollector final : public collectors::Collector {
 public:
  explicit DatabaseCollector(Settings settings)
      : settings_(std::move(settings)), path_(settings_.source.name + ": " + settings_.query_name) {}

  [[nodiscard]] const core::CollectorName& name() const override { return settings_.name; }
  [[nodiscard]] std::vector<std::filesystem::path> watched() const override { return {}; }
  [[nodiscard]] bool waits_for_a_source() const override { return true; }

  [[nodiscard]] collectors::Feed feeds() const override {
    return {settings_.authority, settings_.layout == cells::LayoutKind::transactions,
            cells::named_indicators(settings_)};
  }
  void summed(const collectors::Summed& summed) override { settings_.summed = summed; }

  CollectReport collect(core::Recorder& recorder, const collectors::Request& /*request*/,
                        std::stop_token stop) override {
    CollectReport report;
    auto failed = run(recorder, nullptr, stop, report);
    if (!failed) {
      complaint_.clear();
      return report;
    }
    if (failed->kind == Kind::stopped) return report;
    report.failure = failure(failed->kind);
    report.problem = problem(*failed);
    // The same again and again, while a server is away, is one run.
    if (std::exchange(complaint_, report.problem) != report.problem) {
      recorder.begin(origin())->abandon({RunOutcome::failed, report.problem, {}});
    }
    return report;
  }

  CollectReport try_out(core::Recorder& recorder, collectors::Preview& preview,
                        std::stop_token stop) override {
    CollectReport report;
    if (const auto failed = run(recorder, &preview, stop, report)) report.problem = problem(*failed);
    return report;
  }

 private:
  [[nodiscard]] std::string problem(const Failed& failed) const {
    return fmt::format("source {}: {}", settings_.source.name, core::without_secrets(failed.message));
  }

  [[nodiscard]] core::Origin origin() const {
    const auto& text = settings_.query.text();
    core::Origin origin{settings_.name, path_, text.size()};
    origin.authority = settings_.authority;
    origin.reading = cells::Reading(settings_).fingerprint();
    origin.digest = digest::sha256(text);
    origin.contribution = settings_.layout == cells::LayoutKind::transactions;
    origin.duplicates = settings_.duplicates;
    origin.query = {settings_.source.name, text, settings_.made_from};
    return origin;
  }

  // Nothing when it went well.
  std::optional<Failed> run(core::Recorder& recorder, collectors::Preview* preview,
                            const std::stop_token& stop, CollectReport& report) {
    const Limits limits{std::chrono::steady_clock::now() + settings_.timeout, stop};
    auto failed = ask(recorder, preview, limits, report);
    // Whoever watches the time may have asked to stop because it is up.
    if (failed && failed->kind == Kind::stopped && limits.left() < std::chrono::milliseconds{50}) {
      return Failed{Kind::timeout, "the query took longer than the collector's timeout"};
    }
    return failed;
  }

  std::optional<Failed> ask(core::Recorder& recorder, collectors::Preview* preview, const Limits& limits,
                            CollectReport& report) {
    const auto origin = this->origin();
    std::optional<Since> from;
    if (settings_.since) from = since(*settings_.since, recorder.known(origin).watermark);
    auto connection = connect(settings_.source, limits);
    if (!connection) return std::move(connection.error());
    auto rows = (*connection)->ask(settings_.query, from);
    if (!rows) return std::move(rows.error());
    const auto recording = recorder.begin(origin);
    cells::Sink sink(*recording, cells::tolerance(settings_), settings_.today());
    const auto read = read_rows(**rows, settings_, limits, sink, preview);
    if (!read) return read.error();
    rows->reset();
    connection->reset();
    if (read->rows == 0) {
      if (settings_.on_empty == OnEmpty::error) {
        return Failed{Kind::data,
                      "the result is empty; if that can be right, set on_empty to \"keep\" or \"zero\""};
      }
      if (settings_.on_empty == OnEmpty::zero) add_zero(sink);
    }
    report.inputs.push_back(conclude(*recording, sink, read->watermark));
    return std::nullopt;
  }

  void add_zero(cells::Sink& sink) const {
    cells::Names names(settings_);
    cells::Periods periods(settings_);
    const auto* target = names.find({}, {}, sink);
    core::BatchRow row;
    row.series = target->series;
    row.period = periods.code(settings_.period, target->frequency);
    if (target->too_early(row)) {
      return sink.refuse(cells::has_not_begun(row.period, cells::flag_it, sink.today()));
    }
    sink.sum(row);
    sink.flush();
  }

  [[nodiscard]] collectors::InputReport conclude(core::Recording& recording, cells::Sink& sink,
                                                 const std::string& watermark) const {
    const auto tolerance = cells::tolerance(settings_);
    const core::RowCounts counts{
        .read = sink.read(), .rejected = sink.rejected(), .missing = sink.missing_rows()};
    auto& rejects = sink.rejects();
    const auto refusal = [&](const core::RowCounts& found,
                             const core::Conflicts& conflicts) -> std::optional<core::Rejection> {
      const auto bad = cells::refused(sink, found, conflicts);
      if (!tolerance.exceeded(bad.rows, bad.read)) return std::nullopt;
      std::ranges::copy(conflicts.rejects, std::back_inserter(rejects));
      return core::Rejection{RunOutcome::refused, cells::too_many(bad, rejects.front(), settings_, "row"),
                             rejects};
    };
    core::Finished done;
    if (!sink.refusal().empty()) {
      done = recording.abandon({RunOutcome::refused, sink.refusal(), rejects});
    } else if (const auto refused = refusal(counts, {})) {
      done = recording.abandon(*refused);
    } else {
      done = recording.finish({.read = counts.read,
                               .missing = counts.missing,
                               .note = cells::note(sink.passed_over(), "row"),
                               .watermark = watermark.empty() ? std::nullopt : std::optional(watermark),
                               .conflicts_wanted = cells::Sink::kept_rejects,
                               .verdict = refusal});
    }
    collectors::InputReport report{path_, done.outcome, done.counts, done.message, done.run};
    if (done.outcome == RunOutcome::refused) {
      report.counts = counts;
      report.counts.rejected = std::max(counts.rejected, done.counts.rejected);
    } else if (done.counts.rejected > 0) {
      report.message = fmt::format("{} of {} rows rejected{}{}", done.counts.rejected, done.counts.read,
                                   done.message.empty() ? "" : "; ", done.message);
    }
    return report;
  }

  Settings settings_;
  std::string path_;
  std::string complaint_;  // the problem that the last run ended with
};

}  // namespace

std::unique_ptr<collectors::Collector> make_collector(Settings settings) {
  return std::make_unique<DatabaseCollector>(std::move(settings));
}

std::unique_ptr<collectors::Collector> make_collector(config::CollectorEntry& entry,
                                                      const config::Diagnostics& diagnostics) {
  auto settings = read_settings(entry, diagnostics);
  if (!settings) return nullptr;
  return make_collector(std::move(*settings));
}

Trial try_source(const config::Source& source, std::stop_token stop) {
  const Limits limits{std::chrono::steady_clock::now() + std::chrono::minutes{1}, std::move(stop)};
  const auto connection = connect(source, limits);
  if (!connection) return {false, core::without_secrets(connection.error().message)};
  return {true, (*connection)->about()};
}

}  // namespace waymark::database
