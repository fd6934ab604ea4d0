#include "daemon/app/web_security.hpp"

#include "config/web_config.hpp"

namespace waymark::app {

namespace {

http::ClientAuth client_auth(config::ClientCertificate how) {
  switch (how) {
    case config::ClientCertificate::none: return http::ClientAuth::none;
    case config::ClientCertificate::request: return http::ClientAuth::request;
    case config::ClientCertificate::require_any: return http::ClientAuth::require_any;
    case config::ClientCertificate::verify_if_given: return http::ClientAuth::verify_if_given;
    case config::ClientCertificate::require_and_verify: return http::ClientAuth::require;
  }
  return http::ClientAuth::require;
}

std::string key_of(http::TlsMistake::Part part) {
  switch (part) {
    case http::TlsMistake::Part::certificate: return "cert_file";
    case http::TlsMistake::Part::key: return "key_file";
    case http::TlsMistake::Part::client_ca: return "client_ca_file";
  }
  return {};
}

}  // namespace

std::shared_ptr<const http::Security> load_security(const std::filesystem::path& file,
                                                    config::Diagnostics& diagnostics) {
  auto security = std::make_shared<http::Security>();
  if (file.empty()) return security;
  const auto check = [&](const config::WebTls& tls) -> std::optional<config::WebTlsMistake> {
    auto made = http::make_tls({.certificate = tls.certificate,
                                .key = tls.key,
                                .client_ca = tls.client_ca,
                                .client_auth = client_auth(tls.client_auth),
                                .only_tls_1_3 = tls.only_tls_1_3});
    if (!made) return config::WebTlsMistake{key_of(made.error().part), made.error().sentence};
    security->tls = std::move(*made);
    return std::nullopt;
  };
  const auto web = config::load_web_config(file, check, diagnostics);
  if (!web) return nullptr;
  if (!web->users.empty()) security->users = std::make_shared<const http::Users>(web->users);
  return security;
}

std::shared_ptr<const http::Access> access_of(const config::Http& settings) {
  auto access = std::make_shared<http::Access>();
  for (const auto& text : settings.trusted_proxies) {
    if (const auto network = http::Network::parse(text)) access->trusted_proxies.push_back(*network);
  }
  access->hosts = settings.hosts;
  access->connections_per_client = static_cast<std::size_t>(settings.max_connections_per_address);
  access->check_loopback = true;
  return access;
}

bool guards(const http::Security& security) {
  return security.tls != nullptr || security.users != nullptr;
}

}  // namespace waymark::app
