#include "config/configuration.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/configuration_parts.hpp"
#include "config/files.hpp"
#include "resources/config.hpp"

namespace waymark::config {

namespace {

void read_ledger(Table& root, Configuration& configuration) {
  auto ledger = root.table("ledger");
  if (!ledger) {
    if (!root.has("ledger"))
      root.error("[ledger] is missing: it says with path = \"...\" where figures are kept");
    return;
  }
  if (!ledger->has("path")) ledger->error("\"path\" is missing: where the ledger's file is to be");
  configuration.ledger = ledger->path("path").value_or(std::filesystem::path{});
  if (const auto kept = ledger->text("keep_rejects")) {
    if (*kept == "forever") {
      configuration.keep_rejects.reset();
    } else if (const auto time = ledger->duration("keep_rejects")) {
      configuration.keep_rejects = time;
    }
  }
  ledger->finish("ledger");
}

// Who asks, and by which name.
void read_clients(Table& http, Http& settings) {
  settings.hosts = http.texts("hosts");
  for (std::size_t i = 0; i < settings.hosts.size(); ++i) {
    auto& host = settings.hosts[i];
    std::ranges::transform(host, host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (auto problem = host_problem(host); !problem.empty()) http.error_at("hosts", i, problem);
  }
  settings.trusted_proxies = http.texts("trusted_proxies");
  for (std::size_t i = 0; i < settings.trusted_proxies.size(); ++i) {
    if (auto problem = network_problem(settings.trusted_proxies[i]); !problem.empty())
      http.error_at("trusted_proxies", i, problem);
  }
  settings.max_connections_per_address = http.integer("max_connections_per_address", 1, 1'000'000)
                                             .value_or(settings.max_connections_per_address);
}

void read_http(Table& root, Configuration& configuration) {
  auto http = root.table("http");
  if (!http) return;
  if (http->has("listen")) {
    configuration.http.listen = http->texts("listen");
    if (http->is_list("listen") && configuration.http.listen.empty()) {
      http->error("listen", "\"listen\" must name at least one address; leave it out for 127.0.0.1:9475");
    }
  } else {
    static_cast<void>(http->texts("listen"));
  }
  const auto& listen = configuration.http.listen;
  for (std::size_t i = 0; i < listen.size(); ++i) {
    std::string problem = listen_problem(listen[i]);
    if (problem.empty() && std::find(listen.begin(), listen.begin() + static_cast<std::ptrdiff_t>(i),
                                     listen[i]) != listen.begin() + static_cast<std::ptrdiff_t>(i)) {
      problem = fmt::format("{} is listed twice", in_quotes(listen[i]));
    }
    if (!problem.empty()) http->error_at("listen", i, problem);
  }
  configuration.http.enable_lifecycle = http->boolean("enable_lifecycle").value_or(false);
  configuration.http.templates = http->path("templates");
  std::error_code unknown;
  if (const auto& folder = configuration.http.templates;
      folder && !std::filesystem::is_directory(*folder, unknown)) {
    http->error("templates", fmt::format("{} is not a folder that can be read", folder->string()));
  }
  read_clients(*http, configuration.http);
  http->finish("http");
}

void read_time_zone(Table& root, Configuration& configuration) {
  if (const auto zone = root.text("time_zone")) configuration.time_zone = *zone;
  if (!well_formed_time_zone(configuration.time_zone)) {
    root.error("time_zone", fmt::format("{} is not the name of a time zone; an example is \"Europe/London\"",
                                        in_quotes(configuration.time_zone)));
  }
}

void read_calendar(Table& root, Configuration& configuration, Diagnostics& diagnostics) {
  const auto written = root.text("bank_holidays");
  const auto file = root.path("bank_holidays");
  if (!root.has("bank_holidays")) {
    const auto& england = resources::config().front();
    configuration.calendar =
        read_bank_holidays(std::string{england.content}, std::string{england.name}, diagnostics);
  }
  if (!file) return;
  auto text = read_file(*file, Document::largest);
  if (!text) {
    root.error("bank_holidays", text.error());
    return;
  }
  configuration.calendar = read_bank_holidays(std::move(*text), *written, diagnostics);
}

}  // namespace

std::optional<Configuration> load_configuration(const std::filesystem::path& file, Diagnostics& diagnostics) {
  auto document = Document::load(file, diagnostics);
  if (!document) return std::nullopt;
  Configuration configuration;
  configuration.file = file;
  configuration.document = std::make_shared<Document>(std::move(*document));
  Table root = configuration.document->root();
  read_time_zone(root, configuration);
  read_calendar(root, configuration, diagnostics);
  read_ledger(root, configuration);
  read_http(root, configuration);
  read_remote_write(root, configuration);
  read_authorities(root, file.parent_path(), configuration, diagnostics);
  configuration.sources = std::make_shared<const std::vector<Source>>(read_sources(root));
  read_collectors(root, configuration);
  root.finish("waymark.toml");
  return configuration;
}

}  // namespace waymark::config
