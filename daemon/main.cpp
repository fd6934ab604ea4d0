#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "config/diagnostics.hpp"
#include "daemon/app/version.hpp"
#include "daemon/cli/command.hpp"
#include "daemon/cli/output.hpp"

namespace {

using waymark::cli::Options;

std::filesystem::path default_configuration() {
  const std::filesystem::path here = "waymark.toml";
  return std::filesystem::exists(here) ? here : std::filesystem::path("/etc/waymark/waymark.toml");
}

// What is said of the first word that should be a command, or an option of it, and is none; empty when all
// are.
std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words) {
  const auto* command = &app;
  for (const auto& word : words) {
    std::vector<std::string> known;
    const auto below = command->get_subcommands([](const CLI::App*) { return true; });
    if (word.starts_with("--")) {
      const auto name = word.substr(0, word.find('='));
      if (command->get_option_no_throw(name) != nullptr) continue;
      for (const auto* option : command->get_options()) known.push_back(option->get_name());
      const auto meant = waymark::config::did_you_mean(name, known);
      if (meant.empty()) return {};
      return fmt::format("{} is not an option of {}{}\n", waymark::config::in_quotes(name),
                         command->get_name(), meant);
    }
    if (word.starts_with('-') || below.empty()) continue;
    const auto found = std::ranges::find(below, word, [](const CLI::App* sub) { return sub->get_name(); });
    if (found != below.end()) {
      command = *found;
      continue;
    }
    for (const auto* sub : below) known.push_back(sub->get_name());
    return fmt::format("{} is not a command of {}{}\nRun {} --help to see them all.\n",
                       waymark::config::in_quotes(word), command->get_name(),
                       waymark::config::did_you_mean(word, known), command->get_name());
  }
  return {};
}

// One command: its name, its help, what it takes beside the common options, what runs.
class CommandLine {
 public:
  explicit CommandLine(Options& options) : options_(options) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string("waymark ") + waymark::app::version);
    app_.footer("Exit codes: 0 fine, 1 the answer is no (bad configuration, rejected rows), 2 usage.");
  }

  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help,
                int (*action)(const Options&)) {
    auto* command = parent.add_subcommand(name, help);
    command->add_option("--config.file", options_.configuration, "Configuration file")->capture_default_str();
    command->callback([this, action] { run_ = action; });
    return command;
  }

  void as_of(CLI::App* command) {
    command->add_option("--as-of", options_.as_of, "Answer from what was known at the end of this day")
        ->type_name("DATE");
  }
  void authority(CLI::App* command) {
    command->add_option("--authority", options_.authority, "GSS code of the council, when there are several")
        ->type_name("CODE");
  }
  void web_config(CLI::App* command) {
    command
        ->add_option("--web.config.file", options_.web_config,
                     "TLS certificates and users; without it only this machine is served")
        ->type_name("FILE");
  }
  void accept_clock(CLI::App* command) {
    command->add_flag("--accept-clock", options_.accept_clock,
                      "Record although the clock seems to be wrong: what it says is right");
  }
  void who_and_why(CLI::App* command, bool required) {
    command->add_option("--role", options_.role, "Who does it: a role, not a name")->required(required);
    command->add_option("--reason", options_.reason, "Why; kept for good")->required(required);
  }
  void json(CLI::App* command) { command->add_flag("--json", options_.json, "Print JSON for programs"); }

  void build() {
    auto* check =
        add(app_, "check", "Read the configuration and every plan; report all mistakes", waymark::cli::check);
    web_config(check);
    check->add_flag("--connect", options_.connect, "Also connect to every [[source]]");
    json(check);

    auto* collect = add(app_, "collect", "Take in what is there now, once", waymark::cli::collect);
    collect->add_option("collectors", options_.names, "Only these collectors");
    collect->add_flag("--dry-run", options_.dry_run,
                      "Show the first rows and what would be recorded; record nothing");
    collect->add_flag("--now", options_.now,
                      "Take files as they are, without watching first whether they are complete");
    auto* again = collect->add_flag(
        "--again", options_.again,
        "Also read files in done/ again that the settings or the plan of today read otherwise");
    collect
        ->add_option("--reinstate", options_.reinstate,
                     "State the figures of this file anew, whatever has replaced them since")
        ->type_name("FILE")
        ->excludes(again);
    accept_clock(collect);
    json(collect);

    auto* status = add(app_, "status", "Where each commitment stands, and why", waymark::cli::status);
    as_of(status);
    authority(status);
    json(status);

    auto* explain =
        add(app_, "explain", "Where a figure came from and what it said before", waymark::cli::explain);
    explain->add_option("indicator", options_.indicator, "Indicator id")->required();
    explain->add_option("--period", options_.period, "2023/24, 2023/24 Q3, 2024-04, ...")->required();
    explain->add_option("--scope", options_.scope,
                        "Service path such as operations/waste; the whole council without it");
    as_of(explain);
    authority(explain);
    json(explain);

    auto* coverage =
        add(app_, "coverage", "How the plan answers the letter's 25 topics", waymark::cli::coverage);
    as_of(coverage);
    authority(coverage);
    json(coverage);

    auto* whatif = add(app_, "whatif", "What a figure would make of a commitment; records nothing",
                       waymark::cli::whatif);
    whatif->add_option("commitment", options_.names, "Commitment id")->required()->expected(1);
    whatif->add_option("--value", options_.value, "The figure, such as 7.5")->required();
    whatif->add_option("--period", options_.period, "2023/24, 2023/24 Q3, 2024-04, ...")->required();
    as_of(whatif);
    authority(whatif);
    json(whatif);

    auto* backtest = add(app_, "backtest", "How good the forecasts would have been", waymark::cli::backtest);
    as_of(backtest);
    authority(backtest);
    json(backtest);

    auto* rejects = add(app_, "rejects", "Rows that could not be used, and why", waymark::cli::rejects);
    rejects->add_option("collector", options_.names, "Only of this collector")->expected(0, 1);
    rejects->add_option("--limit", options_.limit, "At most so many")->capture_default_str();
    json(rejects);

    auto* serve = add(app_, "serve", "Run the daemon: collect, publish, serve", waymark::cli::serve);
    serve->add_option("--web.listen-address", options_.listen, "HOST:PORT; may be repeated");
    web_config(serve);
    serve->add_flag("--web.allow-open", options_.allow_open,
                    "Serve other machines without a web configuration file, to whoever asks");
    serve->add_flag("--web.enable-lifecycle", options_.enable_lifecycle, "Allow POST /-/reload");
    accept_clock(serve);
    serve->add_option("--log.level", options_.log_level)
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
        ->capture_default_str();
    serve->add_option("--log.format", options_.log_format)
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();

    auto* exports = app_.add_subcommand("export", "History for other programs, to standard output");
    exports->require_subcommand(1);
    auto* openmetrics =
        add(*exports, "openmetrics", "Every figure with its period's end, for Prometheus to take in",
            waymark::cli::export_openmetrics);
    openmetrics->add_option("--since", options_.since, "Only periods that ended on this day or later")
        ->type_name("DATE");
    openmetrics->add_option("--until", options_.until, "Only periods that ended on this day or before")
        ->type_name("DATE");
    as_of(openmetrics);
    authority(openmetrics);
    auto* csv = add(*exports, "csv", "Every figure of every commitment, as /api/v1/series.csv has it",
                    waymark::cli::export_csv);
    csv->add_option("commitments", options_.names, "Only these commitments");
    as_of(csv);
    authority(csv);

    auto* remote = app_.add_subcommand("remote-write", "Look after what is sent to a time series database");
    remote->require_subcommand(1);
    add(*remote, "resend", "Send figures again that were sent, refused or given up",
        waymark::cli::remote_write_resend)
        ->add_option("--since", options_.since, "Only periods that ended on this day or later")
        ->type_name("DATE");

    auto* reload =
        app_.add_subcommand("reload", "Make a running daemon read its configuration again, and wait");
    reload->add_option("pid", options_.pid, "Process number of the daemon")->required();
    reload->callback([this] { run_ = waymark::cli::reload; });

    auto* ledger = app_.add_subcommand("ledger", "Look after the ledger file");
    ledger->require_subcommand(1);
    json(add(*ledger, "check", "Verify that everything is as it was recorded", waymark::cli::ledger_check));
    add(*ledger, "backup", "Copy the ledger while it is in use", waymark::cli::ledger_backup)
        ->add_option("file", options_.backup_to, "The copy; must not exist")
        ->required();
    add(*ledger, "migrate", "Bring the schema up to this program's", waymark::cli::ledger_migrate);
    build_acts(*ledger);
  }

  // What is done to records afterwards, and recorded as an act itself.
  void build_acts(CLI::App& ledger) {
    auto* erase =
        add(ledger, "erase", "Erase texts that may name people, for good", waymark::cli::ledger_erase);
    auto* which = erase->add_option_group("which");
    auto* run = which->add_option("--run", options_.run, "Texts of this run's rejected rows");
    which->add_option("--act", options_.act, "Texts of this act, by its number in the sequence");
    which->require_option(1);
    erase->add_option("--row", options_.row, "Only those at this line of the run's file")->needs(run);
    who_and_why(erase, true);
    authority(erase);
    accept_clock(erase);

    auto* times = add(ledger, "correct-times",
                      "Say when records with a wrong time were made: those from the future, now",
                      waymark::cli::ledger_correct_times);
    auto* from = times->add_option("--from", options_.from, "From this entry of the sequence on");
    times->add_option("--through", options_.through, "Up to this entry")->needs(from);
    times->add_option("--after", options_.after, "What says to be later than this")
        ->type_name("TIME")
        ->excludes(from);
    auto* to =
        times->add_option("--to", options_.to, "The first was made then; the others keep their distance")
            ->type_name("TIME");
    times->add_option("--by", options_.by, "Move by so much: -1600d, 90m")
        ->type_name("DURATION")
        ->excludes(to);
    who_and_why(times, false);
    authority(times);
    accept_clock(times);
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      std::ostringstream complaint;
      const bool asked = app_.exit(error, out, complaint) == 0;
      waymark::cli::put("{}", waymark::cli::Lines{out.str()});
      const auto unknown = asked ? std::string{} : unknown_word(app_, {argv + 1, argv + argc});
      waymark::cli::put(stderr, "{}", waymark::cli::Lines{unknown.empty() ? complaint.str() : unknown});
      return asked ? waymark::cli::fine : waymark::cli::usage;
    }
    return run_(options_);
  }

 private:
  Options& options_;
  CLI::App app_{"Waymark: tells a council whether it is where its plan said it would be", "waymark"};
  std::function<int(const Options&)> run_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options;
    options.configuration = default_configuration();
    CommandLine line(options);
    line.build();
    return line.run(argc, argv);
  } catch (const waymark::cli::Failure& failure) {
    waymark::cli::put(stderr, "{}\n", waymark::cli::Lines{failure.what()});
    return failure.code();
  } catch (const std::exception& error) {
    waymark::cli::put(stderr, "waymark: {}\n", waymark::cli::Lines{error.what()});
    return waymark::cli::answer_is_no;
  }
}
