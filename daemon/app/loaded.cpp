#include "daemon/app/loaded.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "collectors/registry.hpp"
#include "daemon/app/web_security.hpp"
#include "daemon/present/template.hpp"

namespace waymark::app {

namespace {

std::chrono::sys_days today_in(const local_time::TimeZone& zone) {
  return zone.day(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace

std::chrono::sys_days Loaded::today() const {
  return today_in(time_zone);
}

std::vector<std::pair<std::string, std::string>> Loaded::texts(const config::Authority& authority) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& source : authority.sources) texts.emplace_back(source.name, source.text);
  return texts;
}

bool Loaded::has_texts(const config::Authority& authority) const {
  return std::ranges::any_of(configuration.authorities, [&](const config::Authority& own) {
    return own.code == authority.code && own.name == authority.name && own.invented == authority.invented &&
           texts(own) == texts(authority);
  });
}

namespace {

// Nothing when the system does not know the zone, which is reported at its key.
std::optional<local_time::TimeZone> zone_of(config::Table& table, const std::string& name) {
  try {
    return local_time::TimeZone(name);
  } catch (const std::runtime_error& unknown) {
    table.error("time_zone", unknown.what());
    return std::nullopt;
  }
}

std::shared_ptr<const present::Templates> load_templates(const config::Configuration& configuration) {
  const auto& folder = configuration.http.templates;
  if (!folder) return nullptr;
  try {
    return std::make_shared<const present::Templates>(*folder);
  } catch (const std::runtime_error& unusable) {
    configuration.document->root().table("http")->error("templates", unusable.what());
    return nullptr;
  }
}

}  // namespace

std::shared_ptr<const Loaded> load(const std::filesystem::path& file, config::Diagnostics& diagnostics,
                                   const std::filesystem::path& web_config) {
  auto security = load_security(web_config, diagnostics);
  auto configuration = config::load_configuration(file, diagnostics);
  if (!configuration) return nullptr;
  auto templates = load_templates(*configuration);
  auto root = configuration->document->root();
  const auto zone = zone_of(root, configuration->time_zone);
  for (auto& entry : configuration->collectors) {
    if (zone) entry.today = [zone = *zone] { return today_in(zone); };
  }
  auto made = collectors::make_collectors(*configuration, diagnostics);
  for (auto& entry : configuration->collectors) {
    if (entry.settings.has("time_zone")) static_cast<void>(zone_of(entry.settings, entry.schedule.time_zone));
  }
  if (!diagnostics.ok() || !zone) return nullptr;

  std::vector<std::shared_ptr<const core::Plan>> plans;
  for (const auto& authority : configuration->authorities) plans.push_back(authority.plan);
  std::vector<std::shared_ptr<collectors::Collector>> shared;
  for (auto& collector : made) shared.push_back(std::move(collector));
  return std::make_shared<const Loaded>(std::move(*configuration), std::move(shared), std::move(plans), *zone,
                                        web_config, std::move(security), std::move(templates));
}

}  // namespace waymark::app
