#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/collector_entry.hpp"
#include "config/diagnostics.hpp"
#include "config/plan_loader.hpp"
#include "config/reader.hpp"
#include "config/source.hpp"
#include "daemon/core/evaluate.hpp"
#include "daemon/core/plan.hpp"

namespace waymark::config {

struct Authority {
  core::AuthorityCode code;
  std::string name;
  bool invented = false;
  std::vector<PlanSource> sources;
  std::shared_ptr<const core::Plan> plan;   // null when its files have mistakes
  std::shared_ptr<const core::Plan> draft;  // what could be read of it all the same, to check collectors by
};

struct Http {
  std::vector<std::string> listen{"127.0.0.1:9475"};
  bool enable_lifecycle = false;
  std::optional<std::filesystem::path> templates;  // a folder that is there
  std::vector<std::string> hosts;                  // names, in lower case, without port
  std::vector<std::string> trusted_proxies;        // addresses and networks such as 10.0.0.0/8
  std::int64_t max_connections_per_address = 512;
};

// Figures sent to a remote write receiver (docs/history.md).
struct RemoteWrite {
  std::string url;
  std::filesystem::path ca_file;  // empty: the system's authorities
  std::string username;
  std::filesystem::path password_file, bearer_token_file;  // at most one of them
  std::filesystem::path queue;                             // a file
  std::optional<std::chrono::sys_days> since;              // periods that ended before are not sent
  std::chrono::milliseconds timeout = std::chrono::seconds{30};
  std::optional<std::chrono::milliseconds> max_age;  // none: samples wait until they are accepted
  std::optional<std::uint32_t> max_attempts;
  std::uint64_t queue_limit = 1'000'000;

  friend bool operator==(const RemoteWrite&, const RemoteWrite&) = default;
};

struct Configuration {
  std::filesystem::path file;
  std::filesystem::path ledger;
  // How long raw texts of rejected rows are kept; none: forever.
  std::optional<std::chrono::milliseconds> keep_rejects = std::chrono::days{731};
  Http http;
  std::optional<RemoteWrite> remote_write;
  std::string time_zone = "Europe/London";
  core::Calendar calendar;
  std::vector<Authority> authorities;
  std::shared_ptr<const std::vector<Source>> sources;
  std::vector<CollectorEntry> collectors;
  std::shared_ptr<Document> document;  // keeps `settings` alive
};

// Reads waymark.toml and the plan files it names. All mistakes of all files go to `diagnostics`; collectors'
// own settings are checked by collectors::make_collectors() into the same object, which then calls
// Table::finish() on each [[collector]] table. Empty when waymark.toml itself could not be read.
[[nodiscard]] std::optional<Configuration> load_configuration(const std::filesystem::path& file,
                                                              Diagnostics& diagnostics);

}  // namespace waymark::config
