#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a web configuration file asks of those who connect.
namespace waymark::http {

// What is asked of a client's certificate; Go's names, as Prometheus' tools use them.
enum class ClientAuth {
  none,             // NoClientCert
  request,          // RequestClientCert: asked for, anything is taken
  require_any,      // RequireAnyClientCert: there must be one, it is not verified
  verify_if_given,  // VerifyClientCertIfGiven
  require           // RequireAndVerifyClientCert
};

struct TlsSettings {
  std::string certificate;  // PEM: the server's own first, then those between it and the root
  std::string key;          // PEM, not encrypted
  std::string client_ca;    // PEM, one or more; empty without
  ClientAuth client_auth = ClientAuth::none;
  bool only_tls_1_3 = false;  // TLS 1.2 otherwise as well
};

struct TlsMistake {
  enum class Part { certificate, key, client_ca };
  Part part = Part::certificate;
  std::string sentence;  // continues "cert_file ...": `holds no certificate in PEM form`
};

class Tls;
[[nodiscard]] std::expected<std::shared_ptr<Tls>, TlsMistake> make_tls(const TlsSettings& settings);

struct Login {
  std::string user, password;
};
// From an Authorization header; nothing when it is not a well-formed `Basic` one (RFC 7617).
[[nodiscard]] std::shared_ptr<const Login> parse_basic(std::string_view header);

// Names and bcrypt hashes ($2a$, $2b$, $2y$) of those who may ask. Safe to use from several threads.
class Users {
 public:
  explicit Users(std::vector<std::pair<std::string, std::string>> hashes);
  ~Users();
  Users(const Users&) = delete;
  Users& operator=(const Users&) = delete;

  // Whether check() has found this login right before. Quick; what is kept is a keyed digest, no password.
  [[nodiscard]] bool remembered(const Login& login) const;
  // Takes over what `before` remembers of users who are here with the same hash; what it still finds out is
  // shared. For a list that replaces it, before anybody is asked.
  void remember_as(const Users& before) const;
  // Slow by design, also for a name that does not exist: it takes as long as that of some user.
  [[nodiscard]] bool check(const Login& login) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Security {
  std::shared_ptr<Tls> tls;            // null: plain HTTP
  std::shared_ptr<const Users> users;  // null: nobody is asked who they are
};

}  // namespace waymark::http
