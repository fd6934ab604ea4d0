#include "collectors/registry.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "collectors/claims.hpp"
#include "collectors/csv/csv.hpp"
#include "collectors/database/database.hpp"

namespace waymark::collectors {

namespace {

struct Type {
  std::string_view name;
  std::unique_ptr<Collector> (*make)(config::CollectorEntry& entry, const config::Diagnostics& diagnostics);
};

// A collector is added here and nowhere else.
constexpr std::array all_types{
    Type{"csv", &csv::make_collector},
    Type{"database", &database::make_collector},
};

struct Made {
  config::CollectorEntry* entry = nullptr;
  Collector* collector = nullptr;
};

// Two that take the same files away lose what the other one should have read.
void refuse_same_files(const std::vector<Made>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      for (const auto& own : all[i].collector->claims()) {
        for (const auto& other : all[j].collector->claims()) {
          if (!in_each_others_way(own, other)) continue;
          all[i].entry->settings.error(
              "path",
              fmt::format(
                  "collector {} reads files of the same names ({}) from this folder, and one of the "
                  "two moves them away from the other; give each its own folder or its own \"files\", "
                  "or set after = \"leave\" for both",
                  config::in_quotes(all[j].collector->name().text), other.pattern));
        }
      }
    }
  }
}

// What is added up from transactions takes no ready figures: the later of the two would replace the other.
void refuse_ready_figures(const std::vector<Made>& all) {
  for (const auto& adding : all) {
    const auto sums = adding.collector->feeds();
    if (!sums.sums) continue;
    for (const auto& other : all) {
      const auto ready = other.collector->feeds();
      if (ready.sums || ready.authority != sums.authority) continue;
      for (const auto& indicator : sums.indicators) {
        if (std::ranges::find(ready.indicators, indicator) == ready.indicators.end()) continue;
        other.entry->settings.error(
            other.entry->settings.has("indicator") ? "indicator" : "indicators",
            fmt::format("collector {} adds up indicator {} from transactions, and ready figures of it would "
                        "replace the sums; feed it by one of the two, or declare an indicator for each",
                        config::in_quotes(adding.collector->name().text), config::in_quotes(indicator.text)));
      }
    }
  }
}

void tell_of_sums(const std::vector<Made>& all) {
  for (const auto& made : all) {
    const auto own = made.collector->feeds();
    if (own.sums) continue;
    Summed summed;
    for (const auto& other : all) {
      const auto sums = other.collector->feeds();
      if (!sums.sums || sums.authority != own.authority) continue;
      for (const auto& indicator : sums.indicators) summed.emplace(indicator, other.collector->name());
    }
    for (const auto& [indicator, by] : summed) {
      made.entry->made_from += fmt::format("\n{} {}", indicator.text, by.text);
    }
    made.collector->summed(summed);
  }
}

// What nobody takes can only be told by whoever knows what all take.
void tell_of_each_other(const std::vector<Made>& all) {
  for (const auto& made : all) {
    std::vector<Claim> others;
    for (const auto& other : all) {
      if (other.collector == made.collector) continue;
      for (auto& claim : other.collector->claims()) {
        const auto own = made.collector->claims();
        if (std::ranges::find(own, claim.folder, &Claim::folder) == own.end()) continue;
        made.entry->made_from += fmt::format("\n{} {}", claim.folder.string(), claim.pattern);
        others.push_back(std::move(claim));
      }
    }
    made.collector->others(others);
  }
}

}  // namespace

std::vector<std::string> types() {
  std::vector<std::string> names;
  names.reserve(std::size(all_types));
  for (const auto& type : all_types) names.emplace_back(type.name);
  return names;
}

std::vector<std::unique_ptr<Collector>> make_collectors(config::Configuration& configuration,
                                                        config::Diagnostics& diagnostics) {
  std::vector<std::unique_ptr<Collector>> collectors;
  std::vector<Made> made;
  for (auto& entry : configuration.collectors) {
    const Type* type = nullptr;
    for (const auto& candidate : all_types) {
      if (candidate.name == entry.type) type = &candidate;
    }
    if (type == nullptr) {
      const auto known = types();
      entry.settings.error(
          "type", fmt::format("{} is not a type of collector{}; there is {}", config::in_quotes(entry.type),
                              config::did_you_mean(entry.type, known), fmt::join(known, ", ")));
      continue;
    }
    if (auto collector = type->make(entry, diagnostics)) {
      made.push_back({&entry, collector.get()});
      collectors.push_back(std::move(collector));
    }
  }
  refuse_same_files(made);
  refuse_ready_figures(made);
  tell_of_each_other(made);
  tell_of_sums(made);
  return collectors;
}

}  // namespace waymark::collectors
