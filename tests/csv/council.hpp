#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collectors/csv/csv.hpp"
#include "config/reader.hpp"
#include "daemon/core/plan.hpp"
#include "tests/csv/fake_recorder.hpp"
#include "tests/support/temporary_directory.hpp"

// An invented council, its collectors, and what they hand over as text.
namespace waymark::csv::tests {

inline void write(const std::filesystem::path& file, std::string_view text) {
  std::ofstream{file, std::ios::binary} << text;
}

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline core::Indicator indicator(std::string id, core::Unit unit, core::PeriodKind frequency,
                                 core::Aggregation aggregation) {
  core::Indicator made;
  made.id.text = std::move(id);
  made.title = made.id.text;
  made.unit = unit;
  made.frequency = frequency;
  made.aggregation = aggregation;
  made.scopes = {{}, {"operations"}, {"operations/waste"}, {"operations/parks"}, {"people"}};
  return made;
}

inline std::shared_ptr<core::Plan> plan() {
  using core::Aggregation;
  using core::PeriodKind;
  using core::Unit;
  auto plan = std::make_shared<core::Plan>();
  plan->authority.text = "E07000999";
  plan->scopes = {{{"operations/waste"}, "Waste"}, {{"operations/parks"}, "Parks"}, {{"people"}, "People"}};
  plan->indicators = {
      indicator("agency_share", Unit::percent, PeriodKind::financial_year, Aggregation::ratio),
      indicator("fte", Unit::fte, PeriodKind::month, Aggregation::stock),
      indicator("spend", Unit::gbp, PeriodKind::month, Aggregation::flow),
      indicator("invoices", Unit::count, PeriodKind::quarter, Aggregation::flow),
      indicator("agency_spend", Unit::gbp, PeriodKind::quarter, Aggregation::flow),
      indicator("recycling", Unit::percent, PeriodKind::quarter, Aggregation::ratio),
      indicator("bins", Unit::count, PeriodKind::week, Aggregation::flow),
      indicator("calls", Unit::count, PeriodKind::day, Aggregation::flow),
      indicator("complaints", Unit::count, PeriodKind::quarter, Aggregation::flow),
      indicator("computed", Unit::percent, PeriodKind::month, Aggregation::ratio),
  };
  auto& complaints = plan->indicators.at(plan->indicators.size() - 2);
  complaints.scopes = {{"operations/waste"}, {"people"}};
  complaints.roll_up = true;
  plan->indicators.back().formula = core::FromRatio{{"spend"}, {"fte"}};
  plan->indicators.push_back(indicator("budget", Unit::gbp, PeriodKind::month, Aggregation::flow));
  plan->indicators.back().ahead = true;
  return plan;
}

// The settings of a [[collector]] table given without its heading, or the diagnostics.
struct Configured {
  std::unique_ptr<config::Diagnostics> diagnostics = std::make_unique<config::Diagnostics>();
  std::optional<config::Document> document;
  std::optional<Settings> settings;
};

inline Configured configure(const std::string& toml, const std::filesystem::path& folder,
                            std::shared_ptr<const core::Plan> plan = tests::plan()) {
  Configured out;
  const std::string text = "[[collector]]\nname = \"figures\"\ntype = \"csv\"\n" + toml;
  out.document = config::Document::parse(text, "waymark.toml", folder, *out.diagnostics);
  if (!out.document) return out;
  auto tables = out.document->root().tables("collector");
  config::CollectorEntry entry{
      .name = {"figures"},
      .type = "csv",
      .authority = plan->authority,
      .plan = plan,
      .schedule = {},
      .made_from = {},
      .today = [] { return std::chrono::sys_days{std::chrono::November / 20 / 2026}; },
      .settings = tables.front()};
  for (const auto* known : {"name", "type"}) (void)entry.settings.text(known);
  out.settings = read_settings(entry, *out.diagnostics);
  return out;
}

// A figure a line, sorted: `fte operations/waste Apr 2023 = 4.0 [e] (line 3)`.
std::string figures(const Recorded& run);
// The outcome, the counts, the figures, the rejected rows.
std::string describe(const collectors::CollectReport& report, const FakeRecorder& recorder);

}  // namespace waymark::csv::tests
