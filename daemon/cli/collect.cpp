#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control_collect.hpp"
#include "daemon/cli/collect_report.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/dry_run.hpp"
#include "daemon/cli/hand_over.hpp"
#include "daemon/cli/output.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/cli/text_table.hpp"
#include "daemon/ledger/open.hpp"
#include "daemon/runtime/evaluator.hpp"

namespace waymark::cli {

namespace {

bool wanted(const core::CollectorName& name, const Options& options) {
  return options.names.empty() || std::ranges::find(options.names, name.text) != options.names.end();
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
    well = well && app::all_well(report);
    if (options.json) {
      auto entry = report_json(name, report);
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
  if (!options.reinstate.empty()) {
    return {false, core::Intent::reinstate, std::filesystem::absolute(options.reinstate)};
  }
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

// Writes the ledger in this process, since no daemon does.
int collect_here(
    const app::Loaded& loaded, const std::vector<collectors::Collector*>& collectors,
    const collectors::Request& request, bool accept_clock, const Progress& progress,
    const std::function<void(const core::CollectorName&, const collectors::CollectReport&)>& tell) {
  const auto ledger =
      ledger::open_to_write(loaded.configuration.ledger, {.clock = ledger::system_clocks(accept_clock)});
  for (const auto& authority : loaded.configuration.authorities) {
    ledger->record_plan(*authority.plan, app::Loaded::texts(authority));
  }
  bool well = true;
  if (request.settle) observe(collectors, progress);
  for (auto* collector : collectors) {
    const auto& name = collector->name();
    progress.say("collecting " + name.text);
    const auto report = collector->collect(*ledger, request, {});
    progress.clear();
    well = well && app::all_well(report);
    tell(name, report);
  }
  keep_statuses(loaded, *ledger);
  return well ? fine : answer_is_no;
}

}  // namespace

int collect(const Options& options) {
  const auto loaded = load(options);
  check_names(*loaded, options);
  if (options.dry_run) return dry_run(*loaded, options);
  const auto collectors = chosen(*loaded, options);
  const auto request = request_of(options);

  auto json = nlohmann::json::array();
  const auto tell = [&](const core::CollectorName& name, const collectors::CollectReport& report) {
    if (options.json) return json.push_back(report_json(name, report));
    say(name, report);
  };
  const Progress progress(!options.json);
  const auto by_daemon = hand_over(*loaded, "collect", app::collect_arguments(*loaded, collectors, request),
                                   progress, [&](const nlohmann::json& line) {
                                     const auto [name, report] = app::report_from_wire(line.at("report"));
                                     tell(name, report);
                                   });
  const int code = by_daemon
                       ? *by_daemon
                       : collect_here(*loaded, collectors, request, options.accept_clock, progress, tell);
  if (options.json) put_json(json);
  return code;
}

}  // namespace waymark::cli
