#include "daemon/app/control_collect.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/engine.hpp"
#include "daemon/digest/sha256.hpp"

namespace waymark::app {

namespace {

using collectors::CollectReport;
using collectors::Request;
using core::RunOutcome;
using nlohmann::json;
using Finished = runtime::Runner::Finished;

constexpr std::array intents{core::Intent::as_it_comes, core::Intent::again, core::Intent::reinstate};
constexpr std::array outcomes{RunOutcome::recorded, RunOutcome::unchanged, RunOutcome::quarantined,
                              RunOutcome::refused, RunOutcome::failed};

std::string_view id(core::Intent intent) {
  switch (intent) {
    case core::Intent::as_it_comes: return "as_it_comes";
    case core::Intent::again: return "again";
    case core::Intent::reinstate: return "reinstate";
  }
  return {};
}

// The one whose text it is.
template <class Values, class Text>
auto one_of(const Values& values, const json& text, Text text_of) {
  const auto found = std::ranges::find(values, text.get<std::string>(), text_of);
  if (found == values.end()) throw ControlRefusal(1, "the request is not understood");
  return *found;
}

std::string made_from(const config::CollectorEntry& entry) {
  const auto digest = digest::sha256(entry.made_from);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

const config::CollectorEntry* find(const Loaded& loaded, const std::string& name) {
  const auto& entries = loaded.configuration.collectors;
  const auto found =
      std::ranges::find_if(entries, [&](const auto& entry) { return entry.name.text == name; });
  return found == entries.end() ? nullptr : &*found;
}

std::vector<core::CollectorName> wanted(const Loaded& loaded, const json& collectors) {
  std::vector<core::CollectorName> names;
  for (const auto& collector : collectors) {
    const auto name = collector.at("name").get<std::string>();
    const auto* const entry = find(loaded, name);
    if (entry == nullptr || made_from(*entry) != collector.at("made_from").get<std::string>()) {
      throw ControlRefusal(1,
                           fmt::format("the running daemon has another collector {}, from other settings or "
                                       "another plan; reload it first (systemctl reload waymark)",
                                       name));
    }
    names.push_back(entry->name);
  }
  return names;
}

Finished run(Engine& engine, const core::CollectorName& name, const Request& request) {
  const auto promise = std::make_shared<std::promise<Finished>>();
  auto finished = promise->get_future();
  engine.run_now(name, {request, [promise](const Finished& done) { promise->set_value(done); }, {}});
  return finished.get();
}

// All files are watched together: how long until it can be told which are complete.
std::chrono::milliseconds observe(Engine& engine, const std::vector<core::CollectorName>& names) {
  std::vector<std::future<std::chrono::milliseconds>> waits;
  for (const auto& name : names) {
    const auto promise = std::make_shared<std::promise<std::chrono::milliseconds>>();
    waits.push_back(promise->get_future());
    engine.run_now(name, {{}, {}, [promise](std::chrono::milliseconds wait) { promise->set_value(wait); }});
  }
  std::chrono::milliseconds longest{};
  for (auto& wait : waits) longest = std::max(longest, wait.get());
  return longest;
}

// A collector that waits for a source has no files, and may be at it for long.
std::vector<core::CollectorName> with_files(const Loaded& loaded, std::vector<core::CollectorName> names) {
  std::erase_if(names, [&](const auto& name) {
    const auto same = [&](const auto& collector) { return collector->name() == name; };
    const auto found = std::ranges::find_if(loaded.collectors, same);
    return found == loaded.collectors.end() || (*found)->waits_for_a_source();
  });
  return names;
}

json to_wire(const std::vector<collectors::Unread>& files) {
  auto list = json::array();
  for (const auto& file : files) list.push_back({wire_text(file.name), wire_text(file.why)});
  return list;
}

std::vector<collectors::Unread> unread_from_wire(const json& list) {
  std::vector<collectors::Unread> files;
  for (const auto& file : list) {
    files.push_back({from_wire(file.at(0).get<std::string>()), from_wire(file.at(1).get<std::string>())});
  }
  return files;
}

json to_wire(const collectors::InputReport& input) {
  const auto& counts = input.counts;
  return {{"path", wire_text(input.path)},
          {"outcome", core::word(input.outcome)},
          {"message", wire_text(input.message)},
          {"in_the_way", wire_text(input.in_the_way)},
          {"run", input.run},
          {"read", counts.read},
          {"accepted", counts.accepted},
          {"revised", counts.revised},
          {"unchanged", counts.unchanged},
          {"missing", counts.missing},
          {"rejected", counts.rejected}};
}

collectors::InputReport input_from_wire(const json& input) {
  const auto text = [&](const char* key) { return from_wire(input.at(key).get<std::string>()); };
  const auto count = [&](const char* key) { return input.at(key).get<std::uint64_t>(); };
  collectors::InputReport report;
  report.path = text("path");
  report.outcome =
      one_of(outcomes, input.at("outcome"), [](RunOutcome outcome) { return core::word(outcome); });
  report.message = text("message");
  report.in_the_way = text("in_the_way");
  report.run = input.at("run").get<std::int64_t>();
  report.counts.read = count("read");
  report.counts.accepted = count("accepted");
  report.counts.revised = count("revised");
  report.counts.unchanged = count("unchanged");
  report.counts.missing = count("missing");
  report.counts.rejected = count("rejected");
  return report;
}

}  // namespace

bool all_well(const CollectReport& report) {
  return report.problem.empty() && std::ranges::all_of(report.inputs, [](const auto& input) {
           const bool taken = input.outcome == RunOutcome::recorded || input.outcome == RunOutcome::unchanged;
           return taken && input.counts.rejected == 0 && input.in_the_way.empty();
         });
}

std::vector<collectors::Unread> unread_in(const collectors::CollectReport& report) {
  return report.backlog ? report.backlog->unread : std::vector<collectors::Unread>{};
}

json collect_arguments(const Loaded& loaded, const std::vector<collectors::Collector*>& collectors,
                       const Request& request) {
  auto list = json::array();
  for (const auto* collector : collectors) {
    const auto& name = collector->name().text;
    list.push_back({{"name", name}, {"made_from", made_from(*find(loaded, name))}});
  }
  return {{"collectors", list},
          {"settle", request.settle},
          {"intent", id(request.intent)},
          {"file", wire_text(request.file.native())}};
}

int collect_as_asked(Engine& engine, const json& arguments, ControlCaller& caller) {
  const auto loaded = engine.loaded();
  const auto names = wanted(*loaded, arguments.at("collectors"));
  Request request;
  request.settle = arguments.at("settle").get<bool>();
  request.intent = one_of(intents, arguments.at("intent"), id);
  request.file = from_wire(arguments.at("file").get<std::string>());

  std::chrono::milliseconds wait{};
  if (request.settle) {
    caller.send({{"progress", "watching whether files are complete"}});
    wait = observe(engine, with_files(*loaded, names));
  }
  bool well = true;
  for (const auto& name : names) {
    if (!caller.wait(std::exchange(wait, {}))) throw ControlRefusal(1, "the daemon is stopping");
    caller.send({{"progress", "collecting " + name.text}});
    auto done = run(engine, name, request);
    if (done.timed_out || !done.failure.empty()) done.report.problem = done.problem;
    well = well && all_well(done.report);
    caller.send({{"report", to_wire(CollectorReport{name, done.report})}});
  }
  engine.wait_until_published();
  return well ? 0 : 1;
}

json to_wire(const CollectorReport& report) {
  auto inputs = json::array();
  for (const auto& input : report.report.inputs) inputs.push_back(to_wire(input));
  return {{"collector", report.collector.text},
          {"problem", wire_text(report.report.problem)},
          {"inputs", inputs},
          {"waiting", to_wire(report.report.waiting)},
          {"unread", to_wire(unread_in(report.report))}};
}

CollectorReport report_from_wire(const json& line) {
  CollectorReport report;
  report.collector.text = line.at("collector").get<std::string>();
  report.report.problem = from_wire(line.at("problem").get<std::string>());
  for (const auto& input : line.at("inputs")) report.report.inputs.push_back(input_from_wire(input));
  report.report.waiting = unread_from_wire(line.at("waiting"));
  report.report.backlog.emplace().unread = unread_from_wire(line.at("unread"));
  return report;
}

}  // namespace waymark::app
