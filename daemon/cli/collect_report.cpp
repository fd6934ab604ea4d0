#include "daemon/cli/collect_report.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "daemon/app/control_collect.hpp"
#include "daemon/cli/output.hpp"

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

void put_counts(const std::string& name, const InputReport& input) {
  put("{}: {}\n", name, counts_in_words(input.counts));
  if (!input.message.empty()) put("    {}\n", input.message);
}

void print(const core::CollectorName& collector, const InputReport& input) {
  const auto name = fmt::format("{}: {}", collector.text, input.path);
  switch (input.outcome) {
    case core::RunOutcome::recorded: put_counts(name, input); break;
    case core::RunOutcome::unchanged:
      if (input.counts.read > 0 || input.message.empty()) {
        put_counts(name, input);
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

}  // namespace

nlohmann::json report_json(const core::CollectorName& name, const CollectReport& report) {
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
  return {{"collector", name.text},
          {"problem", report.problem},
          {"inputs", inputs},
          {"waiting", to_json(report.waiting)},
          {"unread", to_json(app::unread_in(report))}};
}

void say(const core::CollectorName& name, const CollectReport& report) {
  if (!report.problem.empty()) put(stderr, "{}: {}\n", name.text, report.problem);
  if (report.problem.empty() && report.inputs.empty()) put("{}: no files to read\n", name.text);
  for (const auto& input : report.inputs) print(name, input);
  for (const auto& file : report.waiting) {
    put("{}: {} {}; collect again later\n", name.text, file.name, file.why);
  }
  for (const auto& file : app::unread_in(report)) put("{}: {} {}\n", name.text, file.name, file.why);
}

}  // namespace waymark::cli
