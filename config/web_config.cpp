#include "config/web_config.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/files.hpp"
#include "config/reader.hpp"

namespace waymark::config {

namespace {

constexpr std::size_t largest_pem = std::size_t{1} << 20U;

std::string read_pem(Table& tls, std::string_view key) {
  const auto file = tls.path(key);
  if (!file) return {};
  auto text = read_file(*file, largest_pem);
  if (text && !text->empty()) return std::move(*text);
  tls.error(key, text ? fmt::format("{} is empty", file->string()) : text.error());
  return {};
}

// TLS 1.0 and 1.1 are not offered: nothing that scrapes or browses today needs them.
bool read_only_tls_1_3(Table& tls) {
  return tls.choice("min_version", {"TLS12", "TLS13"}).value_or(0) == 1;
}

ClientCertificate read_client_auth(Table& tls) {
  using enum ClientCertificate;
  const std::vector<std::string> words{"NoClientCert", "RequestClientCert", "RequireAnyClientCert",
                                       "VerifyClientCertIfGiven", "RequireAndVerifyClientCert"};
  const auto how = static_cast<ClientCertificate>(tls.choice("client_auth_type", words).value_or(0));
  const bool verifies = how == verify_if_given || how == require_and_verify;
  if (verifies && !tls.has("client_ca_file")) {
    tls.error("client_auth_type",
              "\"client_ca_file\" is missing: the authority whose client certificates are good");
  }
  if (!verifies && tls.has("client_ca_file")) {
    tls.error("client_ca_file",
              "\"client_ca_file\" has no effect without client_auth_type = \"RequireAndVerifyClientCert\" or "
              "\"VerifyClientCertIfGiven\"");
  }
  return how;
}

void read_tls(Table& root, const CheckTls& check, const Diagnostics& diagnostics, WebConfig& web) {
  auto tls = root.table("tls_server_config");
  if (!tls) return;
  for (const auto* key : {"cert_file", "key_file"}) {
    if (!tls->has(key)) tls->error(fmt::format("\"{}\" is missing", key));
  }
  web.tls = WebTls{.certificate = read_pem(*tls, "cert_file"),
                   .key = read_pem(*tls, "key_file"),
                   .client_ca = read_pem(*tls, "client_ca_file"),
                   .client_auth = read_client_auth(*tls),
                   .only_tls_1_3 = read_only_tls_1_3(*tls)};
  tls->finish("tls_server_config");
  if (!diagnostics.ok()) return;
  if (const auto mistake = check(*web.tls)) {
    tls->error(mistake->key, fmt::format("{} {}", tls->path(mistake->key)->string(), mistake->sentence));
  }
}

// Empty when it is one: $2b$10$ and 53 characters.
std::string hash_problem(std::string_view hash) {
  constexpr int highest_cost = 14;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto fits = [&](char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '/';
  };
  const bool shaped = hash.size() == 60 &&
                      (hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$")) &&
                      digit(hash[4]) && digit(hash[5]) && hash[6] == '$' &&
                      std::ranges::all_of(hash.substr(7), fits);
  if (!shaped) {
    return "not a bcrypt hash; \"htpasswd -nBC 10 NAME\" asks for the password and prints one behind the "
           "colon";
  }
  const int cost = (hash[4] - '0') * 10 + (hash[5] - '0');
  if (cost < 4 || cost > highest_cost) {
    return fmt::format("a bcrypt hash of cost {}; make one of cost 10 to 12 (4 to {} are taken)", cost,
                       highest_cost);
  }
  return {};
}

void read_users(Table& root, WebConfig& web) {
  auto users = root.table("basic_auth_users");
  if (!users) return;
  for (const auto& name : users->keys()) {
    const bool control =
        std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (name.empty() || control || name.contains(':')) {
      users->error(name, "a user's name must not be empty, nor hold a colon or control characters");
    }
    const auto hash = users->text(name);
    if (!hash) continue;
    if (const auto problem = hash_problem(*hash); !problem.empty()) {
      const auto user = name.substr(0, name.find(':'));  // what follows may be a password
      users->error(name, fmt::format("what is given for {} is {}", in_quotes(user), problem));
    }
    web.users.emplace_back(name, *hash);
  }
  if (web.users.empty() && users->keys().empty()) {
    users->error("[basic_auth_users] names nobody; leave it out when no password is to be asked for");
  }
}

}  // namespace

std::optional<WebConfig> load_web_config(const std::filesystem::path& file, const CheckTls& check_tls,
                                         Diagnostics& diagnostics) {
  Diagnostics found;
  WebConfig web;
  if (auto document = Document::load(file, found)) {
    Table root = document->root();
    read_users(root, web);
    read_tls(root, check_tls, found, web);
    root.finish("web configuration");
  }
  for (auto mistake : found.list()) {
    mistake.excerpt.clear();
    mistake.caret = 0;
    diagnostics.add(std::move(mistake));
  }
  if (!found.ok()) return std::nullopt;
  return web;
}

}  // namespace waymark::config
