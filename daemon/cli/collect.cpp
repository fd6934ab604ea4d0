#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/cli/command.hpp"
#include "daemon/runtime/ledger_thread.hpp"

namespace waymark::cli {

namespace {

using collectors::CollectReport;
using collectors::InputReport;

std::string counts_in_words(const core::RowCounts& counts) {
  std::string text = fmt::format("{} new", counts.accepted);
  if (counts.revised > 0) text += fmt::format(", {} revised", counts.revised);
  if (counts.unchanged > 0) text += fmt::format(", {} unchanged", counts.unchanged);
  if (counts.missing > 0) text += fmt::format(", {} without a figure", counts.missing);
  if (counts.rejected > 0) text += fmt::format(", {} rejected", counts.rejected);
  return text;
}

void print(const core::CollectorName& collector, const InputReport& input) {
  const auto name = fmt::format("{}: {}", collector.text, input.path);
  switch (input.outcome) {
    case core::RunOutcome::recorded: fmt::print("{}: {}\n", name, counts_in_words(input.counts)); return;
    case core::RunOutcome::unchanged:
      fmt::print("{}: nothing new, this content is recorded already\n", name);
      return;
    case core::RunOutcome::quarantined:
    case core::RunOutcome::refused:
    case core::RunOutcome::failed:
      fmt::print(stderr, "{}: {}: {}\n", name, core::word(input.outcome), input.message);
      return;
  }
}

nlohmann::json to_json(const core::CollectorName& collector, const CollectReport& report) {
  auto inputs = nlohmann::json::array();
  for (const auto& input : report.inputs) {
    inputs.push_back({{"path", input.path},
                      {"outcome", core::word(input.outcome)},
                      {"message", input.message},
                      {"rows",
                       {{"read", input.counts.read},
                        {"accepted", input.counts.accepted},
                        {"revised", input.counts.revised},
                        {"unchanged", input.counts.unchanged},
                        {"missing", input.counts.missing},
                        {"rejected", input.counts.rejected}}}});
  }
  return {{"collector", collector.text}, {"problem", report.problem}, {"inputs", inputs}};
}

bool all_well(const CollectReport& report) {
  return report.problem.empty() && std::ranges::all_of(report.inputs, [](const InputReport& input) {
           const bool taken =
               input.outcome == core::RunOutcome::recorded || input.outcome == core::RunOutcome::unchanged;
           return taken && input.counts.rejected == 0;
         });
}

void check_names(const app::Loaded& loaded, const Options& options) {
  std::string known;
  for (const auto& collector : loaded.collectors)
    known += (known.empty() ? "" : ", ") + collector->name().text;
  for (const auto& name : options.names) {
    const bool found =
        std::ranges::any_of(loaded.collectors, [&](const auto& c) { return c->name().text == name; });
    if (!found) throw Failure(usage, fmt::format("no collector is called \"{}\"; there are {}", name, known));
  }
}

// One line that tells on a terminal what is being read; nothing in a pipe.
class Progress {
 public:
  explicit Progress(bool wanted) : shown_(wanted && isatty(STDERR_FILENO) != 0) {}
  void say(const std::string& collector) const {
    if (shown_) fmt::print(stderr, "\r\033[Kcollecting {} ...", collector);
  }
  void clear() const {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }

 private:
  bool shown_;
};

void keep_statuses(const app::Loaded& loaded, runtime::LedgerThread& ledger) {
  runtime::Readers readers(loaded.configuration.ledger);
  for (const auto& plan : loaded.plans) {
    const auto board = runtime::evaluate(*readers.borrow(), plan, loaded.today(), std::nullopt,
                                         loaded.configuration.calendar);
    ledger.record_statuses(*board);
  }
}

}  // namespace

int collect(const Options& options) {
  const auto loaded = load(options);
  check_names(*loaded, options);
  runtime::LedgerThread ledger(loaded->configuration.ledger, [] {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  });
  for (const auto& authority : loaded->configuration.authorities) {
    ledger.record_plan(*authority.plan, app::Loaded::texts(authority));
  }

  bool well = true;
  auto json = nlohmann::json::array();
  const Progress progress(!options.json);
  for (const auto& collector : loaded->collectors) {
    const auto& name = collector->name();
    if (!options.names.empty() && std::ranges::find(options.names, name.text) == options.names.end())
      continue;
    progress.say(name.text);
    const auto report = collector->collect(ledger, false, {});
    progress.clear();
    well = well && all_well(report);
    if (options.json) {
      json.push_back(to_json(name, report));
      continue;
    }
    if (!report.problem.empty()) fmt::print(stderr, "{}: {}\n", name.text, report.problem);
    if (report.problem.empty() && report.inputs.empty()) fmt::print("{}: no files to read\n", name.text);
    for (const auto& input : report.inputs) print(name, input);
  }
  keep_statuses(*loaded, ledger);
  if (options.json) fmt::print("{}\n", json.dump(2));
  return well ? fine : answer_is_no;
}

}  // namespace waymark::cli
