#include "collectors/registry.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
    if (auto collector = type->make(entry, diagnostics)) collectors.push_back(std::move(collector));
  }
  return collectors;
}

}  // namespace waymark::collectors
