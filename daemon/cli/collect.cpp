#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/cli/command.hpp"
#include "daemon/cli/dry_run.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/cli/text_table.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/runtime/evaluator.hpp"

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
    case core::RunOutcome::recorded: put("{}: {}\n", name, counts_in_words(input.counts)); break;
    case core::RunOutcome::unchanged:
      if (input.counts.read > 0 || input.message.empty()) {
        put("{}: {}\n", name, counts_in_words(input.counts));
      } else {
        put("{}: nothing new: {}\n", name, input.message);
      }
      break;
    case core::RunOutcome::quarantined:
    case core::RunOutcome::refused:
    case core::RunOutcome::failed:
      put(stderr, "{}: {}: {}\n", name, core::word(input.outcome), input.message);
      break;
  }
  if (!input.in_the_way.empty()) put(stderr, "{}: {}\n", name, input.in_the_way);
}

nlohmann::json to_json(const std::vector<collectors::Unread>& files) {
  auto list = nlohmann::json::array();
  for (const auto& file : files) list.push_back({{"path", file.name}, {"message", file.why}});
  return list;
}

std::vector<collectors::Unread> unread_in(const CollectReport& report) {
  return report.backlog ? report.backlog->unread : std::vector<collectors::Unread>{};
}

nlohmann::json to_json(const core::CollectorName& collector, const CollectReport& report) {
  auto inputs = nlohmann::json::array();
  for (const auto& input : report.inputs) {
    inputs.push_back({{"path", input.path},
                      {"outcome", core::word(input.outcome)},
                      {"message", input.message},
                      {"in_the_way", input.in_the_way},
                      {"rows",
                       {{"read", input.counts.read},
                        {"accepted", input.counts.accepted},
                        {"revised", input.counts.revised},
                        {"unchanged", input.counts.unchanged},
                        {"missing", input.counts.missing},
                        {"rejected", input.counts.rejected}}}});
  }
  return {{"collector", collector.text},
          {"problem", report.problem},
          {"inputs", inputs},
          {"waiting", to_json(report.waiting)},
          {"unread", to_json(unread_in(report))}};
}

void say(const core::CollectorName& name, const CollectReport& report) {
  if (!report.problem.empty()) put(stderr, "{}: {}\n", name.text, report.problem);
  if (report.problem.empty() && report.inputs.empty()) put("{}: no files to read\n", name.text);
  for (const auto& input : report.inputs) print(name, input);
  for (const auto& file : report.waiting) {
    put("{}: {} {}; collect again later\n", name.text, file.name, file.why);
  }
  for (const auto& file : unread_in(report)) put("{}: {} {}\n", name.text, file.name, file.why);
}

bool wanted(const core::CollectorName& name, const Options& options) {
  return options.names.empty() || std::ranges::find(options.names, name.text) != options.names.end();
}

bool all_well(const CollectReport& report) {
  return report.problem.empty() && std::ranges::all_of(report.inputs, [](const InputReport& input) {
           const bool taken =
               input.outcome == core::RunOutcome::recorded || input.outcome == core::RunOutcome::unchanged;
           return taken && input.counts.rejected == 0 && input.in_the_way.empty();
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

nlohmann::json to_json(const Outcome& outcome) {
  return {{"figure", outcome.figure}, {"value", outcome.value}, {"state", outcome.state}};
}

nlohmann::json to_json(const Shown& shown) {
  auto rows = nlohmann::json::array();
  for (const auto& row : shown.rows) {
    auto outcomes = nlohmann::json::array();
    for (const auto& outcome : row.outcomes) outcomes.push_back(to_json(outcome));
    rows.push_back({{"row", row.number}, {"cells", row.cells}, {"becomes", outcomes}});
  }
  auto sums = nlohmann::json::array();
  for (const auto& sum : shown.sums) sums.push_back(to_json(sum));
  return {{"columns", shown.columns}, {"rows", rows}, {"sums", sums}};
}

std::string sentence(const Outcome& outcome) {
  return fmt::format("{} = {} ({})", outcome.figure, outcome.value, outcome.state);
}

void print(const Shown& shown) {
  std::vector<TextTable::Column> columns{{"Row", Align::right}};
  for (const auto& name : shown.columns) columns.push_back({name, Align::left, 30});
  if (shown.sums.empty()) columns.push_back({"Becomes"});
  TextTable table(std::move(columns));
  for (const auto& row : shown.rows) {
    std::vector<std::string> cells{std::to_string(row.number)};
    for (std::size_t i = 0; i < shown.columns.size(); ++i) {
      cells.push_back(i < row.cells.size() ? row.cells[i] : std::string{});
    }
    std::string becomes = row.outcomes.empty() ? "nothing" : sentence(row.outcomes.front());
    if (shown.sums.empty()) cells.push_back(std::move(becomes));
    table.row(std::move(cells));
    for (std::size_t i = 1; i < row.outcomes.size(); ++i) {
      std::vector<std::string> more(shown.columns.size() + 1);
      more.push_back(sentence(row.outcomes[i]));
      table.row(std::move(more));
    }
  }
  put("\n{}", Lines{table.text()});
  if (!shown.sums.empty()) put("\n");
  for (const auto& sum : shown.sums) put("{}\n", sentence(sum));
  put("\n");
}

// The current figures of series, none of a ledger that is not there yet.
DryRun::Held held_in(const std::filesystem::path& ledger) {
  if (!std::filesystem::exists(ledger)) {
    return [](std::span<const core::SeriesKey>) { return core::History{}; };
  }
  return [held = std::shared_ptr(ledger::open_to_read(ledger))](std::span<const core::SeriesKey> keys) {
    return held->view({})->history(keys, {});
  };
}

int dry_run(const app::Loaded& loaded, const Options& options) {
  const auto held = held_in(loaded.configuration.ledger);
  bool well = true;
  auto json = nlohmann::json::array();
  for (const auto& collector : loaded.collectors) {
    const auto& name = collector->name();
    if (!wanted(name, options)) continue;
    DryRun trial(held);
    const auto report = collector->try_out(trial, trial, {});
    well = well && all_well(report);
    if (options.json) {
      auto entry = to_json(name, report);
      entry["dry_run"] = true;
      entry["shown"] = nlohmann::json::array();
      for (const auto& shown : trial.inputs()) entry["shown"].push_back(to_json(shown));
      json.push_back(std::move(entry));
      continue;
    }
    say(name, report);
    for (const auto& shown : trial.inputs()) {
      if (!shown.columns.empty()) print(shown);
    }
  }
  if (options.json) {
    put_json(json);
  } else {
    put("dry run: nothing was recorded\n");
  }
  return well ? fine : answer_is_no;
}

// One line that tells on a terminal what is being read; nothing in a pipe.
class Progress {
 public:
  explicit Progress(bool wanted) : shown_(wanted && isatty(STDERR_FILENO) != 0) {}
  void say(const std::string& what) const {
    if (shown_) put(stderr, "\r\033[K{} ...", what);
  }
  void clear() const {
    if (shown_) put(stderr, "\r\033[K");
  }

 private:
  bool shown_;
};

std::vector<collectors::Collector*> chosen(const app::Loaded& loaded, const Options& options) {
  std::vector<collectors::Collector*> chosen;
  for (const auto& collector : loaded.collectors) {
    if (wanted(collector->name(), options)) chosen.push_back(collector.get());
  }
  if (options.reinstate.empty()) return chosen;
  std::erase_if(chosen, [&](const auto* collector) { return !collector->holds(options.reinstate); });
  if (chosen.empty()) {
    throw Failure(
        usage, fmt::format("{} lies in no collector's folder, nor in its done/", options.reinstate.string()));
  }
  if (chosen.size() > 1) {
    throw Failure(
        usage, fmt::format("{} is read by {} and {}; name the one that is meant", options.reinstate.string(),
                           chosen[0]->name().text, chosen[1]->name().text));
  }
  return chosen;
}

collectors::Request request_of(const Options& options) {
  if (!options.reinstate.empty()) return {false, core::Intent::reinstate, options.reinstate};
  return {!options.now, options.again ? core::Intent::again : core::Intent::as_it_comes, {}};
}

// All files are watched together, until it can be told which are complete.
void observe(const std::vector<collectors::Collector*>& collectors, const Progress& progress) {
  std::chrono::milliseconds longest{};
  for (auto* collector : collectors) longest = std::max(longest, collector->observe());
  if (longest.count() == 0) return;
  progress.say("watching whether files are complete");
  std::this_thread::sleep_for(longest);
  progress.clear();
}

void keep_statuses(const app::Loaded& loaded, ledger::Ledger& ledger) {
  for (const auto& plan : loaded.plans) {
    const auto board =
        runtime::evaluate_commitments(*ledger.view({}), plan, loaded.today(), loaded.configuration.calendar);
    ledger.record_statuses(*board);
  }
}

}  // namespace

int collect(const Options& options) {
  const auto loaded = load(options);
  check_names(*loaded, options);
  if (options.dry_run) return dry_run(*loaded, options);
  const auto collectors = chosen(*loaded, options);
  const auto ledger = ledger::open_to_write(loaded->configuration.ledger,
                                            {.clock = ledger::system_clocks(options.accept_clock)});
  for (const auto& authority : loaded->configuration.authorities) {
    ledger->record_plan(*authority.plan, app::Loaded::texts(authority));
  }

  bool well = true;
  auto json = nlohmann::json::array();
  const Progress progress(!options.json);
  const auto request = request_of(options);
  if (request.settle) observe(collectors, progress);
  for (auto* collector : collectors) {
    const auto& name = collector->name();
    progress.say("collecting " + name.text);
    const auto report = collector->collect(*ledger, request, {});
    progress.clear();
    well = well && all_well(report);
    if (options.json) {
      json.push_back(to_json(name, report));
      continue;
    }
    say(name, report);
  }
  keep_statuses(*loaded, *ledger);
  if (options.json) {
    put_json(json);
  }
  return well ? fine : answer_is_no;
}

}  // namespace waymark::cli
