#include "daemon/app/loaded.hpp"

#include <optional>
#include <stdexcept>

#include "collectors/registry.hpp"

namespace waymark::app {

std::chrono::sys_days Loaded::today() const {
  return time_zone.day(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

std::vector<std::pair<std::string, std::string>> Loaded::texts(const config::Authority& authority) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& source : authority.sources) texts.emplace_back(source.name, source.text);
  return texts;
}

std::shared_ptr<const Loaded> load(const std::filesystem::path& file, config::Diagnostics& diagnostics) {
  auto configuration = config::load_configuration(file, diagnostics);
  if (!configuration) return nullptr;
  auto made = collectors::make_collectors(*configuration, diagnostics);
  std::optional<runtime::TimeZone> zone;
  try {
    zone.emplace(configuration->time_zone);
  } catch (const std::runtime_error& error) {
    diagnostics.add({.file = file.string(), .message = error.what(), .excerpt = {}});
  }
  if (!diagnostics.ok() || !zone) return nullptr;

  std::vector<std::shared_ptr<const core::Plan>> plans;
  for (const auto& authority : configuration->authorities) plans.push_back(authority.plan);
  std::vector<std::shared_ptr<collectors::Collector>> shared;
  for (auto& collector : made) shared.push_back(std::move(collector));
  return std::make_shared<const Loaded>(std::move(*configuration), std::move(shared), std::move(plans),
                                        *zone);
}

}  // namespace waymark::app
