#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/diagnostics.hpp"

namespace waymark::config {

// In the order of Go's names for them: NoClientCert, RequestClientCert, ...
enum class ClientCertificate { none, request, require_any, verify_if_given, require_and_verify };

struct WebTls {
  std::string certificate, key, client_ca;  // what the files hold; client_ca is empty without one
  ClientCertificate client_auth = ClientCertificate::none;
  bool only_tls_1_3 = false;
};

// The web configuration file: who may connect, and how. Its keys are those of Prometheus' exporter-toolkit.
struct WebConfig {
  std::optional<WebTls> tls;
  std::vector<std::pair<std::string, std::string>> users;  // name, bcrypt hash
};

// Says what is wrong with certificates that could be read: the key (`cert_file`) and what follows it in the
// sentence (`holds no certificate`).
struct WebTlsMistake {
  std::string key, sentence;
};
using CheckTls = std::function<std::optional<WebTlsMistake>(const WebTls&)>;

// Mistakes go to `diagnostics`, with their place but without the line itself: lines of this file can hold
// secrets. Empty when there was any.
[[nodiscard]] std::optional<WebConfig> load_web_config(const std::filesystem::path& file,
                                                       const CheckTls& check_tls, Diagnostics& diagnostics);

}  // namespace waymark::config
