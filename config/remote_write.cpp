#include <fmt/format.h>

#include "config/configuration_parts.hpp"
#include "daemon/core/secrets.hpp"

namespace waymark::config {

namespace {

constexpr std::chrono::hours longest_timeout{1};

// Empty when fine.
std::string url_problem(std::string_view url) {
  std::string_view rest;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (url.starts_with(scheme)) rest = url.substr(scheme.size());
  }
  if (rest.empty() || rest.starts_with('/') || url.find_first_of(" \t\r\n") != std::string_view::npos) {
    return "the address of a receiver begins with http:// or https://, such as "
           "\"http://127.0.0.1:9090/api/v1/write\"";
  }
  return {};
}

void refuse_user(Table& table, const std::string& url) {
  if (core::without_secrets(url) != url) {
    table.error("url",
                "a user and password do not belong into the \"url\": use \"username\" and \"password_file\"");
  }
}

void read_credentials(Table& table, RemoteWrite& remote) {
  remote.username = table.text("username").value_or("");
  remote.password_file = table.path("password_file").value_or(std::filesystem::path{});
  remote.bearer_token_file = table.path("bearer_token_file").value_or(std::filesystem::path{});
  if (table.has("username") != table.has("password_file")) {
    table.error(table.has("username") ? "username" : "password_file",
                "\"username\" and \"password_file\" go together");
  }
  if (table.has("bearer_token_file") && table.has("password_file")) {
    table.error("bearer_token_file", "give either \"bearer_token_file\" or \"password_file\", not both");
  }
}

std::chrono::milliseconds positive(Table& table, std::string_view key, std::chrono::milliseconds otherwise,
                                   std::chrono::hours longest) {
  const auto given = table.duration(key);
  if (!given) return otherwise;
  if (*given <= std::chrono::milliseconds{0} || *given > longest) {
    table.error(key,
                fmt::format("\"{}\" must be more than nothing and at most {} hours", key, longest.count()));
  }
  return *given;
}

}  // namespace

void read_remote_write(Table& root, Configuration& configuration) {
  auto table = root.table("remote_write");
  if (!table) return;
  RemoteWrite remote;
  remote.url = table->require_text("url");
  if (!remote.url.empty()) {
    if (auto problem = url_problem(remote.url); !problem.empty()) table->error("url", problem);
    refuse_user(*table, remote.url);
  }
  remote.ca_file = table->path("ca_file").value_or(std::filesystem::path{});
  std::error_code unknown;
  if (!remote.ca_file.empty() && !std::filesystem::is_regular_file(remote.ca_file, unknown)) {
    table->error("ca_file", fmt::format("{} is not a file that can be read", remote.ca_file.string()));
  }
  read_credentials(*table, remote);
  auto beside = configuration.ledger;
  beside += ".remote-write";
  remote.queue = table->path("queue").value_or(beside);
  remote.since = table->date("since");
  remote.timeout = positive(*table, "timeout", remote.timeout, longest_timeout);
  if (table->has("max_age")) {
    remote.max_age = positive(*table, "max_age", std::chrono::hours{1}, std::chrono::hours{24 * 366});
  }
  const auto attempts = table->integer("max_attempts", 1, 1'000'000);
  if (attempts) remote.max_attempts = static_cast<std::uint32_t>(*attempts);
  const auto limit = table->integer("queue_limit", 1, 100'000'000);
  if (limit) remote.queue_limit = static_cast<std::uint64_t>(*limit);
  table->finish("remote_write");
  configuration.remote_write = std::move(remote);
}

}  // namespace waymark::config
