#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "config/configuration.hpp"

// The parts of waymark.toml. Private to config.
namespace waymark::config {

void read_authorities(Table& root, const std::filesystem::path& folder, Configuration& configuration,
                      Diagnostics& diagnostics);
void read_collectors(Table& root, Configuration& configuration);
[[nodiscard]] std::vector<Source> read_sources(Table& root);
// After the ledger's path is known.
void read_remote_write(Table& root, Configuration& configuration);
// What names of collectors and sources are made of.
[[nodiscard]] bool well_formed_name(std::string_view name);
// interval, cron, time_zone, jitter and run_on_start of a table.
[[nodiscard]] core::Schedule read_schedule(Table& table, const std::string& default_zone);
[[nodiscard]] std::chrono::milliseconds read_timeout(Table& table, std::chrono::milliseconds otherwise);

// One ISO date a line; blank lines and what follows # do not count. Known until the end of the last date's
// year.
[[nodiscard]] core::Calendar read_bank_holidays(std::string text, const std::string& name,
                                                Diagnostics& diagnostics);

// Empty when fine: host:port, the host a name, an IPv4 address, an IPv6 address in brackets, or nothing
// (every interface).
[[nodiscard]] std::string listen_problem(std::string_view address);
// Empty when fine: a name or an address, without port and brackets.
[[nodiscard]] std::string host_problem(std::string_view host);
// Empty when fine: an address, or a network with the number of its bits behind a slash.
[[nodiscard]] std::string network_problem(std::string_view network);
// The shape of an IANA name. Whether the system knows the zone is for whoever looks it up.
[[nodiscard]] bool well_formed_time_zone(std::string_view name);

}  // namespace waymark::config
