#include "daemon/http/tls.hpp"

#include <array>
#include <tuple>

#include <boost/asio/buffer.hpp>
#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace waymark::http {
namespace {

using boost::system::error_code;
using Part = TlsMistake::Part;

// What OpenSSL says of its last failure, and nothing left behind for the next.
std::string reason() {
  const auto* text = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return text == nullptr ? "unknown reason" : text;
}

std::unexpected<TlsMistake> mistake(Part part, std::string sentence) {
  ERR_clear_error();
  return std::unexpected(TlsMistake{part, std::move(sentence)});
}

// Every certificate of a PEM text is trusted, and named to clients that choose by issuer.
std::expected<void, TlsMistake> trust(SSL_CTX* context, const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  std::size_t found = 0;
  for (;; ++found) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), X509_free);
    if (!certificate) break;
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate.get());
    SSL_CTX_add_client_CA(context, certificate.get());
  }
  const auto last = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (found > 0 && at_end) {
    ERR_clear_error();
    return {};
  }
  if (at_end) return mistake(Part::client_ca, "holds no certificate in PEM form");
  return mistake(Part::client_ca, fmt::format("holds a certificate that cannot be read: {}", reason()));
}

int take_any(int /*verified*/, X509_STORE_CTX* /*chain*/) {
  return 1;
}

void ask_clients(SSL_CTX* context, ClientAuth how) {
  switch (how) {
    case ClientAuth::none: return;
    case ClientAuth::request: SSL_CTX_set_verify(context, SSL_VERIFY_PEER, take_any); return;
    case ClientAuth::require_any:
      SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, take_any);
      return;
    case ClientAuth::verify_if_given: SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr); return;
    case ClientAuth::require:
      SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
      return;
  }
}

// HTTP/1.1 for whoever offers it; who offers only others goes on without the extension and finds out.
int choose_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*unused*/) {
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  const int result =
      SSL_select_next_proto(&found, chosen_size, ours.data(), ours.size(), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

void set_options(SSL_CTX* context, bool only_tls_1_3) {
  SSL_CTX_set_min_proto_version(context, only_tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION);
  // Of TLS 1.2 only what TLS 1.3 kept: forward secrecy and authenticated encryption.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  // Without a name of its own, a session with a client's certificate cannot be resumed.
  static constexpr std::array<unsigned char, 7> name{'w', 'a', 'y', 'm', 'a', 'r', 'k'};
  SSL_CTX_set_session_id_context(context, name.data(), name.size());
}

}  // namespace

std::expected<std::shared_ptr<Tls>, TlsMistake> make_tls(const TlsSettings& settings) {
  ERR_clear_error();
  auto tls = std::make_shared<Tls>();
  auto* context = tls->context.native_handle();
  set_options(context, settings.only_tls_1_3);
  error_code problem;
  std::ignore = tls->context.use_certificate_chain(boost::asio::buffer(settings.certificate), problem);
  if (problem) return mistake(Part::certificate, "holds no certificate in PEM form that can be used");
  // OpenSSL would ask for a pass phrase on the terminal.
  bool encrypted = false;
  SSL_CTX_set_default_passwd_cb_userdata(context, &encrypted);
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
  });
  std::ignore = tls->context.use_private_key(boost::asio::buffer(settings.key),
                                             boost::asio::ssl::context::pem, problem);
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);  // Asio would take it for its own
  if (encrypted) return mistake(Part::key, "holds an encrypted key; store it without a pass phrase");
  const bool of_another = problem && ERR_GET_LIB(static_cast<unsigned long>(problem.value())) == ERR_LIB_X509;
  if (problem && !of_another) return mistake(Part::key, "holds no private key in PEM form");
  if (of_another || SSL_CTX_check_private_key(context) != 1) {
    return mistake(Part::key, "holds a key that does not belong to the certificate in cert_file");
  }
  if (!settings.client_ca.empty()) {
    if (auto trusted = trust(context, settings.client_ca); !trusted) return std::unexpected(trusted.error());
  }
  ask_clients(context, settings.client_auth);
  ERR_clear_error();
  return tls;
}

}  // namespace waymark::http
